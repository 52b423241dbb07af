"""What the tables know of articles beside their texts: for whom they are, what people made of them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.facets import Facets
from kb_index.feedback import read_standings
from kb_index.fit import Traits
from kb_index.models import Article


def read_traits(session: Session, tenant_id: str) -> dict[str, Traits]:
    """Of the articles that have any."""
    standings = read_standings(session, tenant_id)
    traits = {}
    for article in session.scalars(select(Article).where(Article.tenant_id == tenant_id)):
        facets, standing = Facets.of(article), standings.get(article.id)
        traits[article.id] = Traits(
            facets.plans, facets.platforms, facets.is_internal, standing.points if standing else 0.0
        )
    plain = Traits()
    return {article: one for article, one in traits.items() if one != plain}
