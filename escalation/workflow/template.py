"""What a notice says, in both languages, with places that its ticket fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation.routing.action_check import Known
from escalation.routing.placeholders import fill_places, places_in, unknown_places, unknown_places_complaint
from escalation.routing.reading import Reading
from escalation.routing.words import Words

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 120, 200, 8000
SAME = Words("两种语言用同样的占位符：{places}", "the same places in both languages: {places}")


@dataclass(frozen=True, slots=True)
class Template:
    """`subject` is for mail and notices; an SMS and a conversation show the text alone."""

    name: Words
    subject: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Notice:
    """A template filled for one reader. Plain text."""

    subject: str
    text: str


def read_template(data: Any, known: Known = Known()) -> Template:  # noqa: B008
    """{"name": {"zh", "en"}, "subject": {…}, "text": {…}}; raises SettingRejected."""
    reading = Reading()
    given = reading.mapping("", data, ("name", "subject", "text"))
    template = Template(
        reading.words("name", given.get("name"), LONGEST_NAME),
        reading.words("subject", given.get("subject"), LONGEST_SUBJECT),
        reading.words("text", given.get("text"), LONGEST_TEXT),
    )
    for field in ("subject", "text"):
        check_places(reading, field, getattr(template, field))
    reading.check()
    return template


def check_places(reading: Reading, path: str, words: Words) -> None:
    """Unknown ones, and those that one language has and the other lacks."""
    for language, text in words._asdict().items():
        if unknown := unknown_places(text):
            reading.complain(f"{path}.{language}", unknown[0], unknown_places_complaint())
    zh, en = set(places_in(words.zh)), set(places_in(words.en))
    if zh != en and all(words):
        lacking = "zh" if en - zh else "en"
        places = ", ".join(f"{{{{{name}}}}}" for name in sorted(zh | en))
        reading.complain(f"{path}.{lacking}", getattr(words, lacking), SAME.fill(places=places))


def template_data(template: Template) -> dict[str, Any]:
    return {field: getattr(template, field)._asdict() for field in ("name", "subject", "text")}


def fill_template(template: Template, language: str, values: Mapping[str, str]) -> Notice:
    """The subject stays on one line, whatever the ticket's own says."""
    subject, text = (words.in_language(language) for words in (template.subject, template.text))
    return Notice(" ".join(fill_places(subject, values).split())[:LONGEST_SUBJECT], fill_places(text, values))
