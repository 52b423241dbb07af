"""What both databases must do alike."""

from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, exists, func, insert, select, text, true, update
from sqlalchemy.orm import aliased

from bot.errors import OnlyLooking, TenantMissing
from bot.models import Agent, ApiKey, Conversation, Tenant
from bot.persistence.database import Database
from bot.persistence.metadata import all_metadata

NOW = datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=8)))


def key(tenant: str, name: str) -> dict[str, object]:
    return {
        "tenant_id": tenant,
        "id": name,
        "name": name,
        "secret_hash": "x",
        "created_at": NOW,
        "revoked_at": None,
    }


@pytest.fixture
def two_tenants(database: Database) -> Database:
    for tenant in ("a", "b"):
        with database.uow(tenant) as session:
            session.execute(insert(ApiKey), [key(tenant, "one"), key(tenant, "two")])
    return database


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_metadata()) == []


def test_times_come_back_aware_and_in_utc(two_tenants: Database) -> None:
    with two_tenants.reading("a") as session:
        stored = session.scalars(select(ApiKey.created_at)).first()
    assert stored == NOW
    assert stored.utcoffset() == timedelta(0)


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ValueError, match="half way"), database.uow("a") as session:
        session.execute(insert(ApiKey), [key("a", "one")])
        raise ValueError("half way")
    with database.reading("a") as session:
        assert session.scalars(select(ApiKey)).all() == []


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.execute(insert(ApiKey), [key("a", "three")]),
        lambda session: session.execute(update(ApiKey).values(name="new")),
        lambda session: session.execute(delete(ApiKey)),
        lambda session: (session.add(ApiKey(**key("a", "three"))), session.flush()),
    ],
)
def test_a_session_that_only_looks_writes_nothing(two_tenants: Database, write) -> None:
    with pytest.raises(OnlyLooking), two_tenants.reading("a") as session:
        write(session)
    with two_tenants.reading("a") as session:
        assert set(session.scalars(select(ApiKey.name))) == {"one", "two"}


def test_a_session_that_only_looks_knows_what_waits_to_be_written(two_tenants: Database) -> None:
    with two_tenants.reading("a") as session:
        assert not session.has_changes
        session.scalars(select(ApiKey)).first().name = "new"
        assert session.has_changes
    with two_tenants.reading("a") as session:
        session.add(ApiKey(**key("a", "three")))
        assert session.has_changes


@pytest.mark.parametrize(
    "statement",
    [
        select(ApiKey.tenant_id),
        select(ApiKey.tenant_id).where(ApiKey.name == "one"),
        select(aliased(ApiKey).tenant_id),
        select(select(ApiKey.tenant_id).subquery().c.tenant_id),
        select(select(ApiKey.tenant_id).cte().c.tenant_id),
        select(ApiKey.tenant_id).union(select(ApiKey.tenant_id).where(ApiKey.name == "two")),
        select(aliased(ApiKey, name="other").tenant_id).join(ApiKey, true()),
        select(ApiKey.tenant_id).where(ApiKey.tenant_id.in_(["a", "b"])),
        select(ApiKey.tenant_id).where(exists().where(aliased(ApiKey).tenant_id == "a")),
    ],
)
def test_every_shape_of_query_sees_one_tenant(two_tenants: Database, statement) -> None:
    with two_tenants.reading("a") as session:
        assert set(session.scalars(statement)) == {"a"}


def test_a_join_to_an_alias_sees_one_tenant(two_tenants: Database) -> None:
    twin = aliased(ApiKey)
    with two_tenants.reading("a") as session:
        pairs = session.execute(select(ApiKey.tenant_id, twin.tenant_id).join(twin, true())).all()
    assert {tuple(pair) for pair in pairs} == {("a", "a")}
    assert len(pairs) == 4


def test_changing_and_deleting_reach_one_tenant(two_tenants: Database) -> None:
    with two_tenants.uow("a") as session:
        assert session.execute(update(ApiKey).values(name="new")).rowcount == 2
        assert session.execute(delete(ApiKey).where(ApiKey.id == "one")).rowcount == 1
    with two_tenants.reading("b") as session:
        assert set(session.scalars(select(ApiKey.name))) == {"one", "two"}


def test_a_stranger_s_row_looks_like_none(two_tenants: Database) -> None:
    with two_tenants.reading("a") as session:
        assert session.get(ApiKey, ("b", "one")) is None
        assert session.get(ApiKey, ("a", "three")) is None


@pytest.mark.parametrize(
    "statement",
    [
        select(ApiKey.__table__),
        select(func.count()).select_from(ApiKey.__table__),
        update(ApiKey.__table__).values(name="x"),
        delete(ApiKey.__table__),
        text("select * from api_keys"),
        select(ApiKey.id).join(Agent.__table__, true()),
        select(ApiKey.id).where(ApiKey.id.in_(select(Agent.__table__.c.id))),
    ],
)
def test_what_cannot_be_filtered_raises(two_tenants: Database, statement) -> None:
    with two_tenants.reading("a") as session, pytest.raises(TenantMissing):
        session.execute(statement)


@pytest.mark.parametrize("statement", [select(ApiKey.__table__), delete(ApiKey.__table__)])
def test_core_on_the_connection_must_name_a_tenant(two_tenants: Database, statement) -> None:
    with two_tenants.reading("a") as session, pytest.raises(TenantMissing):
        session.connection().execute(statement)


def test_rows_of_another_tenant_are_not_written(database: Database) -> None:
    with pytest.raises(TenantMissing), database.uow("a") as session:
        session.execute(insert(ApiKey), [key("a", "one"), key("b", "one")])
    with pytest.raises(TenantMissing), database.uow("a") as session:
        session.execute(insert(ApiKey).values(**key("b", "one")))
    with pytest.raises(TenantMissing), database.uow("a") as session:
        session.add(ApiKey(**key("b", "one")))
    with pytest.raises(TenantMissing), database.uow("a") as session:
        session.execute(insert(ApiKey).from_select(["tenant_id"], select(ApiKey.tenant_id)))


def test_a_session_without_a_tenant_sees_tenants_only(two_tenants: Database) -> None:
    with two_tenants.control() as session:
        session.add(Tenant(id="a", slug="a", name="A", site_key="s", settings={}, created_at=NOW))
    with two_tenants.reading(None) as session:
        assert session.scalars(select(Tenant.id)).all() == ["a"]
        with pytest.raises(TenantMissing):
            session.execute(select(ApiKey))


def test_a_row_must_not_point_across_tenants(database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    from bot.conversations import message_row, new_conversation
    from bot.models import Message

    with database.uow("a") as session:
        new_conversation(
            session,
            "c",
            channel="api",
            contact_key=None,
            visitor_id=None,
            language="en",
            now=NOW,
        )
    with pytest.raises(IntegrityError), database.uow("b") as session:
        row = message_row(session, "c", 1, author="bot", text="x", now=NOW)
        session.execute(insert(Message), [row])
    with database.reading("a") as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 1
