"""Conversation scripts as files: read whole, or refused with file and line."""

from pathlib import Path

import pytest

from training_data.errors import FileBroken
from training_data.scripts import Script, ScriptTurn, read_scripts

TALK = """\
- name: en-refund
  language: en
  customer: northfold
  turns:
    - {user: "refund please", acts: ['asks_slot:order_id'], flow: request_refund}
    - user: "never mind"
      acts: ['abandons:request_refund']
      not_acts: ['done:request_refund', confirms]
      slots: {order_id: "7"}
      flow: null
- name: zh-visitor
  language: zh
  customer: null
  turns: [{user: "查订单", acts: [asks_sign_in]}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talk.yml"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_a_script_is_read_with_the_line_it_stands_on(file):
    refund, visitor = read_scripts(file)
    assert refund == Script(
        "en-refund",
        "talk.yml",
        1,
        "en",
        "northfold",
        (
            ScriptTurn("refund please", ("asks_slot:order_id",), flow="request_refund"),
            ScriptTurn(
                "never mind",
                ("abandons:request_refund",),
                ("done:request_refund", "confirms"),
                {"order_id": "7"},
                None,
            ),
        ),
    )
    assert (visitor.line, visitor.language, visitor.customer) == (11, "zh", None)
    assert visitor.turns[0].flow == ""


def test_a_folder_is_read_in_the_order_of_its_files(file):
    (file.parent / "again.yml").write_text(TALK.replace("name: ", "name: more-"), encoding="utf-8")
    names = [script.name for script in read_scripts(file.parent)]
    assert names == ["more-en-refund", "more-zh-visitor", "en-refund", "zh-visitor"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (TALK, "", 1, ["is empty"]),
        ("  turns:", " turns:", 4, ["not YAML"]),
        (TALK, "hello", 1, ["got 'hello'", "expected names with values"]),
        ("  language: en\n", "", 1, ["lacks 'language'"]),
        ("language: en", "language: de", 2, ["got 'de'", "expected one of zh, en"]),
        ("customer: northfold", "customer: [northfold]", 3, ["got a list", "expected one value"]),
        ("  language: en", "  tongue: en", 2, ["tongue", "unknown", "expected one of", "language"]),
        ("    - user: ", "    - says: ", 6, ["says", "unknown", "expected one of", "user"]),
        ("['asks_slot:order_id']", "[asks]", 5, ["got 'asks'", "asks_slot:order_id"]),
        ("not_acts: ['done:request_refund'", "not_acts: ['done'", 8, ["got 'done'", "expected an act"]),
        ('user: "never mind"', 'user: ""', 6, ["user", "expected a text"]),
        ('{order_id: "7"}', "[order_id]", 9, ["got a list", "expected names with values"]),
        ("      flow: null", "      flow: null\n      flow: x", 11, ["flow", "is there twice"]),
        ("name: zh-visitor", "name: en-refund", 11, ["en-refund is in talk.yml:1 too", "rename"]),
    ],
)
def test_the_complaint_names_file_and_line_what_was_got_and_what_is_expected(file, old, new, line, says):
    assert old in TALK
    file.write_text(TALK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileBroken) as raised:
        read_scripts(file)
    assert (raised.value.file, raised.value.line) == ("talk.yml", line)
    for word in says:
        assert word in raised.value.problem


def test_one_name_in_two_files_is_refused_with_both(file):
    (file.parent / "zz.yml").write_text(TALK, encoding="utf-8")
    with pytest.raises(FileBroken, match=r"zz.yml:1: en-refund is in talk.yml:1 too; rename one"):
        read_scripts(file.parent)


@pytest.mark.parametrize("name", ["", "no-such.yml", "empty"])
def test_where_there_are_none_that_is_said_with_the_place(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileBroken, match=r"no conversations here; expected a \.yml file or a folder of them"):
        read_scripts(tmp_path / name)
