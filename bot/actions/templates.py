"""Texts with places for values: "{slots.order_id}". Each is escaped for where it stands."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bot.outbox import Undeliverable

PLACE = re.compile(r"\{([A-Za-z_]+(?:\.[A-Za-z0-9_]+)*)\}")
CUSTOMER = ("key", "name", "email", "company", "phone", "language", "role")
PLAIN = ("tenant", "key", "conversation", "language")
KNOWN = f"slots.…, {', '.join(f'customer.{name}' for name in CUSTOMER)}, {', '.join(PLAIN)}"
# Of ASCII, what cannot end a header or start an escape.
_IN_HEADERS = "!\"#$&'()*+,-./:;<=>?@[]^_`{|}~ "

Values = Mapping[str, Any]


def unknown_places(text: str, *, answer: bool) -> list[str]:
    """Names in it that nothing will ever fill; `answer`: the other side's answer may be named too."""
    return [name for name in PLACE.findall(text) if not _is_known(name, answer=answer)]


def texts_in(node: Any) -> Iterator[str]:
    """All texts of a body, at any depth."""
    match node:
        case str():
            yield node
        case Mapping():
            for value in node.values():
                yield from texts_in(value)
        case list():
            for value in node:
                yield from texts_in(value)


def fill_url(template: str, values: Values) -> str:
    return _fill(template, values, _in_url)


def fill_header(template: str, values: Values) -> str:
    return _fill(template, values, lambda _, value: quote(_written(value), safe=_IN_HEADERS))


def fill_text(template: str, values: Values) -> str:
    """For people to read."""
    return _fill(template, values, lambda _, value: _written(value))


def fill_body(node: Any, values: Values) -> Any:
    """A text that is one place takes the value as it is, null where there is none."""
    match node:
        case str() if whole := PLACE.fullmatch(node):
            return find_value(whole[1], values)
        case str():
            return PLACE.sub(lambda place: _written(_or_empty(find_value(place[1], values))), node)
        case Mapping():
            return {name: fill_body(value, values) for name, value in node.items()}
        case list():
            return [fill_body(value, values) for value in node]
        case _:
            return node


def find_value(name: str, values: Values) -> Any:
    found: Any = values
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _fill(template: str, values: Values, escape: Callable[[str, Any], str]) -> str:
    def value_of(place: re.Match[str]) -> str:
        value = find_value(place[1], values)
        if value is None or value == "":
            raise Undeliverable(f"{place[0]} has no value, and {template!r} needs one")
        return escape(place[1], value)

    return PLACE.sub(value_of, template)


def _in_url(name: str, value: Any) -> str:
    written = _written(value)
    if written in (".", ".."):
        raise Undeliverable(f"{name} is {written!r}, which would lead the URL elsewhere")
    return quote(written, safe="")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_known(name: str, *, answer: bool) -> bool:
    root, _, rest = name.partition(".")
    match root:
        case "slots":
            return bool(rest)
        case "customer":
            return rest in CUSTOMER
        case "answer":
            return answer
        case _:
            return name in PLAIN


def _or_empty(value: Any) -> Any:
    return "" if value is None else value
