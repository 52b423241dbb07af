"""Articles, their revisions in each language, and the passages that are searched."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, REAL, DateTime, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Tables of the knowledge base; `bot.persistence` gathers the packages' metadata."""


class Article(Base):
    """`id` is the slug both languages share. `versions` is the product range it holds for: ">=5.0", "*".

    `plans` and `platforms` are those it is about; empty is all. `original` is the language that the others
    translate. An `audience` of nobody but "agent" is for the desk's own eyes (`facets.read_audience`).
    """

    __tablename__ = "articles"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    module: Mapped[str] = mapped_column(String(32))
    error_type: Mapped[str] = mapped_column(String(32))
    solution: Mapped[str] = mapped_column(String(32))
    versions: Mapped[str] = mapped_column(String(64))
    audience: Mapped[list[str]] = mapped_column(JSON)
    related: Mapped[list[str]] = mapped_column(JSON)
    plans: Mapped[list[str]] = mapped_column(JSON)
    platforms: Mapped[list[str]] = mapped_column(JSON)
    original: Mapped[str] = mapped_column(String(8))


class ArticleEdition(Base):
    """An article in one language. `version` is its revision in force, None while it is retired.

    `follows` is the version of the original that a translation renders: a later one in force makes it stale.
    `expires_on` is the last day it is in force. `source` names the import that had it last, and `source_hash`
    is of its file there: None for what no import brought, and the hash for what one retired too.
    """

    __tablename__ = "article_editions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int | None]
    follows: Mapped[int | None]
    expires_on: Mapped[date | None]
    source_hash: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[str | None] = mapped_column(String(500))


class ArticleRevision(Base):
    """The text of an article in one language as it was, never changed. `author` and `reason`: who and why.

    `asked_as` are the known questions that it began with (`history.questions_of` tells the last); `follows`
    is the original's version that a translation renders.
    """

    __tablename__ = "article_revisions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    asked_as: Mapped[list[str]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(String(500))
    follows: Mapped[int | None]
    updated: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ArticlePicture(Base):
    """A picture that articles show, by what they call it; never changed, for its name says what is in it.

    `content` is read only where it is asked for.
    """

    __tablename__ = "article_pictures"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ArticlePictureUse(Base):
    """A revision that shows a picture, whether or not that is there."""

    __tablename__ = "article_picture_uses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    picture: Mapped[str] = mapped_column(String(128), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)


class ArticleDraft(Base):
    """What an author writes of an article in one language before it is published; the article may be new.

    `state` is draft, in_review or approved; an approved one is published when `publish_at` has come.
    `base_version`, `base_change` and `follows` are the `draft_base.Base` that it was begun from. `edit` grows
    with every change, for whoever looked before it. `facets` are `facets.Facets` as JSON.
    """

    __tablename__ = "article_drafts"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    asked_as: Mapped[list[str]] = mapped_column(JSON)
    facets: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(String(500))
    base_version: Mapped[int | None]
    base_change: Mapped[int]
    follows: Mapped[int | None]
    publish_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    edit: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": edit}  # noqa: RUF012 - how SQLAlchemy is told


class ArticleChange(Base):
    """The log of an article, by `position` from 1 up: `what` is one of `history.What`, `author` who did it.

    `language` is None for what concerns all; `before` and `after` are facets, known questions or the last
    day where those changed, `after` is the text of a draft that is gone.
    """

    __tablename__ = "article_changes"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str | None] = mapped_column(String(8))
    version: Mapped[int | None]
    what: Mapped[str] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(String(500))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ArticleFeedback(Base):
    """What one person made of one revision: one row a kind, the last word counts.

    `kind` is rating (`value` 1 or -1), opened (a customer followed the answer's link) or inserted (an agent
    sent it). `person` is "contact:…", "visitor:…" or "agent:…".
    """

    __tablename__ = "article_feedback"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    person: Mapped[str] = mapped_column(String(96), primary_key=True)
    value: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(String(1000))
    answer_id: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ArticleInsertion(Base):
    """A passage that an agent took over into a reply, the last time where they did so more than once."""

    __tablename__ = "article_insertions"
    __table_args__ = (Index("ix_article_insertions_article", "tenant_id", "article_id"),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    passage_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    agent_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class UnansweredQuestion(Base):
    """A question that nothing was found for: message `seq` of a conversation, without personal data.

    Or what was typed into the help centre's search: both stand for a reader and a wording (`gaps.SEARCHED`).
    `vector` is the question's, by `embedder`. `state` is open, answered (by `article_id`) or dismissed.
    `person` is as in Answer; `nearest` is the article that came nearest and was not given: too unlike, or
    given in vain before.
    """

    __tablename__ = "unanswered_questions"
    __table_args__ = (Index("ix_unanswered_questions_state", "tenant_id", "state", "asked_at"),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(500))
    embedder: Mapped[str | None] = mapped_column(String(128))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))
    article_id: Mapped[str | None] = mapped_column(String(100))
    nearest: Mapped[str | None] = mapped_column(String(100))
    person: Mapped[str | None] = mapped_column(String(96))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Passage(Base):
    """A piece of the revision in force; `vector` is little-endian float32, `embedder` names what made it.

    `words` are `passage_words.PassageWords`, packed, and `words_by` the rules they were cut by.
    """

    __tablename__ = "passages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    heading: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    embedder: Mapped[str] = mapped_column(String(128))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[str | None] = mapped_column(Text)
    words_by: Mapped[str | None] = mapped_column(String(64))


TITLE = -1
"""Where the title stands among an article's known questions, when it is a question itself."""


class ArticleQuestion(Base):
    """A question that an article answers, as its author says customers ask it; the rest as in Passage."""

    __tablename__ = "article_questions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(200))
    embedder: Mapped[str] = mapped_column(String(128))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[str] = mapped_column(Text)
    words_by: Mapped[str] = mapped_column(String(64))


class ArticleVector(Base):
    """Where a text lies for pgvector, `vector_tables` says how: only tenants with `VectorSpace`s have any.

    `kind` is text (an article in one language, `position` 0) or question (a known one); `made_of` tells what
    the vector was reckoned from. On PostgreSQL each such tenant has a partition, and the numbers are real[]:
    so the table can be made and restored where the extension is missing. Elsewhere it stays empty.
    """

    __tablename__ = "article_vectors"
    __table_args__ = ({"postgresql_partition_by": "LIST (tenant_id)"},)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    made_of: Mapped[str] = mapped_column(String(64))
    vector: Mapped[Any] = mapped_column(LargeBinary().with_variant(ARRAY(REAL), "postgresql"))


class VectorSpace(Base):
    """How a tenant's `ArticleVector`s of a kind and language were reckoned, from so many `rows` of theirs.

    `centre` was taken off each, `sharpening` multiplied with (`asked`); both are little-endian float32.
    """

    __tablename__ = "vector_spaces"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    embedder: Mapped[str] = mapped_column(String(128))
    rows: Mapped[int]
    centre: Mapped[bytes] = mapped_column(LargeBinary)
    sharpening: Mapped[bytes | None] = mapped_column(LargeBinary)


class Answer(Base):
    """What a customer was told of a passage: at most `limit` characters, the sentence at `around` in them.

    It can be told again from the revision, which stays (`answers.reproduce`). `seq` is the message it
    answered; `index_build` the state of the index that was searched; `shown_hash` is of the text as shown.
    `person` is as `ArticleFeedback` names people, None where that is not known or was erased.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_article", "tenant_id", "article_id", "language"),
        Index("ix_answers_conversation", "tenant_id", "conversation_id", "seq"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    article_id: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    passage_hash: Mapped[str] = mapped_column(String(64))
    index_build: Mapped[int]
    limit: Mapped[int]
    around: Mapped[int] = mapped_column(default=0, server_default="0")
    shown_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    person: Mapped[str | None] = mapped_column(String(96))


class IndexState(Base):
    """What the passages of one language were made with. `build` counts the changes to a tenant's passages.

    `question_mean` is the mean vector of `typical_questions` by the same embedder, little-endian float32;
    `folder_digest` is `folder_digest.digest_folder` of the folder that was indexed last. `translations` are
    what the articles teach of the language's words (`index.translations_of`), cut by the rules `words_by`;
    `unlearned` while an import has brought articles that did not teach theirs yet.
    """

    __tablename__ = "knowledge_index"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    embedder: Mapped[str] = mapped_column(String(128))
    question_mean: Mapped[bytes] = mapped_column(LargeBinary)
    folder_digest: Mapped[str | None] = mapped_column(String(64))
    translations: Mapped[dict[str, dict[str, float]] | None] = mapped_column(JSON)
    words_by: Mapped[str | None] = mapped_column(String(64))
    unlearned: Mapped[bool] = mapped_column(default=False)
    build: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
