"""`huiyi agent`: adding and disabling people from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.agents import find_agent, verify_password
from bot.bootstrap import build_database
from bot.cli.main import app
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from tests.scripted import NOW

ADD = ["agent", "add", "ann@lanyun.example", "--name", "Ann", "--role", "agent", "--password-stdin"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the tenant `demo`."""
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    database.dispose()
    return tmp_path


def may_sign_in(password: str) -> bool:
    database = build_database(load_settings())
    try:
        with database.reading("demo") as session:
            return verify_password(find_agent(session, "ann@lanyun.example"), password)
    finally:
        database.dispose()


def test_an_agent_who_was_added_may_sign_in_until_disabled(home: Path) -> None:
    added = CliRunner().invoke(app, ADD, input="long enough\n")
    assert (added.exit_code, added.output) == (0, "added Ann (agent) as ann@lanyun.example\n")
    assert may_sign_in("long enough")
    assert CliRunner().invoke(app, ["agent", "disable", "ann@lanyun.example"]).exit_code == 0
    assert not may_sign_in("long enough")
    enabled = CliRunner().invoke(app, ["agent", "enable", "ANN@lanyun.example"])
    assert (enabled.exit_code, enabled.output) == (0, "enabled ann@lanyun.example\n")
    assert may_sign_in("long enough")
    assert CliRunner().invoke(app, ["agent", "enable", "bo@lanyun.example"]).exit_code != 0


def test_the_last_who_may_set_up_the_desk_stays(home: Path) -> None:
    assert CliRunner().invoke(app, [*ADD, "--role", "admin"], input="long enough\n").exit_code == 0
    refused = CliRunner().invoke(app, ["agent", "disable", "ann@lanyun.example"])
    assert "another admin first" in str(refused.exception)
    assert may_sign_in("long enough")


def test_the_password_is_asked_for_twice_and_never_shown(home: Path) -> None:
    added = CliRunner().invoke(app, ADD[:-1], input="long enough\nlong enough\n")
    assert added.exit_code == 0
    assert "long enough" not in added.output
    assert may_sign_in("long enough")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--role", "boss"], "owner, admin, agent"),
        (["--tenant", "nowhere"], "nowhere"),
        (["--language", "fr"], "zh, en"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_added(home: Path, change: list[str], said: str) -> None:
    refused = CliRunner().invoke(app, ADD + change, input="long enough\n")
    assert refused.exit_code != 0
    assert said in str(refused.exception)
    assert not may_sign_in("long enough")
