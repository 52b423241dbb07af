"""What a message tells of one slot that is no thing of the customer's, by where its value comes from."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from dialogs import lexicon
from dialogs.actions import orders
from dialogs.draft import Draft
from dialogs.flow.bare_seats import seats_answered, seats_changed
from dialogs.flow.reasons import find_reason, find_stated_reason
from dialogs.flow.spec import Kind, SlotSpec

UNFIT = "\0"
"""Read for a value that is there and has not the form it must have."""

ONE_VALUE = 6
"""Words and characters: a message this short that names something else says only that."""

_NOT_MEANT = re.compile(
    r"(?:不是|不要|别|而不是|不用|不)\s*$|\b(?:not|instead of|rather than|no longer)(?: an?| the)?\s*$",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(r"(?:就|我|我们)?(?:不要|不用|不行|不好|算了)")
_BARE_SEATS = re.compile(r"(?<![A-Za-z0-9_#.-])(\d{1,6})(?![A-Za-z0-9_-]|\.\d)")
_AT_ITS_NAME = (
    r"\s*(?:要|请|得|应该|想)?"
    r"(?:[:：=]|是|为|改成|改为|换成|要|写成?|填|开成?|(?:should |to )?be\b|is\b|to\b|(?=\S))\s*"
)
_SHOULD_BE = re.compile(
    r"\s*(?:正确的)?(?:应该|应当)?(?:是|为|改成|改为|换成|应为|写|开)"
    r"|\s*(?:(?:it )?should (?:be|read|say)|it'?s|make it|change it to)\b",
    re.IGNORECASE,
)
_NOT_OF_IT = re.compile(
    r"\s+(?:税号|邮箱|电话|地址|发到|专票|普票)|\s+(?:tax (?:number|id|no)|e-?mail)\b"
    r"|\s+(?:and\s+)?(?:send|sent|mail|mailed)\s+(?:it\s+)?to\b"
    r"|\s*(?:可以|行|好)[吗么不]$|[吗么吧]$|\s+(?:please|pls|thanks)$",
    re.IGNORECASE,
)
"""What follows a value that is said by its name: the next one's name, or how it is asked for."""

_PUT_RIGHT = re.compile(
    r"(?:不对|错了|说错了|不是这样|no|wrong|not quite|actually)[,，.。!！\s]*"
    r"(?:应该是|而是|是|改成|改为|it'?s|make it|i meant|it should be)\s*",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"^\s*(?:不是的?|不对|不)[，,。.!！\s]+")
_NO_VALUE = re.compile(
    r"(?:写|填|开|打|搞|弄|输)?(?:错|不对|有误|不正确|有问题)|(?:changed|wrong|incorrect|has|is|was|should)\b",
    re.IGNORECASE,
)
_NAMES_DAY = re.compile(
    r"[日号天周月年明后今昨]|星期|礼拜|\d[-/]\d|\d(?:st|nd|rd|th)\b|day|week|ago|next|last|tomo|toni|tmr"
    r"|\b(?:mon|tues?|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,。;；!！\n]")


@dataclass(frozen=True, slots=True)
class Asking:
    """Where the flow stands as the message comes in. `slot` is the one asked for; `named` says that the
    message names another slot's value, `filled` are the slots so far, `instead` the slots that make the one
    asked for needless."""

    slot: str | None = None
    confirming: bool = False
    named: bool = False
    filled: Mapping[str, Any] = field(default_factory=dict)
    instead: tuple[str, ...] = ()


Reader = Callable[[Draft, SlotSpec, Asking], str | None]


def read_value(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """None where it tells nothing, UNFIT for what has not the slot's form."""
    return READERS[slot.kind](draft, slot, asking)


def _entity(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    text = draft.message.text
    meant = [
        entity
        for entity in draft.message.entities
        if entity.entity in slot.source.split("|")
        and entity.role != "from"
        and not _is_put_aside(text, entity.start, entity.end)
    ]
    values = list(dict.fromkeys(entity.value for entity in meant))
    if slot.choices:
        values = [value for value in values if value in slot.choices]
    if not values and slot.source == "seats":
        values = _bare_seats(text[: lexicon.LONGEST], slot, asking)
    if not values:
        return (
            _bare_choice(draft, slot, asking) or _other_choice(draft, slot, asking) or _spoken_of(draft, slot)
        )
    if slot.many:
        before = str(asking.filled.get(slot.name, ""))
        adds = before and lexicon.says("also", lexicon.plain(text))
        return ", ".join(dict.fromkeys([*(before.split(", ") if adds else ()), *values]))
    role_to = next((entity.value for entity in meant if entity.role == "to" and entity.value in values), None)
    value = role_to or (values[-1] if draft.reading.wrong or asking.confirming else values[0])
    if slot.source != "time":
        return value
    raw = next(entity.raw for entity in meant if entity.value == value)
    return _on_the_day_told(value, raw, str(asking.filled.get(slot.name, "")))


def _on_the_day_told(value: str, raw: str, before: str) -> str:
    """Another hour is one of the day that was told before, not of today."""
    hour = value.find("T")
    if hour < 0 or "/" in value + before or not before or _NAMES_DAY.search(raw):
        return value
    return before[:hour] + value[hour:]


def _bare_seats(text: str, slot: SlotSpec, asking: Asking) -> list[str]:
    if asking.slot == slot.name or asking.confirming:
        figures = [m.group(1) for m in _BARE_SEATS.finditer(text) if not _is_put_aside(text, *m.span())]
        if figures:
            return figures
    if asking.confirming or slot.name in (asking.slot, *asking.instead):
        said = seats_answered(text)
    else:
        said = [] if asking.slot or asking.filled else seats_changed(text)
    return [number for start, end, number in said if not _is_put_aside(text, start, end)][-1:]


def _bare_choice(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """As an answer a choice's own name will do: "team" for the Team plan."""
    if asking.slot != slot.name and not (asking.confirming and draft.reading.length <= ONE_VALUE):
        return None
    said = lexicon.plain(draft.message.text)
    return next(
        (one for one in slot.choices if re.search(rf"(?<![a-z]){one.replace('_', ' ')}(?![a-z])", said)), None
    )


def _other_choice(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """ "The other kind": of two choices the one that was not taken."""
    taken = asking.filled.get(slot.name)
    if len(slot.choices) != 2 or taken not in slot.choices:
        return None
    said = lexicon.plain(draft.message.text)
    return next(one for one in slot.choices if one != taken) if lexicon.says("other_choice", said) else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Flows hold more patterns than `re` keeps."""
    return re.compile(pattern, re.IGNORECASE)


def _spoken_of(draft: Draft, slot: SlotSpec) -> str | None:
    """ "That one": the choice that was named last in the conversation."""
    spoken = draft.tracker.focus.get(slot.source)
    if spoken not in slot.choices or draft.reading.question:
        return None
    return spoken if draft.reading.points else None


def _corrects(draft: Draft, asking: Asking) -> bool:
    """A short word at the confirmation is a correction of what was restated."""
    return asking.confirming and (draft.reading.wrong or draft.reading.length < ONE_VALUE)


def _is_put_aside(text: str, start: int, end: int) -> bool:
    """Whether what stands there is named as what is not meant: "not admin", 不是10个, 公开课不要了."""
    return bool(_NOT_MEANT.search(text[max(0, start - 16) : start]) or _NOT_WANTED.match(text[end : end + 8]))


def _words(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """The choice named last: "not the ordinary one, the special one"."""
    said = lexicon.plain(_DENIAL.sub("", draft.message.text, count=1))
    found: list[tuple[int, str]] = []
    for choice, words in slot.words.items():
        patterns = [words.zh, words.en]
        if words.asked and (asking.slot == slot.name or _corrects(draft, asking)):
            patterns.append(words.asked)
        ends = [
            match.end()
            for pattern in patterns
            for match in _compiled(pattern).finditer(said)
            if not _is_put_aside(said, *match.span())
        ]
        if ends:
            found.append((max(ends), choice))
    return max(found)[1] if found else _other_choice(draft, slot, asking)


def _pattern(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """As an answer anything like it counts, and must then have the form; unasked it must have it at once."""
    whole = re.sub(r"[\s-]", "", draft.message.text[: lexicon.LONGEST]).upper()
    if asking.slot == slot.name and re.fullmatch(slot.form or slot.source, whole):
        return whole
    for match in _compiled(slot.source).finditer(draft.message.text[: lexicon.LONGEST]):
        value = re.sub(r"[\s-]", "", match.group()).upper()
        if re.fullmatch(slot.form or slot.source, value):
            return value
        if asking.slot == slot.name:
            return UNFIT
    return None


def _text(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """The whole message where it was asked for, else the part that says what it is."""
    text = draft.message.text.strip()
    if slot.source == "reason":
        return _reason(draft, slot, asking)
    if stated := _after_its_name(slot, text):
        return stated
    if asking.confirming and not asking.named and slot.name in asking.filled:
        put_right = _PUT_RIGHT.match(text)
        return text[put_right.end() :].strip() or None if put_right else None
    if asking.slot != slot.name:
        return None
    reading = draft.reading
    is_correction = reading.wrong or reading.instead or reading.length < ONE_VALUE
    return None if asking.named and is_correction else text


def _reason(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    text = draft.message.text
    if asking.slot == slot.name:
        only_something_else = asking.named and (draft.reading.wrong or draft.reading.length < ONE_VALUE)
        return find_reason(text) if only_something_else else text.strip()
    if asking.confirming:
        return find_stated_reason(text)
    under_way = bool(asking.slot or asking.filled)
    return None if draft.reading.question and under_way else find_reason(text)


def _after_its_name(slot: SlotSpec, text: str) -> str | None:
    if not slot.called:
        return None
    clauses = _CLAUSE.split(text[: lexicon.LONGEST])
    for clause, following in zip(clauses, [*clauses[1:], ""], strict=True):
        match = _compiled(f"(?:{slot.called}){_AT_ITS_NAME}").search(clause)
        if match is None:
            continue
        rest = clause[match.end() :]
        if no_value := _NO_VALUE.match(rest):  # "the title is wrong, it should be …"
            following = rest[no_value.end() :].lstrip("了 ") or following
            put_right = _SHOULD_BE.match(following)
            rest = following[put_right.end() :] if put_right else ""
        rest = _NOT_OF_IT.split(rest.strip(" ?？"), maxsplit=1)[0].strip(" ：:.。")
        if rest:
            return rest
    return None


def _by_reader(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    return NAMED_READERS[slot.source](draft, slot, asking)


def _partial_amount(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """An amount that is not just how the order is called; a bare figure only after "only" or 退."""
    known = asking.filled.get("order_id")
    order = orders.find_order(draft, known) if known else None
    told = draft.entity("money")
    if told is None and order:
        figure = _FIGURE.search(draft.message.text[: lexicon.LONGEST])
        amount, _, currency = order.amount.partition(" ")
        if figure:
            told = f"{figure.group(1).replace(',', '')} {currency}"
        elif _HALF.search(draft.message.text):
            told = f"{Decimal(amount) / 2:.2f}".removesuffix(".00") + f" {currency}"
        elif slot.name in asking.filled and _ALL.search(draft.message.text):
            return order.amount
    return None if told in {order.amount for order in orders.list_orders(draft)} else told


_HALF = re.compile(
    r"(?:退|只|就|要|^)[^,，。]{0,3}一半|一半就|\bhalf (?:of )?(?:it|that|the (?:money|amount|price))\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"全(?:部|额|退|款)|\b(?:all of it|everything|in full|the (?:full|whole) (?:amount|thing|sum))\b", re.I
)
_FIGURE = re.compile(
    r"(?:退|金额(?:应该)?(?:是|为)?|改[成为]|only|just|refund|amount(?: is| to)?)"
    r"\s*(\d[\d,]*(?:\.\d+)?)(?![\d-])",
    re.IGNORECASE,
)


def _description(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """What is wrong, unless the message only says that something is."""
    asked = asking.slot == slot.name
    return draft.message.text.strip() if asked or not draft.reading.bare_trouble else None


def _steps(draft: Draft, slot: SlotSpec, asking: Asking) -> str | None:
    """From where the message tells how to make it happen."""
    text = draft.message.text.strip()
    match = re.search(r"(?:复现)?步骤|复现|steps?\b|reproduce", text, re.IGNORECASE)
    if match:
        return text[match.start() :].strip()
    return text if lexicon.says("steps", lexicon.plain(text)) else None


NAMED_READERS: Mapping[str, Reader] = {
    "partial_amount": _partial_amount,
    "trouble": _description,
    "steps": _steps,
}
"""For what no other kind of slot can take: files say `reader: name`."""

READERS: Mapping[Kind, Reader] = {
    Kind.entity: _entity,
    Kind.words: _words,
    Kind.pattern: _pattern,
    Kind.text: _text,
    Kind.reader: _by_reader,
}
