"""`huiyi sla`: what is promised, shown, checked and changed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.bootstrap import build_database
from bot.cli.main import app, main
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from escalation.sla.settings import get_settings
from tests.scripted import NOW


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    database.dispose()
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["sla", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_is_shown_can_be_changed_and_put_in_force(home: Path) -> None:
    data = json.loads(run("show"))
    data["calendars"]["office"]["holidays"] = {"2026-10-01": "国庆节"}
    file = home / "sla.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert "P1\tnext_response\t2026-10-02T10:00+08:00" in run(
        "check", str(file), "--at", "2026-09-30T17:00+08:00"
    )
    assert run("set", str(file)) == "version 1 is in force\n"
    assert json.loads(run("show")) == data


@pytest.mark.parametrize(("options", "for_open"), [((), True), (("--new-only",), False)])
def test_tickets_that_are_open_follow_unless_that_is_not_wished(home: Path, options, for_open) -> None:
    file = home / "sla.json"
    file.write_text(run("show"), encoding="utf-8")
    run("set", str(file), *options)
    database = build_database(load_settings())
    with database.reading("demo") as session:
        assert get_settings(session, "demo").for_open is for_open
    database.dispose()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"policies": [], "calendars": {"moon": {"zone": "Mars/Olympus", "week": {}}}}',
            "calendar moon: zone: unknown time zone: got 'Mars/Olympus'",
        ),
        (
            '{"policies": [], "calendars": {"none": {"zone": "UTC", "week": {}}}}',
            "got 0:00:00 of working hours",
        ),
        ("{", "expected JSON"),
        (None, "expected a JSON file"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_with_what_is_wrong(
    home, capsys, monkeypatch, text, said
) -> None:
    file = home / "sla.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["huiyi", "sla", "set", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
