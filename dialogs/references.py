"""Which of the customer's own things a message means: by id, by its tail, its amount, its place in a list…

Pure: candidates in, ids out. Used for orders, bills and tickets alike.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dialogs.lexicon import LONGEST, plain, says
from nlu.types import Entity, RoleReason
from training_data.simplified import simplified


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing of the customer's; `words` are lower-case phrases, in both languages, that it goes by."""

    id: str
    words: tuple[str, ...] = ()
    amount: str | None = None
    seats: int | None = None
    settled: bool | None = None
    on: date | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """`ids` are those meant, none where nothing is referred to; `unknown` is an id that is not among them."""

    ids: tuple[str, ...] = ()
    how: str = "names none"
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class IdKind:
    """How ids of one kind look: their entity, a pattern that takes malformed ones too, their one spelling."""

    entity: str
    loose: re.Pattern[str]
    spell: Callable[[str], str]


ORDER = IdKind(
    "order_id",
    re.compile(r"(?<![a-z])LY[-\s]?\d[\w-]*|(?<![a-z])LY[-_]?[a-z]*\d+\w*", re.IGNORECASE),
    lambda raw: re.sub(r"[^0-9A-Z]", "", raw.upper()),
)
BILL = IdKind(
    "invoice_id",
    re.compile(r"(?<![a-z])INV[-\s]?\d+", re.IGNORECASE),
    lambda raw: "INV-" + re.sub(r"\D", "", raw),
)
TICKET = IdKind(
    "ticket_id",
    re.compile(
        r"#\s?\w+|(?<![a-z])T-\s?\w+|(?:工单|ticket|单号|编号)(?:号|number|no)?[\s.:：]*\d+", re.IGNORECASE
    ),
    lambda raw: "#" + re.sub(r"^(?:#\s*|T-\s*|\D+)", "", raw, flags=re.IGNORECASE).upper(),
)

_ORDINALS = (
    (r"第一|第1|头一|\b(?:first|1st)\b|^\s*[1１一①]\s*[.。、]?\s*$|一号", 0),
    (r"第二|第2|\b(?:second|2nd)\b|^\s*[2２二②]\s*[.。、]?\s*$", 1),
    (r"第三|第3|\b(?:third|3rd)\b|^\s*[3３三③]\s*[.。、]?\s*$", 2),
    (r"第四|第4|\b(?:fourth|4th)\b|^\s*[4４四④]\s*[.。、]?\s*$", 3),
    (r"第五|第5|\b(?:fifth|5th)\b|^\s*[5５五⑤]\s*[.。、]?\s*$", 4),
    (r"最后(?:一|那)?(?:个|单|笔|张)|下面那|\b(?:the )?last (?:one|in the list)\b|\bbottom one\b", -1),
)
_SEATS = re.compile(r"(\d+)\s*(?:个?\s*(?:席|坐席|座位|名额|账号)|(?:extra )?(?:seats?|users?))", re.I)
_COUNT = re.compile(r"(\d+)\s*个")
_FIGURE = re.compile(r"(?<![\w.#-])(\d[\d,]*(?:\.\d+)?)(?![\w-])")
_TAIL = re.compile(r"(\d{3,})(?![\d,.]*\d)")


def resolve(
    text: str,
    entities: Sequence[Entity],
    candidates: Sequence[Candidate],
    kind: IdKind,
    *,
    listed: Sequence[str] = (),
    current: str | None = None,
    asked: bool = False,
    today: date | None = None,
) -> Reference:
    """What `text` refers to among `candidates` (newest first).

    `current` is the one spoken of, `listed` what was last shown to choose from; `asked` says that the
    question was which one, so that a bare figure is an answer; `today` dates "last month".
    """
    text = simplified(text[:LONGEST])
    named = _named_ids(text, entities, kind, [candidate.id for candidate in candidates])
    if named:
        return _by_id(named, candidates, current)
    if asked and (by_tail := _by_tail(text, candidates)):
        return by_tail
    ordinal = _ordinal(text, [candidate.id for candidate in candidates], listed, asked=asked)
    if ordinal:
        return Reference((ordinal,), "by its place in the list")
    rest, how = _narrow(text, entities, candidates, today)
    if how and not rest:
        return Reference((), f"no such one ({how})")
    if says("other", plain(text)) or says("not_this", plain(text)):
        others = tuple(c.id for c in (rest if how else candidates) if c.id != current)
        return Reference(others if current else (), "the other one")
    if how and len(rest) < len(candidates):
        return Reference(tuple(c.id for c in rest), how)
    if candidates and says("latest", plain(text)):
        return Reference((candidates[0].id,), "the newest")
    if candidates and says("oldest", plain(text)):
        return Reference((candidates[-1].id,), "the oldest")
    if how and len(candidates) == 1:
        return Reference((candidates[0].id,), how)
    if current and says("this_one", plain(text)):
        return Reference((current,), "the one spoken of")
    return Reference()


def _named_ids(text: str, entities: Sequence[Entity], kind: IdKind, known: Sequence[str]) -> list[str]:
    own = [entity for entity in entities if entity.entity == kind.entity]
    named = [_without_next_number(entity, kind, known) for entity in own if not _is_aside(entity)]
    if not named:
        named = [kind.spell(raw) for raw in kind.loose.findall(text)]
    return list(dict.fromkeys(named))


def _without_next_number(entity: Entity, kind: IdKind, known: Sequence[str]) -> str:
    """ "LY20260503011 4 seats": the 4 is no part of it."""
    whole = kind.spell(entity.value)
    head, _, tail = entity.raw.rpartition(" ")
    return kind.spell(head) if whole not in known and tail.isdigit() and kind.spell(head) in known else whole


def _is_aside(entity: Entity) -> bool:
    """Whether it points at nothing there is: what something shall become, or what is not meant."""
    return (entity.role, entity.role_reason) in {
        ("to", RoleReason.change),
        ("from", RoleReason.contrast),
    }


def _by_id(named: list[str], candidates: Sequence[Candidate], current: str | None) -> Reference:
    if len(named) > 1:  # "not LY…6 but LY…9": the one spoken of is named only to be put aside
        named = [name for name in named if name != current] or named
    own = {candidate.id for candidate in candidates}
    unknown = next((name for name in named if name not in own), None)
    return Reference(tuple(name for name in named if name in own), "by its id", unknown)


def _by_tail(text: str, candidates: Sequence[Candidate]) -> Reference | None:
    for tail in _TAIL.findall(text):
        ends = tuple(c.id for c in candidates if c.id.endswith(tail))
        if ends:
            return Reference(ends, f"by the tail {tail} of its id")
        if len(tail) >= 8:
            return Reference((), "a number that is no id of theirs", tail)
    return None


def place_named(text: str, count: int) -> int | None:
    """Which place of a list of `count` the text names, from 0; None for none."""
    for pattern, place in _ORDINALS:
        if place < count and re.search(pattern, text, re.IGNORECASE):
            return place % count
    return None


def _ordinal(text: str, ids: Sequence[str], listed: Sequence[str], *, asked: bool) -> str | None:
    shown = [one for one in listed if one in ids]
    if not shown and asked:
        shown = list(ids)
    place = place_named(text, len(shown)) if shown else None
    return shown[place] if place is not None else None


def _narrow(
    text: str, entities: Sequence[Entity], candidates: Sequence[Candidate], today: date | None
) -> tuple[list[Candidate], str]:
    """The candidates that every feature named in the text leaves over, and the features' names."""
    rest = list(candidates)
    hows: list[str] = []
    for how, matches in _features(text, entities, candidates, today):
        fit = [candidate for candidate in rest if matches(candidate)]
        if not fit and hows and how in _SETTLED:
            continue  # "already paid? then cancel the other": being paid is not what names it
        rest = fit
        hows.append(how)
    return rest, ", ".join(hows)


_SETTLED = ("by being paid", "by being unpaid")

Feature = tuple[str, Callable[[Candidate], bool]]


def _features(
    text: str, entities: Sequence[Entity], candidates: Sequence[Candidate], today: date | None
) -> Iterable[Feature]:
    lowered = text.lower()
    words = {word for c in candidates for word in c.words if _contains(lowered, word)}
    if words:
        yield "by what it is", lambda c: bool(words & set(c.words))
    figures = set(_figures(text, entities))
    if any(_amount(c) in figures for c in candidates if c.amount):
        yield "by its amount", lambda c: _amount(c) in figures
    seats = _seats(text, entities, candidates)
    counts = seats or {int(n) for n in _COUNT.findall(text)}
    if any(c.seats for c in candidates) and (seats or any(c.seats in counts for c in candidates)):
        yield "by its seats", lambda c: c.seats in counts
    if says("unpaid", plain(text)):
        if any(c.settled is not None for c in candidates):
            yield "by being unpaid", lambda c: c.settled is False
    elif says("paid", plain(text)) and any(c.settled is not None for c in candidates):
        yield "by being paid", lambda c: c.settled is True
    days = {day for e in entities if e.entity == "time" and not _is_aside(e) for day in _days(e.value)}
    if any(c.on in days for c in candidates if c.on):
        yield "by its date", lambda c: c.on in days
    if any(c.period for c in candidates) and (periods := named_periods(text, entities, today)):
        yield "by its month", lambda c: c.period in periods


def _seats(text: str, entities: Sequence[Entity], candidates: Sequence[Candidate]) -> set[int]:
    """Numbers of seats named; without those put aside, where another of them is a candidate's."""
    told = [e for e in entities if e.entity == "seats" and e.value.isdigit()]
    named = {int(n) for n in _SEATS.findall(text)} | {int(e.value) for e in told}
    pointing = named - {int(e.value) for e in told if _is_aside(e)}
    return pointing if any(c.seats in pointing for c in candidates) else named


def _contains(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?:s|es)?(?![a-z])", text) is not None
    return word in text


def _figures(text: str, entities: Sequence[Entity]) -> Iterable[Decimal]:
    raws = _FIGURE.findall(
        re.sub(r"[¥￥$€块元]", " ", re.sub(r"(?<=[\u3400-\u9fff])|(?=[\u3400-\u9fff])", " ", text))
    )
    raws += [entity.value.split()[0] for entity in entities if entity.entity == "money" and entity.value]
    for raw in raws:
        try:
            yield Decimal(raw.replace(",", ""))
        except InvalidOperation:
            continue


def _amount(candidate: Candidate) -> Decimal | None:
    return Decimal(candidate.amount.split()[0]) if candidate.amount else None


def _days(value: str) -> Iterable[date]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", value) and "/" not in value:
        yield date.fromisoformat(value[:10])


_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = re.compile(
    r"(?:(20\d\d)\s*年?\s*[-/.年]?\s*)?(?<!\d)(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?!前|内|后)"
    r"|\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b(?!\s+i\b)(?:\s+(20\d\d))?|\b(20\d\d)-(\d\d)\b(?!-)",
    re.IGNORECASE,
)


def named_periods(text: str, entities: Sequence[Entity], today: date | None) -> tuple[str, ...]:
    """Months a message names, as YYYY-MM; a month without a year is the last one that began by `today`."""
    text = text[:LONGEST]
    periods = [
        _past(entity, today)
        for entity in entities
        if entity.entity == "time" and _is_month(entity.value) and not _is_aside(entity)
    ]
    if periods or today is None:
        return tuple(periods)
    if says("last_month", plain(text)):
        return (_shift(today, -1),)
    if says("this_month", plain(text)):
        return (_shift(today, 0),)
    return tuple(_period_of(match, today) for match in _MONTH.finditer(text))


def _past(entity: Entity, today: date | None) -> str:
    """A month to come, said without its year, is last year's: bills are of the past."""
    period = entity.value[:7]
    if today is None or period <= _shift(today, 0) or period[:4] in entity.raw:
        return period
    return f"{int(period[:4]) - 1}{period[4:]}"


def _is_month(value: str) -> bool:
    start, _, end = value.partition("/")
    return bool(re.match(r"\d{4}-\d\d", start)) and (not end or end[:7] == start[:7])


def _shift(day: date, months: int) -> str:
    index = day.year * 12 + day.month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _period_of(match: re.Match[str], today: date) -> str:
    year_zh, month_zh, month_en, year_en, iso_year, iso_month = match.groups()
    if iso_year:
        return f"{iso_year}-{iso_month}"
    if month_en:
        month = _MONTHS_EN.index(month_en[:3].lower()) + 1
    else:
        month = int(month_zh) if month_zh.isdigit() else _MONTHS_ZH.index(month_zh) + 1
    year = int(year_zh or year_en or (today.year if month <= today.month else today.year - 1))
    return f"{year:04d}-{month:02d}"
