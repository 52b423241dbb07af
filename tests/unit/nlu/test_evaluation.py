import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.errors import ReportBroken
from nlu.evaluation import Report, evaluate
from nlu.evaluation.confusions import Confusion
from nlu.evaluation.moment import Moment
from nlu.evaluation.outcome import Span
from nlu.evaluation.report_file import read_report, write_report
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult
from tests.unit.nlu.outcomes import outcome, report_of
from training_data.schema import Annotation, Example


class Scripted:
    """Answers as its table says; every text must be in it."""

    intents = ("greet", "goodbye", "out_of_scope")

    def __init__(self, table: dict[str, tuple[str, tuple[Entity, ...]]]) -> None:
        self.table = table
        self.asked: set[tuple[datetime, str]] = set()

    def parse(
        self, text: str, *, now: datetime, timezone: str, default_language: Language = Language.zh
    ) -> ParseResult:
        self.asked.add((now, timezone))
        name, entities = self.table[text]
        score = IntentScore(name, 0.9)
        return ParseResult(
            text, default_language, score, (score,), entities, Decision.accepted, ("scripted",)
        )


def labelled(text: str, intent: str, language: str = "en", *spans: Annotation) -> Example:
    return Example(text, intent, language, spans, Path("x.yml"), 1)


def entity(kind: str, start: int, end: int) -> Entity:
    return Entity(kind, start, end, "raw", "value")


@pytest.fixture
def report() -> Report:
    examples = [
        labelled("hi", "greet"),
        labelled("yo", "greet"),
        labelled("bye", "goodbye"),
        labelled("weather", "out_of_scope"),
        labelled("在吗", "greet", "zh"),
        labelled("天气", "out_of_scope", "zh"),
        labelled(
            "May 5 Tom", "goodbye", "en", Annotation("time", 0, 5, "May 5"), Annotation("person", 6, 9, "Tom")
        ),
    ]
    table = {
        "hi": ("greet", ()),
        "yo": ("goodbye", ()),
        "bye": ("goodbye", ()),
        "weather": ("greet", ()),
        "在吗": ("out_of_scope", ()),
        "天气": ("out_of_scope", ()),
        # The right time; a person one letter short; an entity nobody labelled.
        "May 5 Tom": ("goodbye", (entity("time", 0, 5), entity("person", 6, 8), entity("plan", 0, 3))),
    }
    return evaluate(Scripted(table), examples)


def test_accuracy_counts_every_message_and_in_scope_accuracy_those_in_scope(report: Report) -> None:
    assert report.total.messages == 7
    assert report.total.accuracy == pytest.approx(4 / 7)
    assert report.total.in_scope_accuracy == pytest.approx(3 / 5)


def test_a_rejected_message_in_scope_is_a_wrong_one(report: Report) -> None:
    assert report.languages["zh"].in_scope_accuracy == 0
    assert report.languages["en"].in_scope_accuracy == pytest.approx(3 / 4)


def test_out_of_scope_has_recall_and_precision_in_each_language(report: Report) -> None:
    assert (report.total.out_of_scope_recall, report.total.out_of_scope_precision) == (0.5, 0.5)
    assert (report.languages["zh"].out_of_scope_recall, report.languages["zh"].out_of_scope_precision) == (
        1,
        0.5,
    )
    assert report.languages["en"].out_of_scope_recall == 0


def test_macro_f1_is_the_mean_over_labelled_intents(report: Report) -> None:
    assert report.intents["greet"].f1 == pytest.approx(2 * 0.5 * (1 / 3) / (0.5 + 1 / 3))
    assert report.intents["goodbye"].f1 == pytest.approx(2 * (2 / 3) * 1 / (2 / 3 + 1))
    assert report.total.macro_f1 == pytest.approx(sum(score.f1 for score in report.intents.values()) / 3)
    assert report.intents["greet"].support == 3


def test_confusions_name_expected_and_got(report: Report) -> None:
    assert set(report.confusions) == {
        Confusion("greet", "goodbye", 1, ("yo",)),
        Confusion("greet", "out_of_scope", 1, ("在吗",)),
        Confusion("out_of_scope", "greet", 1, ("weather",)),
    }
    assert [(mistake.text, mistake.reasons) for mistake in report.mistakes] == [
        ("yo", ("scripted",)),
        ("weather", ("scripted",)),
        ("在吗", ("scripted",)),
    ]


def test_the_most_frequent_confusion_comes_first_with_all_its_messages() -> None:
    report = report_of(
        [outcome("a", "greet", "thank"), outcome("b", "thank", "greet"), outcome("c", "thank", "greet")]
    )
    assert [(one.expected, one.count, one.texts) for one in report.confusions] == [
        ("thank", 2, ("b", "c")),
        ("greet", 1, ("a",)),
    ]


def test_an_entity_counts_when_span_and_type_are_exact(report: Report) -> None:
    assert (report.entities["time"].precision, report.entities["time"].recall) == (1, 1)
    assert (report.entities["person"].f1, report.entities["person"].support) == (0, 1)
    assert (report.entities["plan"].precision, report.entities["plan"].support) == (0, 0)
    assert report.entity_total.precision == pytest.approx(1 / 3)
    assert report.entity_total.recall == pytest.approx(1 / 2)
    assert report.entity_languages["zh"].support == 0


def test_a_value_counts_where_the_label_names_one() -> None:
    ios, unnamed = Span("platform", 0, 4, "ios"), Span("platform", 5, 8, None)
    right, wrong = Span("platform", 0, 4, "ios"), Span("platform", 0, 4, "mac")
    elsewhere = Span("platform", 1, 3, "ios")
    report = report_of(
        [
            outcome(
                "iPad and", "how_to", labelled=[ios, unnamed], found=[right, Span("platform", 5, 8, "web")]
            ),
            outcome("iPad", "how_to", labelled=[ios], found=[wrong]),
            outcome("iPad", "how_to", labelled=[ios], found=[elsewhere]),
            outcome("Tom", "how_to", labelled=[Span("person", 0, 3, None)]),
        ]
    )
    assert set(report.entity_values) == {"platform"}
    value = report.entity_values["platform"]
    assert (value.precision, value.recall, value.support) == (1 / 2, pytest.approx(1 / 3), 3)
    assert report.entity_value_total == value
    assert report.entities["platform"].recall == 3 / 4


def test_each_language_has_all_that_is_measured() -> None:
    plan, wrong = Span("plan", 0, 3, "business"), Span("plan", 0, 3, "team")
    english = [
        outcome("Pro", "how_to", labelled=[plan], confidence=0.9, out_of_scope=0.1),
        outcome("rain", "out_of_scope", best="greet", confidence=0.5, out_of_scope=0.9),
    ]
    chinese = [
        outcome("专业版", "how_to", "greet", language="zh", labelled=[plan], found=[wrong], confidence=0.6),
        outcome("下雨", "out_of_scope", best="greet", language="zh", confidence=0.8, out_of_scope=0.05),
    ]
    report, alone = report_of([*english, *chinese]), {"en": report_of(english), "zh": report_of(chinese)}
    assert list(report.within) == ["zh", "en"]
    for language, within in report.within.items():
        for name in (
            "intents",
            "calibration",
            "rejection",
            "entities",
            "entity_values",
            "entity_value_total",
        ):
            assert getattr(within, name) == getattr(alone[language], name)
    assert (report.within["en"].rejection.auroc, report.within["zh"].rejection.auroc) == (1, 0)
    assert (report.within["en"].entity_value_total.f1, report.within["zh"].entity_value_total.f1) == (1, 0)


def test_progress_hears_of_every_message() -> None:
    done: list[int] = []
    evaluate(Scripted({"hi": ("greet", ())}), [labelled("hi", "greet")] * 3, progress=done.append)
    assert sum(done) == 3


def test_a_report_comes_back_from_its_file_as_it_was(report: Report, tmp_path: Path) -> None:
    assert read_report(write_report(report, tmp_path)) == report
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["total"]["messages"] == 7


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        ("", "EOF"),
        ("[1]", "should be an object"),
        ('{"total": {}}', "total.messages"),
    ],
)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, content: str | None, why: str) -> None:
    file = tmp_path / "report.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ReportBroken, match=why):
        read_report(file)


def test_the_report_is_plain_json(report: Report) -> None:
    told = json.loads(json.dumps(report.as_json(), ensure_ascii=False))
    assert told["languages"]["en"]["in_scope_accuracy"] == pytest.approx(3 / 4)
    assert told["latency"]["p99_ms"] >= told["latency"]["p50_ms"] >= 0


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="got no examples"):
        evaluate(Scripted({}), [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_labels_that_can_only_be_missed_are_counted(language: str) -> None:
    spans = (Annotation("colour", 0, 2, "hi"), Annotation("person", 0, 2, "hi"))
    asked = [labelled("hi", "frobnicate", language, *spans), labelled("hi", "greet", language)]
    report = evaluate(Scripted({"hi": ("greet", ())}), [*asked, *asked])
    assert (report.unknown_intents, report.unknown_entities) == ({"frobnicate": 2}, {"colour": 2})


def test_messages_are_read_as_said_at_the_moment_that_is_named() -> None:
    parser, moment = Scripted({"hi": ("greet", ())}), Moment("2025-03-04T09:00:00+01:00", "Europe/Berlin")
    report = evaluate(parser, [labelled("hi", "greet")], moment=moment)
    assert parser.asked == {(datetime(2025, 3, 4, 8, tzinfo=UTC), "Europe/Berlin")}
    assert report.moment == moment
