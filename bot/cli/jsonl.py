"""For scripts: one JSON object a line in and out, in order; a wrong line is answered on its own line."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

MAX_LINE = 1_000_000

Answer = Callable[[dict[str, Any]], dict[str, Any]]


class BadLine(Exception):
    """What a line got wrong: what was got, what was expected."""


def serve_lines(answer: Answer, source: TextIO | None = None, target: TextIO | None = None) -> None:
    """Answers each line of `source` (standard input) on `target` (standard output), flushed at once."""
    out = target or sys.stdout
    for line in answers(source or sys.stdin, answer):
        out.write(line + "\n")
        out.flush()


def answers(lines: Iterable[str], answer: Answer) -> Iterator[str]:
    """One line out for each that is not blank; a BadLine becomes an {"error": …} line."""
    for line in lines:
        if not line.strip():
            continue
        try:
            result = answer(_read(line))
        except BadLine as wrong:
            result = {"error": str(wrong)}
        yield json.dumps(result, ensure_ascii=False)


def text_of(fields: dict[str, Any], name: str = "text") -> str:
    """The required string field `name`, with lone surrogates replaced so that it can be stored."""
    if name not in fields:
        raise BadLine(f'got no "{name}"; expected {{"{name}": "…"}}')
    value = fields[name]
    if not isinstance(value, str):
        raise BadLine(f'"{name}" is {type(value).__name__}; expected a string')
    return value.encode("utf-8", "replace").decode("utf-8")


def optional_text(fields: dict[str, Any], name: str) -> str | None:
    return text_of(fields, name) if fields.get(name) is not None else None


def _read(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise BadLine(f"the line has {len(line)} characters; at most {MAX_LINE} are taken")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadLine(f"not JSON: {wrong}; expected one object a line") from wrong
    if not isinstance(fields, dict):
        raise BadLine(f'got a {type(fields).__name__}; expected an object such as {{"text": "…"}}')
    return fields
