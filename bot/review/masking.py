"""A customer's message as it may be kept and learned: on one line, with stand-ins for personal data.

What the extractor found stays annotated, as in all labelled messages; names and ids give way to others of
their kind, so that the message still reads like one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training_data.annotations import parse_annotated, write_annotated
from training_data.intents import ENTITIES, VALUES
from training_data.one_line import UNWRITABLE, one_line
from training_data.schema import Annotation

STAND_INS: Mapping[str, Mapping[str, str]] = {
    "email": {"zh": "name@example.com", "en": "name@example.com"},
    "phone": {"zh": "13900000000", "en": "+1 202 555 0100"},
    "url": {"zh": "https://example.com", "en": "https://example.com"},
    "order_id": {"zh": "LY20260101001", "en": "LY20260101001"},
    "ticket_id": {"zh": "#1001", "en": "#1001"},
    "invoice_id": {"zh": "INV-202601", "en": "INV-202601"},
    "person": {"zh": "小王", "en": "Alex"},
    "company": {"zh": "远山科技", "en": "Hillside Ltd"},
}

# What the extractor took for nothing: addresses of any form, and figures long enough to be someone's.
_ADDRESS = re.compile(r"[^\s@<>,;，；、（）()]+@[^\s@<>,;，；、（）()]+")
_FIGURES = re.compile(r"\d(?:[ -]?\d){5,}")
_ROUND = str.maketrans("[]", "()")


def mask(text: str, entities: Sequence[Mapping[str, Any]], language: str) -> str:
    """The line in Rasa's annotated form. `entities` are a trace's, `language` is "zh" or "en"."""
    written, spans = "", list[Annotation]()
    for piece, entity in _pieces(UNWRITABLE.sub(" ", text), entities):
        if entity is None:
            written += _hide(piece).translate(_ROUND)
            continue
        kind = str(entity["entity"])
        shown = STAND_INS[kind][language] if kind in STAND_INS else piece.translate(_ROUND)
        value = entity.get("value") if entity.get("value") in VALUES.get(kind, ()) else None
        spans.append(Annotation(kind, len(written), len(written) + len(shown), shown, value))
        written += shown
    return write_annotated(*one_line(written, spans))


def masked_text(text: str, entities: Sequence[Mapping[str, Any]], language: str) -> str:
    """The line as people read it, without annotations."""
    return parse_annotated(mask(text, entities, language))[0]


def _pieces(
    text: str, entities: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """The text cut at its entities; those that are none of ours or lie wrongly are plain text."""
    done = 0
    for entity in sorted(entities, key=lambda one: int(one["start"])):
        start, end = int(entity["start"]), int(entity["end"])
        piece = text[start:end]
        if entity["entity"] not in ENTITIES or not done <= start < end <= len(text) or piece != piece.strip():
            continue
        yield text[done:start], None
        yield piece, entity
        done = end
    yield text[done:], None


def _hide(piece: str) -> str:
    without = _ADDRESS.sub(STAND_INS["email"]["en"], piece)
    return _FIGURES.sub(lambda found: re.sub(r"\d", "0", found[0]), without)
