from pathlib import Path

from training_data.schema import Annotation, Example
from training_data.statistics import summarise


def message(text: str, intent: str, language: str = "en", entity: str | None = None) -> Example:
    spans = (Annotation(entity, 0, 1, text[:1]),) if entity else ()
    return Example(text, intent, language, spans, Path("a.yml"), 1)


def test_what_there_is_is_counted() -> None:
    summary = summarise(
        [
            message("hello", "greet"),
            message("hi", "greet", entity="person"),
            message("你好啊", "greet", "zh", "person"),
            message("what a lovely day", "out_of_scope", "en", "time"),
        ]
    )
    assert (summary.messages, summary.languages, summary.out_of_scope) == (4, {"en": 3, "zh": 1}, 0.25)
    greet, strange = summary.intents
    assert (greet.intent, greet.languages, greet.total, greet.median_length) == (
        "greet",
        {"en": 2, "zh": 1},
        3,
        3,
    )
    assert (summary.smallest[0], summary.shortest[0]) == ("out_of_scope", "greet")
    assert strange.total == 1
    assert (summary.lengths["en"].median, summary.lengths["en"].longest) == (5, 17)
    assert summary.lengths["zh"].most == 3
    assert summary.entities == {"person": {"en": 1, "zh": 1}, "time": {"en": 1}}
