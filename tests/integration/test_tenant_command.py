"""`huiyi tenant`: what a tenant has set, its own wording, and forgetting a customer."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.bootstrap import build_database
from bot.cli.main import app, main
from bot.conversations import new_conversation
from bot.models import DialogueEvent
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from escalation.crm.models import Contact
from tests.scripted import NOW


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the tenant `demo` and one customer, who told their phone number."""
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    with database.uow("demo") as session:
        session.add(
            Contact(
                tenant_id="demo",
                key="qinglan",
                name="周若溪",
                email="r@x.example",
                company="青岚",
                phone=None,
                language="zh",
                role="owner",
                product_version="5.2",
                platform="ios",
            )
        )
        new_conversation(
            session, "c1", channel="cli", contact_key="qinglan", visitor_id=None, language="zh", now=NOW
        )
        session.flush()
        session.add(
            DialogueEvent(
                tenant_id="demo",
                conversation_id="c1",
                position=1,
                seq=1,
                type="customer.told",
                data={"slot": "phone", "value": "13900139000"},
            )
        )
    database.dispose()
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["tenant", *arguments])
    return done.exit_code, done.output


def shown() -> dict:
    return json.loads(run("show", "--json")[1])


def test_what_is_set_is_shown_without_secrets(home: Path) -> None:
    before = shown()
    assert before["patience_s"] == 600
    assert "widget_secret" not in before
    code, said = run("set", "--patience", "5", "--back-to-bot", "--remembers", "language")
    assert (code, said) == (0, "set patience, back_to_bot, remembers\n")
    after = shown()
    assert (after["patience_s"], after["back_to_bot"], after["remembers"]) == (300, True, ["language"])
    run("set", "--remembers", "nothing")
    assert shown()["remembers"] == []


@pytest.mark.parametrize("wrong", [("set",), ("set", "--remembers", "salary"), ("set", "--patience", "0")])
def test_what_cannot_be_set_is_refused(home: Path, wrong: tuple[str, ...]) -> None:
    assert run(*wrong)[0] == 2


def test_wording_is_listed_taken_and_given_back(home: Path) -> None:
    assert "talk.greet: " in run("wording")[1]
    own = home / "own.yml"
    own.write_text("talk.goodbye:\n  zh: [回见]\n  en: [See you]\n", encoding="utf-8")
    assert run("wording", str(own)) == (0, "1 responses are said in the tenant's own words\n")
    assert shown()["wording"] == {"talk.goodbye": {"zh": ["回见"], "en": ["See you"]}}
    run("wording", "--reset")
    assert shown()["wording"] == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("talk.goodby: {zh: [a], en: [b]}", "there is no response 'talk.goodby'"),
        ("talk.goodbye: {zh: [a]}", "own.yml:1: talk.goodbye: has zh, expected zh and en"),
        ("talk.goodbye: [", "own.yml:2: is not YAML"),
    ],
)
def test_wording_that_cannot_be_used_is_one_line_and_changes_nothing(
    home: Path, text: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "own.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["huiyi", "tenant", "wording", str(home / "own.yml")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert says in capsys.readouterr().err
    assert shown()["wording"] == {}


def test_a_customer_is_forgotten(home: Path) -> None:
    code, said = run("forget", "qinglan")
    assert (code, said) == (0, "forgot qinglan: 1 things told in conversations, platform and version\n")
    database = build_database(load_settings())
    with database.reading("demo") as session:
        contact = session.get(Contact, ("demo", "qinglan"))
        assert (contact.platform, contact.product_version) == (None, None)
        assert session.get(DialogueEvent, ("demo", "c1", 1)).data == {"slot": "phone", "value": ""}
    database.dispose()
    assert "0 things told" in run("forget", "qinglan")[1]


def test_a_customer_is_erased_with_a_receipt(home: Path) -> None:
    code, said = run("erase", "qinglan", "--yes")
    assert code == 0
    assert said.startswith("erased qinglan:\n  conversations: 1\n  messages: 0\n")
    assert json.loads(run("erase", "qinglan", "--yes", "--json")[1])["outside"] == []
    database = build_database(load_settings())
    with database.reading("demo") as session:
        contact = session.get(Contact, ("demo", "qinglan"))
        assert (contact.name, contact.email, contact.phone, contact.company) == ("qinglan", "", None, "")
        assert session.get(DialogueEvent, ("demo", "c1", 1)) is None
    database.dispose()


def test_nobody_is_erased_unasked_or_by_a_wrong_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("erase", "qinglan")[0] == 1  # nobody there to say yes
    assert run("forget", "qinglan")[1].startswith("forgot qinglan: 1 things")
    monkeypatch.setattr("sys.argv", ["huiyi", "tenant", "erase", "nobody", "--yes"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "nobody" in capsys.readouterr().err
