"""PostgreSQL's own word on tenants, with our guard out of the way."""

import psycopg
import pytest
from sqlalchemy import insert, text

from bot.errors import DatabaseUnsafe
from bot.models import ApiKey
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.metadata import owned_classes
from tests.contracts.test_persistence import key
from tests.databases import NewDatabase


@pytest.fixture
def plain(new_postgresql: NewDatabase):
    """A connection past SQLAlchemy, to a database where tenants a and b have a key each."""
    url = new_postgresql()
    database = Database(build_engine(url))
    for tenant in ("a", "b"):
        with database.uow(tenant) as session:
            session.execute(insert(ApiKey), [key(tenant, "one")])
    database.dispose()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        yield connection


def test_every_owned_table_has_a_forced_policy(plain) -> None:
    forced = plain.execute(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
        " WHERE relrowsecurity AND relforcerowsecurity"
    ).fetchall()
    assert {name for (name,) in forced} == {owned.__tablename__ for owned in owned_classes()}


def test_without_a_tenant_there_are_no_rows(plain) -> None:
    assert plain.execute("SELECT * FROM api_keys").fetchall() == []


def test_with_a_tenant_there_are_its_rows_only(plain) -> None:
    plain.execute("SELECT set_config('app.tenant', 'a', true)")
    assert plain.execute("SELECT tenant_id FROM api_keys").fetchall() == [("a",)]


def test_the_tenant_ends_with_its_transaction(plain) -> None:
    plain.execute("SELECT set_config('app.tenant', 'a', true)")
    plain.commit()
    assert plain.execute("SELECT * FROM api_keys").fetchall() == []


def test_a_row_of_another_tenant_is_refused(plain) -> None:
    plain.execute("SELECT set_config('app.tenant', 'a', true)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute("INSERT INTO api_keys VALUES ('b', 'two', 'x', 'x', now(), NULL)")


def test_a_row_cannot_be_given_away(plain) -> None:
    plain.execute("SELECT set_config('app.tenant', 'a', true)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute("UPDATE api_keys SET tenant_id = 'b'")


def test_a_role_that_the_policies_spare_is_refused_unless_allowed(new_postgresql: NewDatabase) -> None:
    url = new_postgresql().replace("app@", "postgres@")
    with pytest.raises(DatabaseUnsafe, match="row-level security"):
        build_engine(url)
    engine = build_engine(url, allow_bypassing_role=True)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
