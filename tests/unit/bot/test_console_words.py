"""Chinese and English stand side by side, and each word is used."""

import re
from pathlib import Path

import pytest

from bot.web.console.authoring.form import Written
from bot.web.console.elapsed import elapsed
from bot.web.console.labels import ACTS, TABLES, act_label, label
from bot.web.console.language import choose_language
from bot.web.console.strings import FOR_THE_BROWSER, STRINGS, say
from dialogs.flow.chart_map import map_chart
from dialogs.flow.things import THINGS
from dialogs.flows import knowledge_answer
from dialogs.flows.registry import load_repertoire
from kb_index.facets import Facets
from tests.scripted import NOW

CONSOLE = Path(__file__).parents[3] / "bot" / "web" / "console"
TEXTS = {
    **STRINGS,
    **{f"{table}:{word}": text for table, words in TABLES.items() for word, text in words.items()},
    **{f"act:{word}": text for word, text in ACTS.items()},
}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_it_and_fill_in_the_same(key) -> None:
    text = TEXTS[key]
    assert text.zh
    assert text.en
    assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en))
    assert not re.search("[一-鿿]", text.en) or key == "language_other"


def test_no_string_is_left_that_nothing_shows() -> None:
    sources = "".join(
        file.read_text("utf-8")
        for suffix in ("*.html", "*.js", "*.py")
        for file in CONSOLE.rglob(suffix)
        if file.name not in ("strings.py", "knowledge_strings.py", "htmx.min.js")
    )
    built = (
        "shortcut_",
        "problem_",
        "filter_",
        "group_",
        "inbox_empty_",
        "author_",
        "owner_",
        "took_",
        "decision_",
        "review_why_",
        "review_state_",
        "kb_done_",
        "kb_state_",
        "kb_what_",
        "kb_wrong_",
        "kb_refused_",
        "kb_reason_",
        "kb_clash_",
        "kb_ticket_",
        "desk_view_",
        "desk_empty_",
        "desk_key_",
        "desk_first_",
        "desk_clock_",
        "desk_kind_",
        "report_by_",
        "report_age_",
        "report_answer_",
        "set_done_",
        "set_day_",
        "set_survey_",
        "set_stopped_",
        "set_effect_",
        "set_outside_option_",
        "set_new_team",
        "set_new_queue",
        "set_sla_lead",
        "set_outside_lead",
        "set_outbox_lead",
    )
    # Fields of an article's form, and facets that it has.
    fields = {f"kb_{name}" for name in (*Written.model_fields, *Facets.__slots__)}
    plain = [key for key in STRINGS if not key.startswith(built) and key not in ("zh", "en", *fields)]
    assert [key for key in plain if not re.search(rf"[\"']{key}[\"']", sources)] == []


def test_what_the_scripts_ask_for_is_what_they_are_given() -> None:
    scripts = [
        file.read_text("utf-8") for file in (CONSOLE / "static").glob("*.js") if file.name != "htmx.min.js"
    ]
    calls = [call for script in scripts for call in re.findall(r"\b(?:say|banner)\(([^()]*)", script)]
    asked = {word for call in calls for word in re.findall(r'"(\w+)"', call)} & set(STRINGS)
    assert asked <= set(FOR_THE_BROWSER)
    assert asked >= {"lost_to", "not_sent", "notify_title", "offline", "signed_out"}


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "不到 1 分钟", "under 1 min"),
        (59, "59 分钟", "59 min"),
        (60, "1 小时", "1 h"),
        (47 * 60, "47 小时", "47 h"),
        (72 * 60, "3 天", "3 d"),
    ],
)
def test_a_wait_is_told_in_the_words_of_a_clock(minutes, zh, en) -> None:
    since = NOW.fromtimestamp(NOW.timestamp() - minutes * 60 - 30, NOW.tzinfo)
    assert (elapsed("zh", since, NOW), elapsed("en", since, NOW)) == (zh, en)


def test_a_clock_that_runs_behind_shows_no_negative_wait() -> None:
    assert elapsed("en", NOW.fromtimestamp(NOW.timestamp() + 90, NOW.tzinfo), NOW) == "under 1 min"


@pytest.mark.parametrize(
    ("accept", "asked", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", None, "zh"),
        ("en-GB,zh;q=0.9", None, "en"),
        ("fr,zh;q=0.4,en;q=0.6", None, "en"),
        ("fr-FR", None, "en"),
        ("en", "zh", "zh"),
        ("zh", "klingon", "zh"),
        ("zh;q=many, ;;;, en;q=0.1", None, "en"),
        (None, None, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_browsers_first_that_we_speak(
    accept, asked, language
) -> None:
    assert choose_language(accept, asked) == language


def test_words_that_have_no_label_are_shown_as_they_are() -> None:
    assert label("zh", "intent", "request_refund") == "申请退款"
    assert label("zh", "intent", "brand_new") == "brand_new"
    assert label("en", "flow", None) == ""
    assert act_label("en", "asks_slot:order_id") == "asks for order"
    assert act_label("zh", "done:request_refund") == "办好：申请退款"
    assert act_label("en", "invented:thing") == "invented thing"


@pytest.mark.parametrize("flow", [*load_repertoire().specs, knowledge_answer.NAME])
def test_a_flow_its_slots_and_its_states_have_labels(flow) -> None:
    repertoire = load_repertoire()
    slots = {slot.name: slot for slot in repertoire.specs[flow].slots} if flow in repertoire.specs else {}
    filled_along = {
        name for slot in slots.values() if slot.source in THINGS for name in THINGS[slot.source].also
    }
    chart = map_chart(repertoire.find_chart(flow))
    assert flow in TABLES["flow"]
    assert {*slots, *filled_along} <= set(TABLES["slot"])
    assert {*chart.outer, *chart.inside, *chart.finals} <= set(TABLES["state"])


@pytest.mark.parametrize(
    ("language", "state", "shown"),
    [
        ("zh", "asking_tax_id", "追问税号"),
        ("en", "asking_tax_id", "asking for tax id"),
        ("zh", "confirming", "等确认"),
        ("en", "did_that_help", "asking whether it helped"),
    ],
)
def test_a_state_is_shown_in_words(language, state, shown) -> None:
    assert label(language, "state", state) == shown


def test_a_string_that_is_none_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("zh", "no_such_string")
