"""Reads labelled messages from JSONL: text, intent (or label), and where given entities and language."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError

from training_data.annotations import AnnotationBroken, check_spans
from training_data.fields import SHOWN, find_fault
from training_data.languages import read_language
from training_data.one_line import one_line
from training_data.schema import Annotation, Complaint, Example, Reading
from training_data.text_file import read_text
from training_data.untaken import NUMBERS, ROLES, Untaken

EXPECTED = 'expected one object a line such as {"text": "…", "intent": "…"}'


class _Span(BaseModel):
    """An entity in Rasa's JSON shape: `start` and `end` count characters of the text."""

    start: int
    end: int
    entity: StrictStr
    value: str | int | float | None = None
    role: object = None
    group: object = None


class _Row(BaseModel):
    model_config = ConfigDict(extra="allow")

    text: StrictStr
    intent: StrictStr = Field(validation_alias=AliasChoices("intent", "label"))
    label: object = None
    entities: list[_Span] = []
    language: Annotated[
        Literal["", "zh", "en"],
        BeforeValidator(lambda given: read_language(given) if isinstance(given, str) else given or ""),
    ] = ""


def read_jsonl(path: Path) -> Reading:
    """One file's examples, `language` "" where the line names none; never raises for what is in the file."""
    text = read_text(path)
    if isinstance(text, Complaint):
        return Reading((), (text,))
    examples: list[Example] = []
    complaints: list[Complaint] = []
    untaken = Untaken(path)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        one = _read_line(line, path, number, untaken)
        if isinstance(one, Example):
            examples.append(one)
        else:
            complaints.append(one)
    return Reading(tuple(examples), (*complaints, *untaken.complaints))


def _read_line(written: str, path: Path, line: int, untaken: Untaken) -> Example | Complaint:
    try:
        row = _Row.model_validate_json(written)
        spans = [_annotation(one, row.text) for one in sorted(row.entities, key=lambda one: one.start)]
        check_spans(row.text, spans)
    except ValidationError as wrong:
        return Complaint(path, line, _in_one_line(wrong))
    except AnnotationBroken as wrong:
        return Complaint(path, line, str(wrong))
    text, moved = one_line(row.text, spans)
    intent = one_line(row.intent)[0]
    if fault := find_fault(text, intent):
        return Complaint(path, line, fault)
    for name in row.model_extra or ():
        if name.casefold() not in NUMBERS:
            untaken.note_field(name[:SHOWN], line)
    if row.label not in (None, row.intent):
        untaken.note_label(line)
    for one in row.entities:
        for kind in ROLES:
            if getattr(one, kind) is not None:
                untaken.note_entity(kind, one.entity, line)
    return Example(text, intent, row.language, moved, path, line)


def _annotation(span: _Span, text: str) -> Annotation:
    raw = text[span.start : span.end]
    # Rasa repeats the span's own words where there is no other value.
    value = None if span.value is None or str(span.value) == raw else str(span.value)
    return Annotation(span.entity, span.start, span.end, raw, value)


def _in_one_line(wrong: ValidationError) -> str:
    first = wrong.errors()[0]
    if first["type"] == "model_type":
        return f"got {str(first['input'])[:SHOWN]}; {EXPECTED}"
    where = ".".join(str(part) for part in first["loc"])
    # Every place is in line 1 of the one line that it was given.
    told = first["msg"].replace(" at line 1 column", " at column")
    return f"{where}: {told}; {EXPECTED}" if where else f"{told}; {EXPECTED}"
