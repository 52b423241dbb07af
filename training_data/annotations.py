"""Rasa's inline annotations: `[span](entity)` and `[span]{"entity": "plan", "value": "enterprise"}`."""

import json
import re
from collections.abc import Iterator, Sequence

from training_data.schema import Annotation
from training_data.untaken import ROLES

MARK = re.compile(r"\[(?P<span>[^\[\]]*)\](?:\((?P<name>[^()]*)\)|(?P<json>\{[^{}]*\}))")
UNCLOSED = re.compile(r"\[[^\]]*\][({]|\](?:\(\w+\)|\{\")")


class AnnotationBroken(ValueError):
    """The message says what is wrong, without file or line, which the caller knows."""


def parse_annotated(annotated: str) -> tuple[str, tuple[Annotation, ...]]:
    """The plain text and its spans, in order. Raises AnnotationBroken for a mark that cannot be read."""
    text = ""
    found: list[Annotation] = []
    last = 0
    for match in MARK.finditer(annotated):
        text += _plain(annotated[last : match.start()])
        entity, value = _label(match)
        span = match["span"]
        if not span or span != span.strip():
            raise AnnotationBroken(f"the span {span!r} of {entity} is empty or has spaces around it")
        found.append(Annotation(entity, len(text), len(text) + len(span), span, value))
        text += span
        last = match.end()
    return text + _plain(annotated[last:]), tuple(found)


def find_roles(annotated: str) -> Iterator[tuple[str, str]]:
    """Which of ROLES an entity is labelled with, and the entity; for what `parse_annotated` can read."""
    for match in MARK.finditer(annotated):
        label = json.loads(match["json"]) if match["json"] else {}
        yield from ((kind, str(label["entity"])) for kind in ROLES if label.get(kind) is not None)


def write_annotated(text: str, entities: Sequence[Annotation]) -> str:
    """What `parse_annotated` reads as the same text and spans. Raises AnnotationBroken where nothing does.

    The spans are in the order of the text and don't overlap.
    """
    written, last = "", 0
    for one in entities:
        written += f"{text[last : one.start]}[{one.raw}]{_written_label(one)}"
        last = one.end
    written += text[last:]
    try:
        same = parse_annotated(written) == (text, tuple(entities))
    except AnnotationBroken:
        same = False
    if not same:
        raise AnnotationBroken(
            "brackets in the message would be read as an annotation; put a space before the ( or {"
        )
    return written


def check_spans(text: str, entities: Sequence[Annotation]) -> None:
    """Raises AnnotationBroken for a span outside the text, into another, or with spaces around it."""
    free = 0
    for one in entities:
        span = f"the span {one.start} to {one.end} of {one.entity}"
        if not 0 <= one.start < one.end <= len(text):
            raise AnnotationBroken(f"{span} is not in the text, which has {len(text)} characters")
        if one.start < free:
            raise AnnotationBroken(f"{span} overlaps another; keep one of them")
        if (raw := text[one.start : one.end]) != raw.strip():
            raise AnnotationBroken(f"{span} is {raw!r}; leave the spaces around it out")
        free = one.end


def _written_label(one: Annotation) -> str:
    if one.value is None:
        return f"({one.entity})"
    return json.dumps({"entity": one.entity, "value": one.value}, ensure_ascii=False)


def _plain(text: str) -> str:
    if broken := UNCLOSED.search(text):
        raise AnnotationBroken(
            f'{broken[0]!r} is no complete annotation, expected [span](entity) or [span]{{"entity": ...}}'
        )
    return text


def _label(match: re.Match[str]) -> tuple[str, str | None]:
    if match["json"] is None:
        return match["name"].strip(), None
    try:
        label = json.loads(match["json"])
        value = label.get("value")
        return str(label["entity"]), None if value is None else str(value)
    except (ValueError, KeyError) as error:
        raise AnnotationBroken(
            f'{match["json"]} cannot be read ({error}), expected {{"entity": "plan", "value": "enterprise"}}'
        ) from error
