"""Reads Rasa's inline annotations: `[span](entity)` and `[span]{"entity": "plan", "value": "enterprise"}`."""

import json
import re

from training_data.schema import Annotation

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
