"""Reads one action as data, with what is wrong for each field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from escalation.routing.action import (
    ACTIONS,
    RECIPIENTS,
    SETTABLE,
    WAYS,
    Action,
    AddNote,
    ApplyMacro,
    Assign,
    MarkIncident,
    Notify,
    SetField,
    SetPriority,
    SetStatus,
    Tag,
    Watch,
)
from escalation.routing.placeholders import unknown_places, unknown_places_complaint
from escalation.routing.reading import CHOICE, KEY_LENGTH, Reading
from escalation.routing.view import PRIORITIES
from escalation.routing.words import Words

TAGS = Words("标签列表，增或删至少一个", "a list of tags, one to add or to remove at least")
ASSIGNED = Words("团队、队列、负责人中至少一个", "a team, a queue or an agent at least")
EMAIL = Words("邮箱地址，如 ops@example.com", "an e-mail address such as ops@example.com")
PHONE = Words("国际格式的手机号，如 +8613800000000", "a number with its country, such as +8613800000000")
URL = Words("https:// 开头的网址", "a URL that starts with https://")
NO_PLACE = Words(
    "这里不需要（通知客户时没有收件人；地址只随 address 或 webhook）",
    "nothing here: the customer needs no recipients, an address goes with address or a webhook",
)
TAG_LENGTH, NOTE_LENGTH, VALUE_LENGTH = 64, 4000, 500

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f<>,;:\"]{1,64}@[^@\s\x00-\x1f\x7f<>,;:\"]{1,255}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Known:
    """The tenant's own names, which an action may say: of teams, queues, agents (ids), macros, templates.

    None: they are not looked at. A rule that runs is read so, for one whose team is gone still does the rest.
    """

    teams: frozenset[str] | None = None
    queues: frozenset[str] | None = None
    agents: frozenset[str] | None = None
    macros: frozenset[str] | None = None
    templates: frozenset[str] | None = None


def read_action(reading: Reading, path: str, given: Any, known: Known) -> Action | None:
    """None where it is wrong, which the reading has as a problem."""
    kind = given.get("do") if isinstance(given, Mapping) else None
    if not isinstance(kind, str) or kind not in ACTIONS:
        reading.complain(f"{path}.do", kind, CHOICE.fill(choices=", ".join(ACTIONS)))
        return None
    before = len(reading.problems)
    reading.mapping(path, given, ("do", *ACTIONS[kind].__slots__))
    action = _READERS[ACTIONS[kind]](reading, path, given, known)
    return action if len(reading.problems) == before else None


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Whether it may be called at all is looked at when it is called."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    fits = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username
    return fits and text.isascii() and text.isprintable() and " " not in text and len(text) <= VALUE_LENGTH


def _named(reading: Reading, path: str, given: Any, names: frozenset[str] | None) -> str:
    if names is None:
        return reading.text(path, given, KEY_LENGTH)
    return reading.choice(path, given, sorted(names))


def _set_priority(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    return SetPriority(reading.choice(f"{path}.priority", given.get("priority"), PRIORITIES))


def _assign(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    def named(name: str, names: frozenset[str] | None) -> str | None:
        value = given.get(name)
        return _named(reading, f"{path}.{name}", value, names) if value not in (None, "") else None

    action = Assign(
        named("team", known.teams),
        named("queue", known.queues),
        named("agent", known.agents),
        reading.flag(f"{path}.override", given.get("override", False)),
    )
    if not any(given.get(name) for name in ("team", "queue", "agent")):
        reading.complain(f"{path}.team", None, ASSIGNED)
    return action


def _tag(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    added, removed = (_tags(reading, f"{path}.{name}", given.get(name)) for name in ("add", "remove"))
    if not given.get("add") and not given.get("remove"):
        reading.complain(f"{path}.add", None, TAGS)
    return Tag(added, removed)


def _tags(reading: Reading, path: str, given: Any) -> tuple[str, ...]:
    items = reading.sequence(path, given or ())
    return tuple(reading.text(f"{path}.{n}", item, TAG_LENGTH) for n, item in enumerate(items))


def _set_status(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    return SetStatus(reading.choice(f"{path}.status", given.get("status"), SETTABLE))


def _set_field(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    value = given.get("value")
    return SetField(
        reading.key(f"{path}.field", given.get("field")),
        None if value is None else reading.text(f"{path}.value", value, VALUE_LENGTH),
    )


def _note(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    text = reading.text(f"{path}.text", given.get("text"), NOTE_LENGTH)
    if unknown := unknown_places(text):
        reading.complain(f"{path}.text", unknown[0], unknown_places_complaint())
    return AddNote(text)


def _notify(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    by = reading.choice(f"{path}.by", given.get("by"), WAYS)
    template = _named(reading, f"{path}.template", given.get("template"), known.templates)
    address, to = given.get("address") or None, given.get("to") or ()
    if by == "customer":
        for name, value in (("to", to), ("address", address)):
            if value:
                reading.complain(f"{path}.{name}", value, NO_PLACE)
        return Notify(by, template)
    if by == "webhook":
        if to:
            reading.complain(f"{path}.to", to, NO_PLACE)
        _check_address(reading, f"{path}.address", address, is_web_address, URL)
        return Notify(by, template, address=address)
    people = [one for one in RECIPIENTS if one != "address" or by != "console"]
    recipients = reading.some(f"{path}.to", to, people)
    if "address" in recipients:
        fits, expected = (is_phone, PHONE) if by == "sms" else (is_email, EMAIL)
        _check_address(reading, f"{path}.address", address, fits, expected)
    elif address:
        reading.complain(f"{path}.address", address, NO_PLACE)
    return Notify(by, template, recipients, address)


def _check_address(
    reading: Reading, path: str, given: Any, fits: Callable[[str], bool], expected: Words
) -> None:
    if not isinstance(given, str) or not fits(given):
        reading.complain(path, given, expected)


def _watch(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    return Watch(_named(reading, f"{path}.agent", given.get("agent"), known.agents))


def _mark_incident(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    return MarkIncident()


def _apply_macro(reading: Reading, path: str, given: Mapping[str, Any], known: Known) -> Action:
    return ApplyMacro(_named(reading, f"{path}.macro", given.get("macro"), known.macros))


_READERS: Mapping[type[Action], Callable[[Reading, str, Mapping[str, Any], Known], Action]] = {
    SetPriority: _set_priority,
    Assign: _assign,
    Tag: _tag,
    SetStatus: _set_status,
    SetField: _set_field,
    AddNote: _note,
    Notify: _notify,
    Watch: _watch,
    MarkIncident: _mark_incident,
    ApplyMacro: _apply_macro,
}
