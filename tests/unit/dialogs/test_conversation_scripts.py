"""The conversation scripts are well formed; the whole bot plays them elsewhere, with the trained model."""

import json
import re
from pathlib import Path

import yaml

from dialogs.flows.registry import load_repertoire

ROOT = Path(__file__).parents[3]
ACTS = re.compile(
    r"(asks_slot|ticket|lookup|done|abandons):[a-z_]+|answers_from_kb|confirms|handoff|lead|clarifies"
    r"|refuses_out_of_scope|smalltalk|asks_sign_in|not_found"
)


def conversations():
    for file in sorted((ROOT / "training_data" / "conversations").glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))


def test_there_are_many_and_half_are_chinese():
    languages = [conversation["language"] for conversation in conversations()]
    assert len(languages) >= 40
    assert 0.4 <= languages.count("zh") / len(languages) <= 0.6


def test_each_has_a_name_of_its_own_a_known_customer_and_acts_in_the_agreed_words():
    customers = json.loads((ROOT / "training_data" / "demo" / "customers.json").read_text(encoding="utf-8"))[
        "customers"
    ]
    names = [conversation["name"] for conversation in conversations()]
    assert len(set(names)) == len(names)
    for conversation in conversations():
        assert set(conversation) == {"name", "language", "customer", "turns"}, conversation["name"]
        assert conversation["customer"] is None or conversation["customer"] in customers, conversation["name"]
        for turn in conversation["turns"]:
            assert set(turn) <= {"user", "acts", "not_acts", "slots", "flow"}, turn
            assert isinstance(turn["user"], str) and turn["acts"], turn
            assert all(ACTS.fullmatch(act) for act in [*turn["acts"], *turn.get("not_acts", [])]), turn
            assert turn.get("flow") is None or turn["flow"] in load_repertoire().flows, turn
            assert all(isinstance(value, str) for value in turn.get("slots", {}).values()), turn
