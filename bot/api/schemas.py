"""What crosses HTTP, for checking what comes in and for the OpenAPI document of what goes out."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Incoming(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class OpenSession(_Incoming):
    site_key: str = Field(max_length=100)
    user_token: str | None = Field(None, max_length=4096)
    visitor_id: str | None = Field(None, max_length=100)


class OpenConversation(_Incoming):
    language: Literal["zh", "en"] = "zh"
    contact: str | None = Field(None, min_length=1, max_length=64, description="with an API key only")


class PostMessage(_Incoming):
    text: str = Field(description="at most 4,000 characters")
    wait_s: float = Field(0, ge=0, le=30, strict=False, description="seconds to wait for the turn")


class AskForPerson(_Incoming):
    wait_s: float = Field(0, ge=0, le=30, strict=False)


class AnswerSurvey(_Incoming):
    """What is left out stays as it was said before."""

    score: int | None = Field(None, ge=0, le=10)
    comment: str | None = Field(None, max_length=1000)


class MarkSeen(_Incoming):
    seq: int = Field(ge=0, lt=2**31)


class OpenTicket(_Incoming):
    """The customer is named by `contact`, their key, or by `email`, which need not be known."""

    subject: str = Field(description="one line, at most 300 characters")
    text: str = Field(description="at most 4,000 characters")
    contact: str | None = Field(None, min_length=1, max_length=64)
    email: str | None = Field(None, min_length=3, max_length=320)
    name: str | None = Field(None, max_length=100, description="of whom nobody knows yet")
    audience: Literal["internal", "customer"] = Field(
        "internal", description="a note for the desk, or a message that is mailed to the customer"
    )
    priority: Literal["P0", "P1", "P2", "P3"] | None = Field(None, description="left out, the desk decides")
    tags: list[str] = Field(default_factory=list, max_length=30)
    module: str | None = Field(None, max_length=64)
    language: Literal["zh", "en"] | None = Field(None, description="left out, the customer's or the text's")
    channel: Literal["phone", "in_person"] | None = Field(None, description="how the trouble came to you")


class SourceOut(BaseModel):
    """`answer` is the id under which the answer is kept, None for what came before that was."""

    article: str
    title: str
    language: str
    version: int
    answer: str | None = None


class AskedOut(BaseModel):
    """A question that is answered with one of `scores`, at /surveys/{id}."""

    id: str
    kind: Literal["csat", "nps"]
    scores: list[int]


class FileOut(BaseModel):
    """The file that a message is; it comes from /attachments/{id}. `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class MessageOut(BaseModel):
    seq: int
    author: Literal["customer", "bot", "agent", "system"]
    name: str | None
    text: str
    quick_replies: list[str]
    sources: list[SourceOut]
    survey: AskedOut | None = None
    file: FileOut | None = None
    client_id: str | None
    created_at: datetime


class SurveyOut(BaseModel):
    id: str
    kind: Literal["csat", "nps"]
    score: int | None
    comment: str | None


class ConversationOut(BaseModel):
    id: str
    owner: Literal["bot", "agent"]
    agent: str | None
    waiting_since: datetime | None
    head: int
    language: str
    status: str
    contact: str | None
    channel: str
    preview: str
    ticket: str | None
    customer_seen: int
    agent_seen: int
    created_at: datetime
    updated_at: datetime


class TenantOut(BaseModel):
    name: str
    accent: str
    timezone: str


class SessionOut(BaseModel):
    token: str
    expires_at: datetime
    kind: Literal["contact", "visitor"]
    contact: str | None
    name: str | None
    visitor_id: str | None
    tenant: TenantOut
    conversations: list[ConversationOut]
    last_conversation: str | None


class ConversationsOut(BaseModel):
    conversations: list[ConversationOut]


class MessagesOut(BaseModel):
    messages: list[MessageOut]
    head: int


class PostedOut(BaseModel):
    message: MessageOut
    duplicate: bool
    done: bool
    replies: list[MessageOut]


class TurnOut(BaseModel):
    seq: int
    trace: dict[str, Any]
    created_at: datetime


class TurnsOut(BaseModel):
    turns: list[TurnOut]


class AttachmentOut(BaseModel):
    """`name` is what the sender called it, cleaned: text to be escaped like any other. `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    author: Literal["customer", "agent"]
    internal: bool
    created_at: datetime


class AttachmentsOut(BaseModel):
    attachments: list[AttachmentOut]


class TicketOut(BaseModel):
    """`due_at` is the nearest deadline; `conversation` is where the customer is answered, null where
    they cannot be."""

    number: int
    label: str
    subject: str
    status: str
    priority: str
    priority_reason: str
    channel: str
    language: str
    intent: str
    module: str | None
    tags: list[str]
    contact: str | None
    tier: str | None
    conversation: str | None
    due_at: datetime | None
    created_at: datetime


class ErrorDetail(BaseModel):
    code: str
    message: str
    hint: str


class ErrorOut(BaseModel):
    error: ErrorDetail
