"""The scripts of training_data/conversations, played through the whole bot with its real models."""

from pathlib import Path

import pytest

from bot.bootstrap import build_database
from bot.cli.demo import read_json
from bot.cli.flows import CONVERSATIONS, TURNS
from bot.cli.flows_text import played_text
from bot.flow_tests.playing import open_scratch, play_all
from bot.settings import load_settings
from escalation.crm.demo_file import check_demo_file
from tests.demo_database import copy_demo_database
from tests.model_home import CUSTOMERS
from training_data.scripts import read_scripts


@pytest.mark.model
def test_conversations_go_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    copy_demo_database(tmp_path)
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    settings = load_settings()
    demo = check_demo_file(read_json(CUSTOMERS))
    live = build_database(settings)
    try:
        with open_scratch(settings, live, demo) as (talk, scratch):
            played = play_all(talk, scratch, demo, read_scripts(), lambda done: None)
    finally:
        live.dispose()
    assert played.turns_passed >= TURNS, played_text(played)
    assert played.conversations_passed >= CONVERSATIONS, played_text(played)
