"""Proposals from before they knew which have the same words, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select

from bot.models import ReviewProposal
from bot.persistence import migrate as migrating
from bot.persistence.database import Database
from bot.persistence.engine import WRITES, build_engine
from bot.persistence.tenant_predicate import MIGRATING
from bot.review.collecting import Collector
from bot.review.same_words import words_of
from tests.contracts.test_review_queue import LATER, QUIET, tell, unsure

SAID = ("How  long?", "how long?", "how long was it?", "the numbers of zhou@x.example", "专业版多少钱？")
PLAN = {"entity": "plan", "start": 0, "end": 3, "value": "business"}


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Nobody else's: its tables change."""
    url = f"sqlite:///{tmp_path}/huiyi.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")()
    database = Database(build_engine(url))
    migrating.migrate(database.engine)
    yield database
    database.dispose()


def test_they_get_what_new_ones_get(own_database: Database) -> None:
    for number, text in enumerate(SAID):
        entities = [PLAN] if text.startswith("专") else []
        told = ("customer", text, unsure(entities=entities))
        tell(own_database, f"c{number}", told, tenant="a" if number else "b")
    for tenant in "ab":
        Collector(own_database, quiet=QUIET).run(tenant, LATER)
    before = words(own_database)
    assert len(set(before.values())) == 4
    migrate_to(own_database.engine, command.downgrade, "0030")
    migrate_to(own_database.engine, command.upgrade, "head")
    assert words(own_database) == before
    assert before == {example: words_of(example) for example in before}


def words(database: Database) -> dict[str, str]:
    found: dict[str, str] = {}
    for tenant in "ab":
        with database.reading(tenant) as session:
            found |= {row.example: row.words for row in session.scalars(select(ReviewProposal))}
    return found


def migrate_to(engine: Engine, move, revision: str) -> None:
    scripts = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
    with engine.execution_options(**{WRITES: True, MIGRATING: True}).begin() as connection:
        config: Config = migrating._config(scripts, connection)
        move(config, revision)
