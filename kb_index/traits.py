"""What the tables know of articles beside their texts: for whom they are, what people made of them."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import Session

from kb_index.facets import DESK_NAMES, Facets
from kb_index.feedback import read_standings
from kb_index.fit import Traits
from kb_index.models import Article


def read_traits(session: Session, tenant_id: str) -> dict[str, Traits]:
    """Of the articles that have any."""
    standings = read_standings(session, tenant_id)
    return _traits(session, tenant_id, {article: one.points for article, one in standings.items()})


def renew_traits(
    session: Session, tenant_id: str, old: Mapping[str, Traits], changed: Collection[str]
) -> dict[str, Traits]:
    """As `read_traits`, but with the standings that were; of a `changed` text they begin anew."""
    standings = {article: one.standing for article, one in old.items() if article not in changed}
    return _traits(session, tenant_id, standings)


def _traits(session: Session, tenant_id: str, standings: Mapping[str, float]) -> dict[str, Traits]:
    """Most articles are for everybody: the database leaves them out, in lists as JSON writes them."""
    audience = func.lower(cast(Article.audience, Text))
    some = select(Article).where(
        Article.tenant_id == tenant_id,
        or_(
            cast(Article.plans, Text) != "[]",
            cast(Article.platforms, Text) != "[]",
            *(audience.contains(json.dumps(name), autoescape=True) for name in DESK_NAMES),
        ),
    )
    facets = {article.id: Facets.of(article) for article in session.scalars(some)}
    plain = Traits()
    traits = {article: Traits(standing=points) for article, points in standings.items()}
    for article, one in facets.items():
        points = standings.get(article, 0.0)
        traits[article] = Traits(one.plans, one.platforms, one.is_internal, points)
    return {article: one for article, one in traits.items() if one != plain}
