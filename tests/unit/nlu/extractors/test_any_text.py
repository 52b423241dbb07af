"""What holds for every text, however odd, long or hostile."""

import gc
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.extractors.extractor import EntityExtractor
from nlu.extractors.found import Found, keep_best, settle
from nlu.extractors.surface import surface_of
from nlu.types import Language
from tests.unit.nlu.extractors.conftest import NOW

EXTRACTOR = EntityExtractor.load(None)
PIECES = st.sampled_from(
    [
        "昨天",
        "下午",
        "三点",
        "从",
        "到",
        "至",
        "开始",
        "周一",
        "5月",
        "12日",
        "年",
        "每",
        "前",
        "后",
        "个",
        "半",
        "号",
        "3",
        "12",
        "99",
        "2026",
        "-",
        "/",
        ":",
        ".",
        ",",
        "#",
        "@",
        "LY",
        "INV",
        "T-",
        "E",
        "v",
        "¥",
        "$",
        "块",
        "元",
        "万",
        "人",
        "席位",
        "from",
        "to",
        "since",
        "until",
        "between",
        "and",
        "May",
        "Monday",
        "at",
        "half",
        "past",
        "nine",
        "pm",
        "3k",
        "seats",
        "plan",
        "Business",
        "Team",
        "free",
        "board",
        "report",
        "公司",
        "科技",
        "我叫",
        "王",
        "Labs",
        "&",
        "Inc",
        "http://",
        ".com",
        "(",
        ")",
        "'",
        "\n",
        "\t",
        "İ",
        "ß",
        "ﬁ",
        "😀",
        "\x00",
        "\u200d",
        "１",
        "＃",
    ]
)


def _extract(text: str):
    return EXTRACTOR.extract(text, language=Language.en, now=NOW, timezone="Asia/Shanghai")


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(PIECES, max_size=16).map("".join),
        st.lists(PIECES, max_size=16).map(" ".join),
    )
)
@settings(max_examples=400, deadline=None)
def test_entities_lie_in_the_text_in_order_and_apart(text):
    entities = _extract(text)
    assert all(one.raw == text[one.start : one.end] and one.raw and one.value for one in entities)
    assert all(left.end <= right.start for left, right in pairwise(entities))


@given(st.text(max_size=60))
def test_both_surfaces_are_as_long_as_the_text(text):
    surface = surface_of(text)
    assert len(surface.cased) == len(surface.folded) == len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "A & ",
        "公司",
        "business to ",
        "从 ",
        "1.1.",
        "5 more people ",
        "(",
        "Team/",
        "每",
        "\n",
        "1",
        "1-",
        " ",
        "一",
        "1月1日",
        "monday ",
        "9pm-",
        "half past nine ",
        "a@",
        "http://",
        "1,111,",
        "#1 ",
        "twenty ",
        "1 500 ",
        "1.200,",
        "席位从20",
        "从4.8升到",
        "seats from 20 to ",
        "20 seats not ",
        "几百块",
        "10-20元",
    ],
)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece):
    def seconds(length: int) -> float:
        gc.disable()  # what other tests left is not to be cleared away on this one's time
        started = time.thread_time()
        _extract((piece * length)[:length])
        taken = time.thread_time() - started
        gc.enable()
        return taken

    seconds(100)
    # Ten times the length may take some twenty times as long, not the hundred of a quadratic rule.
    assert seconds(10_000) < max(0.4, 30 * seconds(1_000))


def test_a_text_beyond_the_limit_is_read_to_the_limit():
    assert _extract("x " * 60_000 + "#1024") == ()


def test_an_unknown_timezone_is_refused_by_name():
    with pytest.raises(ValueError, match="Mars/Base"):
        EXTRACTOR.extract("hi", language=Language.en, now=NOW, timezone="Mars/Base")


def test_the_strict_form_wins_an_overlap_and_then_the_longer_find():
    plan = Found("plan", 5, 13, "business")
    company = Found("company", 0, 17, "Acme Business Ltd", sure=True)
    unsure = Found("company", 0, 17, "Acme Business Ltd")
    assert keep_best([plan, company]) == [company]
    assert keep_best([plan, unsure]) == [plan]
    assert keep_best([Found("time", 0, 2, "short"), Found("time", 0, 5, "long")])[0].value == "long"


def test_what_is_given_up_for_another_is_told_with_the_reason():
    text = "We are Acme Business Ltd and want the Team plan"
    read = EXTRACTOR.read(text, language=Language.en, now=NOW, timezone="+08:00")
    assert [(one.entity, one.raw) for one in read.entities] == [
        ("company", "Acme Business Ltd"),
        ("plan", "Team"),
    ]
    assert read.reasons == (
        "'Business' is not plan business: it overlaps the company 'Acme Business Ltd', whose kind goes first",
    )


@pytest.mark.parametrize("text", ["20 seats for $200", "明天下午三点", "We want the Business plan", "hello"])
def test_where_one_thing_is_found_in_one_way_or_in_two_nothing_is_told(text):
    assert EXTRACTOR.read(text, language=Language.en, now=NOW, timezone="+08:00").reasons == ()


@pytest.mark.parametrize(
    ("lost", "kept", "why"),
    [
        (Found("plan", 0, 4, "team"), Found("time", 2, 5, "x"), "whose kind goes first"),
        (Found("time", 0, 2, "x"), Found("time", 0, 5, "y"), "which is longer"),
        (Found("time", 3, 6, "x"), Found("time", 1, 4, "y"), "which begins first"),
    ],
)
def test_an_overlap_is_settled_by_kind_then_length_then_place(lost, kept, why):
    (overlap,) = settle([lost, kept]).overlaps
    assert (overlap.lost, overlap.kept) == (lost, kept)
    assert overlap.reason("a message").endswith(why)


def test_the_same_found_twice_is_no_conflict():
    assert settle([Found("seats", 0, 2, "10"), Found("seats", 0, 3, "10")]).overlaps == ()


def test_mixed_text_is_read_by_the_rules_of_both_languages(extract):
    found = {
        one.entity: one.value
        for one in extract("我的plan从Team升Business，next Monday 生效，加三个seats到dashboard")
    }
    assert found["time"] == "2026-05-18"
    assert found["seats"] == "3"
    assert found["product_module"] == "dashboard"
    assert found["plan"] == "business"
