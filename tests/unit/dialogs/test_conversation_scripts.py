"""The conversation scripts are well formed; the whole bot plays them elsewhere, with the trained model."""

import json

import pytest

from dialogs.flows.registry import load_repertoire
from training_data.intents import INTENTS
from training_data.scripts import FOLDER, read_scripts

CUSTOMERS = FOLDER.parent / "demo" / "customers.json"


@pytest.fixture(scope="module")
def scripts():
    return read_scripts()


def test_there_are_many_and_half_are_chinese(scripts):
    chinese = [script for script in scripts if script.language == "zh"]
    assert len(scripts) >= 150
    assert 0.4 <= len(chinese) / len(scripts) <= 0.6


def test_each_is_a_talk_of_a_known_customer(scripts):
    customers = {None, *json.loads(CUSTOMERS.read_text(encoding="utf-8"))["customers"]}
    assert [script.name for script in scripts if script.customer not in customers or not script.turns] == []


def test_each_turn_claims_acts_and_flows_that_there_are(scripts):
    flows, intents = load_repertoire().flows, set(INTENTS)
    for script in scripts:
        for turn in script.turns:
            where = f"{script.file}:{script.line} {turn.user!r}"
            assert turn.acts, where
            assert turn.flow in (None, "", *flows), where
            for act in (*turn.acts, *turn.not_acts):
                kind, _, name = act.partition(":")
                assert kind not in ("done", "abandons") or name in flows, where
                assert kind not in ("ticket", "lookup") or name in intents, where
