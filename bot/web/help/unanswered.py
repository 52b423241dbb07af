"""What readers search for in vain is kept for the authors, without personal data and within bounds."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select

from bot.persistence.tenancy import TenantSession
from bot.review.masking import masked_text
from kb_index.gaps import SEARCHED, keep_question
from kb_index.models import UnansweredQuestion
from nlu.language import detect
from nlu.types import Vector

PER_READER, PER_DAY = 5, 300
"""Questions kept of one address, and of all together, within a day: neither fills the authors' list."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Searched:
    """`query` as it was asked, with its vector where there is one and the name of what made that."""

    query: str
    vector: Vector | None
    embedder: str | None = None


def keep_search(
    session: TenantSession, searched: Searched, *, address: str, secret: bytes, now: datetime
) -> None:
    """Each wording once an address and day; nothing where enough is kept."""
    language = detect(searched.query).value
    text = masked_text(searched.query, (), language)
    reader = _reader(session.require_tenant(), address, secret, now)
    number = int.from_bytes(sha256(text.casefold().encode()).digest()[:4]) >> 1
    if session.get(UnansweredQuestion, (session.require_tenant(), reader, number)) is not None:
        return
    if _count(session, [UnansweredQuestion.conversation_id == reader]) >= PER_READER:
        return
    of_readers = UnansweredQuestion.conversation_id.startswith(SEARCHED, autoescape=True)
    if _count(session, [of_readers, UnansweredQuestion.asked_at > now - DAY]) >= PER_DAY:
        return
    keep_question(
        session,
        session.require_tenant(),
        conversation=reader,
        seq=number,
        language=language,
        text=text,
        vector=searched.vector,
        embedder=searched.embedder,
        now=now,
    )


def _reader(tenant_id: str, address: str, secret: bytes, now: datetime) -> str:
    """Stands for a conversation: one address on one day, which cannot be told from it."""
    told = f"search:{tenant_id}:{address}:{now.date()}"
    return SEARCHED + hmac.new(secret, told.encode(), sha256).hexdigest()[:32]


def _count(session: TenantSession, conditions: Sequence[object]) -> int:
    found = select(func.count()).select_from(UnansweredQuestion).where(*conditions)  # type: ignore[arg-type]
    return session.scalar(found) or 0
