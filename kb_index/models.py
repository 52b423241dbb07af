"""Articles, their revisions in each language, and the passages that are searched."""

from datetime import date, datetime

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Tables of the knowledge base; `bot.persistence` gathers the packages' metadata."""


class Article(Base):
    """`id` is the slug both languages share. `versions` is the product range it holds for: ">=5.0", "*"."""

    __tablename__ = "articles"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    module: Mapped[str] = mapped_column(String(32))
    error_type: Mapped[str] = mapped_column(String(32))
    solution: Mapped[str] = mapped_column(String(32))
    versions: Mapped[str] = mapped_column(String(64))
    audience: Mapped[list[str]] = mapped_column(JSON)
    related: Mapped[list[str]] = mapped_column(JSON)


class ArticleRevision(Base):
    """The text of an article in one language as it was; the highest `version` is the one in force."""

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
    updated: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


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


class Answer(Base):
    """What a customer was told: the opening of a passage, at most `limit` characters of it.

    It can be told again from the revision, which stays (`answers.reproduce`). `seq` is the message it
    answered; `index_build` the state of the index that was searched; `shown_hash` is of the text as shown.
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
    shown_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class IndexState(Base):
    """What the passages of one language were made with. `build` counts the changes to a tenant's passages.

    `question_mean` is the mean vector of `typical_questions` by the same embedder, little-endian float32;
    `folder_digest` is `folder_digest.digest_folder` of the folder that was indexed last. `translations` are
    what the articles teach of the language's words (`index.translations_of`), cut by the rules `words_by`.
    """

    __tablename__ = "knowledge_index"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    embedder: Mapped[str] = mapped_column(String(128))
    question_mean: Mapped[bytes] = mapped_column(LargeBinary)
    folder_digest: Mapped[str | None] = mapped_column(String(64))
    translations: Mapped[dict[str, dict[str, float]] | None] = mapped_column(JSON)
    words_by: Mapped[str | None] = mapped_column(String(64))
    build: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
