"""Pictures of articles in the database, beside the texts that show them: one truth, and one backup."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kb_index.errors import PictureRejected
from kb_index.facets import Facets
from kb_index.history import By
from kb_index.models import Article, ArticleEdition, ArticlePicture, ArticlePictureUse, ArticleRevision
from kb_index.pictures import NewPicture, names_in

MOST_OF_A_TENANT = 2 * 1024**3
"""Bytes: the database has to be copied to be backed up."""

MOST_NAMED = 500


def keep_picture(session: Session, tenant_id: str, new: NewPicture, by: By) -> str:
    """Its name; the same bytes are kept once, under the name that they came with first.

    Raises PictureRejected where the tenant has no room. Does not commit.
    """
    picture = new.picture
    same = session.scalar(
        select(ArticlePicture.name)
        .where(ArticlePicture.tenant_id == tenant_id, ArticlePicture.sha256 == picture.sha256)
        .order_by(ArticlePicture.created_at)
        .limit(1)
    )
    return same or _add(session, tenant_id, new, by)


def keep_imported(session: Session, tenant_id: str, new: NewPicture, by: By) -> None:
    """Under the name that the import's texts have; else as `keep_picture`."""
    if session.get(ArticlePicture, (tenant_id, new.picture.name)) is None:
        _add(session, tenant_id, new, by)


def find_picture(session: Session, tenant_id: str, name: str) -> ArticlePicture | None:
    return session.get(ArticlePicture, (tenant_id, name))


def known_pictures(session: Session, tenant_id: str, names: Collection[str]) -> set[str]:
    """Those of these names that are there."""
    asked, found = sorted(names), set[str]()
    for at in range(0, len(asked), MOST_NAMED):
        some = ArticlePicture.name.in_(asked[at : at + MOST_NAMED])
        found |= set(session.scalars(select(ArticlePicture.name).where(_of(tenant_id), some)))
    return found


def list_pictures(session: Session, tenant_id: str) -> Sequence[str]:
    return session.scalars(
        select(ArticlePicture.name).where(_of(tenant_id)).order_by(ArticlePicture.name)
    ).all()


def is_public(session: Session, tenant_id: str, name: str) -> bool:
    """Whether an article shows it that customers may read as it is now."""
    showing = session.scalars(
        select(Article)
        .join(
            ArticlePictureUse,
            (ArticlePictureUse.tenant_id == Article.tenant_id) & (ArticlePictureUse.article_id == Article.id),
        )
        .join(
            ArticleEdition,
            (ArticleEdition.tenant_id == ArticlePictureUse.tenant_id)
            & (ArticleEdition.article_id == ArticlePictureUse.article_id)
            & (ArticleEdition.language == ArticlePictureUse.language)
            & (ArticleEdition.version == ArticlePictureUse.version),
        )
        .where(ArticlePictureUse.tenant_id == tenant_id, ArticlePictureUse.picture == name)
    )
    return any(not Facets.of(article).is_internal for article in showing)


def note_uses(session: Session, revision: ArticleRevision) -> None:
    session.add_all(
        ArticlePictureUse(
            tenant_id=revision.tenant_id,
            picture=name,
            article_id=revision.article_id,
            language=revision.language,
            version=revision.version,
        )
        for name in names_in(revision.body)
    )


def _add(session: Session, tenant_id: str, new: NewPicture, by: By) -> str:
    picture = new.picture
    held = session.scalar(select(func.sum(ArticlePicture.size)).where(_of(tenant_id))) or 0
    if held + picture.size > MOST_OF_A_TENANT:
        got = f"the pictures have {held:,} bytes and {picture.name} another {picture.size:,}"
        raise PictureRejected("no_room", f"{got}, expected at most {MOST_OF_A_TENANT:,} of a tenant")
    session.add(
        ArticlePicture(
            tenant_id=tenant_id,
            name=picture.name,
            media_type=picture.kind.media_type,
            size=picture.size,
            sha256=picture.sha256,
            author=by.author,
            created_at=by.at,
            content=new.content,
        )
    )
    session.flush()
    return picture.name


def _of(tenant_id: str) -> ColumnElement[bool]:
    return ArticlePicture.tenant_id == tenant_id
