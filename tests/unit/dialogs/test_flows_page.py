"""docs/how-to/flows.md tells of every key there is, and its example is a flow that works."""

import re
from pathlib import Path

import pytest

from dialogs.actions.built_in import ACTIONS
from dialogs.flow.checking import check_flows
from dialogs.flow.loading import load_specs
from dialogs.flow.spec import Kind, Op
from dialogs.flows.registry import load_repertoire
from dialogs.manager import DialogueManager
from tests.opened_tickets import opened_tickets
from training_data.errors import FileBroken
from training_data.scripts import read_scripts

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "flows.md").read_text(encoding="utf-8")
FLOW, SCRIPT = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "remove_member.yml").write_text(FLOW, encoding="utf-8")
    return tmp_path


def keys_of(folder: Path, text: str) -> set[str]:
    """All that may stand where `text` has a key that may not."""
    (folder / "remove_member.yml").write_text(text, encoding="utf-8")
    with pytest.raises(FileBroken) as raised:
        load_specs(folder)
    return set(raised.value.problem.partition("expected one of ")[2].split(", "))


@pytest.mark.parametrize(
    "wrong",
    [
        FLOW.replace("title:", "titel:"),
        FLOW.replace("    ask:", "    aks:"),
        FLOW.replace("    then:", "    than:"),
    ],
)
def test_every_key_is_told_of(folder, wrong):
    assert keys_of(folder, wrong) - set(re.findall(r"`(\w+)`", PAGE)) == set()


def test_every_source_comparison_and_action_is_told_of():
    named = set(re.findall(r"`([\w]+)`", PAGE))
    assert {*Kind, *Op, *ACTIONS} - named == set()


def test_the_example_holds_all_that_flows_must(folder):
    (checked,) = check_flows(load_repertoire(folder))
    assert checked.faults == ()


def test_the_script_of_the_example_is_one(folder):
    (folder / "talk.txt").write_text(SCRIPT, encoding="utf-8")
    (script,) = read_scripts(folder / "talk.txt")
    assert [turn.acts[0] for turn in script.turns] == ["confirms", "confirms", "done:remove_member"]


def test_the_example_talks_as_the_page_says(folder, chat, session):
    rows = re.findall(r"^\| ([^`|]+) \| ([^`|]+) \| (`[^|]+`) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 6
    talk = chat("bamboo")
    talk.manager = DialogueManager(flows=folder)
    for said, answer, acts in rows:
        turn = talk.say(said, "remove_member" if re.search("移除|remove", said) else "?")
        assert set(turn.trace.acts) == set(re.findall(r"`([^`]+)`", acts)), said
        assert turn.replies[0].text == answer
    assert [intent for intent, _ in opened_tickets(session)] == ["remove_member"]
