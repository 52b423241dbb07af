"""A form whose names are paths: "name.zh" and "actions.0.team" come as nested mappings and lists.

A name that ends in [] is a list of all its values; one of which no box is ticked is not there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

DEEPEST = 8
Form = dict[str, Any]

_NUMBER = re.compile("[0-9]{1,4}")


async def _given(request: Request) -> Form:
    form = await request.form()
    return nest((name, value) for name, value in form.multi_items() if isinstance(value, str))


Given = Annotated[Form, Depends(_given)]


def nest(items: Iterable[tuple[str, str]]) -> Form:
    """What names contradict ("a" and "a.b") is left out: nothing of ours sends it."""
    root: Form = {}
    for name, value in items:
        place, last = _place(root, name.removesuffix("[]").split(".")[:DEEPEST])
        if place is None:
            continue
        if name.endswith("[]"):
            values = place.setdefault(last, [])
            if isinstance(values, list) and value:
                values.append(value)
        else:
            place.setdefault(last, value)
    found = _with_lists(root)
    return found if isinstance(found, dict) else {}


def text_in(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def part_in(form: Mapping[str, Any], name: str) -> Form:
    value = form.get(name)
    return value if isinstance(value, dict) else {}


def rows_in(form: Mapping[str, Any], name: str) -> list[Form]:
    value = form.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def values_in(form: Mapping[str, Any], name: str) -> list[str]:
    """Of boxes that are ticked, or of a text with one value a line."""
    value = form.get(name, [])
    if isinstance(value, str):
        return lines(value)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def words_in(form: Mapping[str, Any], name: str) -> dict[str, str]:
    part = part_in(form, name)
    return {language: text_in(part, language) for language in ("zh", "en")}


def number_in(form: Mapping[str, Any], name: str) -> Any:
    """A whole number where it is one, else what stands there: whoever reads it says what is wrong."""
    text = text_in(form, name)
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else text


def ticked(form: Mapping[str, Any], name: str) -> bool:
    return bool(text_in(form, name))


def lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def short_names(text: str) -> list[str]:
    """Between commas."""
    return list(dict.fromkeys(one.strip() for one in re.split("[,，、;；\n]", text) if one.strip()))


def mark_of(data: Any) -> str:
    """Changes with the data: what a form was filled from, for things that carry no version."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _place(root: Form, path: list[str]) -> tuple[Form | None, str]:
    for step in path[:-1]:
        root = root.setdefault(step, {})
        if not isinstance(root, dict):
            return None, ""
    return root, path[-1]


def _with_lists(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    inner = {name: _with_lists(value) for name, value in found.items()}
    if inner and all(_NUMBER.fullmatch(name) for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
