"""The scripts of training_data/conversations, played through the whole bot with its real models."""

from pathlib import Path

import pytest
import yaml

from bot.bootstrap import build_database
from bot.cli.demo import read_json
from bot.cli.talk import open_talk
from bot.demo_tenant import load_demo
from bot.settings import load_settings
from escalation.crm.demo_file import check_demo_file
from tests.demo_database import copy_demo_database
from tests.model_home import CHECKOUT, CUSTOMERS

SCRIPTS = CHECKOUT / "training_data" / "conversations"
TURNS, CONVERSATIONS = 0.95, 0.90


def all_scripts() -> list[dict]:
    files = sorted(SCRIPTS.glob("*.yml"))
    return [script for file in files for script in yaml.safe_load(file.read_text(encoding="utf-8"))]


def mistakes(turn: dict, trace: dict) -> list[str]:
    wrong = [f"no {act}" for act in turn.get("acts", []) if act not in trace["acts"]]
    wrong += [f"has {act}" for act in turn.get("not_acts", []) if act in trace["acts"]]
    for name, value in (turn.get("slots") or {}).items():
        if str(trace["slots"].get(name)) != str(value):
            wrong.append(f"{name} is {trace['slots'].get(name)}, not {value}")
    if "flow" in turn and trace["flow"] != turn["flow"]:
        wrong.append(f"flow is {trace['flow']}, not {turn['flow']}")
    return wrong


@pytest.mark.model
def test_conversations_go_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    copy_demo_database(tmp_path)
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    settings = load_settings()
    demo = check_demo_file(read_json(CUSTOMERS))
    database = build_database(settings)
    failures, turns, scripts = [], 0, all_scripts()
    with open_talk(settings) as talk:
        for script in scripts:
            load_demo(database, demo)
            for turn in script["turns"]:
                turns += 1
                trace = talk.say(script["name"], turn["user"], customer=script["customer"]).trace
                if wrong := mistakes(turn, trace):
                    failures.append((script["name"], turn["user"], wrong, trace["acts"]))
    database.dispose()
    lines = "\n".join(map(str, failures))
    assert 1 - len(failures) / turns >= TURNS, lines
    assert 1 - len({name for name, *_ in failures}) / len(scripts) >= CONVERSATIONS, lines
