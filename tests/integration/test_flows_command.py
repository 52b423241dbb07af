"""`huiyi flows` as admins and CI call it: what it prints and how it ends."""

import json
from pathlib import Path

import pytest

from dialogs.flows.registry import load_repertoire
from tests.command import huiyi
from tests.demo_database import copy_demo_database

TWO_TALKS = """\
# One turn of these goes otherwise than it says.
- name: en-invoice
  language: en
  customer: northfold
  turns:
    - {user: "I need an invoice for INV-2026041", acts: [confirms], flow: request_invoice}
    - {user: "never mind", acts: ['done:request_invoice'], slots: {email: "else@x.example"}, flow: null}
- name: zh-sign-in
  language: zh
  customer: null
  turns:
    - {user: "我要取消订单", acts: [asks_sign_in], flow: null}
"""

ONE_FLOW = """\
flow: say_hello
title: {zh: 打招呼, en: hello}
triggers: [greet]
action: {http: greet}
outcomes: {done: {zh: [你好], en: [Hello]}}
"""


def test_list_tells_what_starts_each_flow_and_what_it_asks(tmp_path):
    outcome = huiyi(tmp_path, "flows", "list")
    assert outcome.returncode == 0, outcome.stderr
    lines = {line.split()[0]: line for line in outcome.stdout.splitlines()}
    assert set(lines) == {"flow", *load_repertoire().flows}
    assert "order_id, reason" in lines["request_refund"]
    assert lines["request_refund"].endswith("file_refund")
    assert lines["check_bill"].endswith("looks up: bill")
    assert "nothing" in lines["outage"]


def test_list_as_json_is_one_object(tmp_path):
    told = json.loads(huiyi(tmp_path, "flows", "list", "--json").stdout)
    refund = next(flow for flow in told["flows"] if flow["flow"] == "request_refund")
    assert refund == {
        "flow": "request_refund",
        "file": "request_refund.yml",
        "triggers": ["request_refund"],
        "asks": ["order_id", "reason"],
    }


def test_show_tells_all_of_a_flow_in_words(tmp_path):
    outcome = huiyi(tmp_path, "flows", "show", "add_member")
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith("add_member (邀请成员, invitation), from add_member.yml")
    for words in (
        "started by add_member, signed in only",
        "role: asked for; words admin, finance, guest, member",
        "name: taken where it is told; entity person",
        "refuses where customer.role not owner or admin; then person",
        "restates and waits for a yes",
        "does: request (built_in)",
    ):
        assert words in outcome.stdout


def test_a_flow_that_is_not_there_is_named_with_those_that_are(tmp_path):
    outcome = huiyi(tmp_path, "flows", "show", "sell_house")
    assert outcome.returncode == 2
    plain = " ".join(outcome.stderr.split())
    assert "there is no flow 'sell_house'" in plain
    assert "request_refund" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_another_folder_takes_the_place_of_ours(tmp_path):
    (tmp_path / "hello.yml").write_text(ONE_FLOW, encoding="utf-8")
    told = json.loads(huiyi(tmp_path, "flows", "list", "--folder", str(tmp_path), "--json").stdout)
    assert [flow["flow"] for flow in told["flows"]] == ["say_hello"]
    shown = huiyi(tmp_path, "flows", "show", "say_hello", "--folder", str(tmp_path)).stdout
    assert "does: greet (http)" in shown


@pytest.mark.parametrize("command", [["list"], ["show", "say_hello"]])
def test_a_broken_file_is_told_with_its_line_and_no_traceback(tmp_path, command):
    (tmp_path / "hello.yml").write_text(ONE_FLOW.replace("triggers", "starts"), encoding="utf-8")
    outcome = huiyi(tmp_path, "flows", *command, "--folder", str(tmp_path))
    assert outcome.returncode == 2
    assert "hello.yml:3" in outcome.stderr
    assert "starts" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: x, language: zh, customer: null}\n", "talks.yml:1"),
        ("- name: x\n  language: nl\n  customer: null\n  turns: []\n", "talks.yml:2"),
    ],
)
def test_scripts_that_cannot_be_read_are_told_with_their_line(tmp_path, text, says):
    (tmp_path / "talks.yml").write_text(text, encoding="utf-8")
    outcome = huiyi(tmp_path, "flows", "test", str(tmp_path / "talks.yml"))
    assert outcome.returncode == 2
    assert says in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    copy_demo_database(home)
    return home


@pytest.mark.model
def test_a_turn_that_goes_otherwise_is_shown_with_its_place_and_fails(demo_home, tmp_path):
    talks = tmp_path / "talks.yml"
    talks.write_text(TWO_TALKS, encoding="utf-8")
    outcome = huiyi(demo_home, "flows", "test", str(talks))
    assert outcome.returncode == 1, outcome.stderr
    assert "en-invoice (talks.yml:2)" in outcome.stdout
    assert (
        "'never mind': no done:request_invoice; email is dana@northfold.example, not else@x.example"
        in outcome.stdout
    )
    assert "acts: abandons:request_invoice" in outcome.stdout
    assert "zh-sign-in" not in outcome.stdout
    assert "2 of 3 turns (66.7%) went as written" in outcome.stdout
    assert "Traceback" not in outcome.stderr


@pytest.mark.model
def test_as_json_the_misses_are_told_one_by_one(demo_home, tmp_path):
    talks = tmp_path / "talks.yml"
    talks.write_text(TWO_TALKS, encoding="utf-8")
    outcome = huiyi(demo_home, "flows", "test", str(talks), "--json")
    assert outcome.returncode == 1, outcome.stderr
    told = json.loads(outcome.stdout)
    assert (told["conversations"], told["turns"]) == (2, 3)
    (miss,) = told["misses"]
    assert (miss["script"], miss["file"], miss["user"]) == ("en-invoice", "talks.yml:2", "never mind")
    assert "no done:request_invoice" in miss["wrong"]
    assert miss["acts"] == ["abandons:request_invoice"]


@pytest.mark.model
def test_what_goes_as_written_ends_well_and_leaves_the_database_as_it_was(demo_home, tmp_path):
    talks = tmp_path / "talks.yml"
    right = TWO_TALKS.replace("'done:request_invoice'", "'abandons:request_invoice'").replace(
        ', slots: {email: "else@x.example"}', ""
    )
    talks.write_text(right, encoding="utf-8")
    before = (demo_home / "huiyi.db").read_bytes()
    outcome = huiyi(demo_home, "flows", "test", str(talks))
    assert outcome.returncode == 0, outcome.stdout
    assert "3 of 3 turns (100.0%) went as written" in outcome.stdout
    assert (demo_home / "huiyi.db").read_bytes() == before
