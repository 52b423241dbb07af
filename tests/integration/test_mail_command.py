"""`huiyi mail receive`: one raw mail from a pipe; and the addresses that it may be sent to."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.bootstrap import build_database
from bot.cli.main import app, main
from bot.models import InboxItem, Message
from bot.settings import load_settings
from bot.tenants import find_tenant, new_tenant, store_tenant
from tests.scripted import NOW

MAIL = b"From: li@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nHow do I export?"
SUPPORT = "support@lanyun.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with two tenants; the first has a support address."""
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun", support_addresses=(SUPPORT,)), now=NOW)
        store_tenant(session, new_tenant("rival", "rival", "Rival"), now=NOW)
    database.dispose()
    return tmp_path


def receive(*more: str, mail: bytes = MAIL, to: str = SUPPORT) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["mail", "receive", "--to", to, *more], input=mail)
    return ended.exit_code, ended.output


def stored() -> list[tuple[str, str]]:
    database = build_database(load_settings())
    with database.reading("demo") as session:
        found = select(Message.text, InboxItem.state).join(
            InboxItem,
            (InboxItem.conversation_id == Message.conversation_id) & (InboxItem.seq == Message.seq),
        )
        rows = [(text, state) for text, state in session.execute(found)]
    database.dispose()
    return rows


def test_a_mail_from_a_pipe_waits_for_its_turn_once(home):
    for _ in range(2):
        code, said = receive()
        assert code == 0
        assert said.endswith("250 2.0.0 stored\n")
    assert stored() == [("How do I export?", "pending")]


def test_a_bounce_from_a_pipe_is_not_answered(home):
    assert receive("--from", "MAILER-DAEMON")[0] == 0
    assert stored() == [("How do I export?", "done")]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"to": "boss@lanyun.example"}, 65, "550 5.1.1"),
        ({"mail": b"Subject: from nobody\r\n\r\nx"}, 65, "550 5.6.0"),
    ],
)
def test_what_is_refused_ends_with_the_reason(home, more, code, said):
    assert receive(**more)[0] == code
    assert said in receive(**more)[1]


def test_one_that_is_too_large_is_refused(home, monkeypatch):
    monkeypatch.setenv("HUIYI_MAIL_LIMIT", "50")
    assert receive()[0] == 65


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "sqlite:////proc/x.db"), ("MAIL_LIMIT", "much")]
)
def test_where_nothing_can_be_stored_the_mail_server_is_asked_to_try_again(home, monkeypatch, name, value):
    monkeypatch.setenv(f"HUIYI_{name}", value)
    assert receive()[0] == 75


def addresses(slug: str) -> tuple[str, ...]:
    database = build_database(load_settings())
    with database.reading(None) as session:
        tenant = find_tenant(session, slug)
    database.dispose()
    assert tenant is not None
    return tenant.support_addresses


def set_addresses(given: str, tenant: str = "rival") -> int:
    command = ["tenant", "set", "--support-addresses", given, "--tenant", tenant]
    return CliRunner().invoke(app, command).exit_code


def test_a_tenants_addresses_are_kept_in_lower_case(home):
    assert set_addresses("Help@Rival.example, hilfe@rival.example") == 0
    assert addresses("rival") == ("help@rival.example", "hilfe@rival.example")
    assert set_addresses("none") == 0
    assert addresses("rival") == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [("rival", "an e-mail address"), ("SUPPORT@lanyun.example", "an address that no other tenant has")],
)
def test_what_is_no_address_or_another_tenants_is_refused(home, monkeypatch, capsys, given, expected):
    command = ["huiyi", "tenant", "set", "--support-addresses", given, "--tenant", "rival"]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert expected in capsys.readouterr().err
    assert addresses("rival") == ()
