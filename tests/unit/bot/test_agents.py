"""Who may sign in, with what, and what their role grants."""

import pytest

from bot.agents import (
    Module,
    Role,
    create_agent,
    find_agent,
    hash_password,
    may_change,
    may_see,
    verify_password,
)
from bot.models import Agent
from escalation.errors import SettingRejected
from tests.scripted import NOW, Scripted

GOOD = {"name": "Ann", "role": "agent", "password": "long enough", "language": "en", "now": NOW}


def agent(password: str, **values: object) -> Agent:
    return Agent(password_hash=hash_password(password), disabled_at=None, **values)


def test_only_the_right_password_of_somebody_who_is_there_fits() -> None:
    ann = agent("long enough")
    assert verify_password(ann, "long enough")
    assert not verify_password(ann, "Long enough")
    assert not verify_password(ann, "")
    assert not verify_password(None, "long enough")
    ann.disabled_at = NOW
    assert not verify_password(ann, "long enough")


def test_a_password_as_long_as_a_book_is_not_even_hashed() -> None:
    assert not verify_password(agent("long enough"), "x" * 10_000_000)


def test_a_hash_that_is_none_lets_nobody_in() -> None:
    assert not verify_password(Agent(password_hash="", disabled_at=None), "long enough")


def test_hashes_are_argon2id_and_never_twice_the_same() -> None:
    assert hash_password("long enough").startswith("$argon2id$")
    assert hash_password("long enough") != hash_password("long enough")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@b@c"),
        ("name", "  "),
        ("name", "x" * 201),
        ("role", "boss"),
        ("password", "short"),
        ("password", "x" * 513),
        ("language", "fr"),
    ],
)
def test_an_agent_who_does_not_fit_is_refused_by_name_of_the_field(scripted: Scripted, field, value) -> None:
    with scripted.service.database.uow("demo") as session, pytest.raises(SettingRejected, match=field):
        create_agent(session, **{"email": "ann@lanyun.example", **GOOD, field: value})


def test_an_address_is_one_agent_whatever_its_case(scripted: Scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        create_agent(session, email=" Ann@Lanyun.example ", **GOOD)
    with scripted.service.database.uow("demo") as session:
        assert find_agent(session, "ANN@lanyun.EXAMPLE") is not None
        with pytest.raises(SettingRejected, match="already"):
            create_agent(session, email="ann@lanyun.example", **GOOD)
    with scripted.service.database.uow("other") as session:
        assert find_agent(session, "ann@lanyun.example") is None


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_what_they_cannot_see(role) -> None:
    assert [module for module in Module if may_change(role, module) and not may_see(role, module)] == []


def test_roles_grant_whole_modules() -> None:
    assert all(may_change(role, module) for role in (Role.owner, Role.admin) for module in Module)
    assert [role for role in Role if may_change(role, Module.desk)] == [Role.owner, Role.admin, Role.agent]
    assert [module for module in Module if may_change(Role.viewer, module)] == []
