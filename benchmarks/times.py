"""How often a time is read as what it means: Microsoft's Recognizers-Text cases, beside the bar.

    .venv/bin/python -m benchmarks.times [--data FOLDER] [--json] [--mistakes] [--all]

Reads the Chinese and English DateTime models of FOLDER (by default ../shared/data/recognizers_text), gives
each input to our extractor at the case's reference time, and asks of each labelled point or span of time
whether a time of ours that overlaps it has the right value. Exits 1 where a share is under the bar, 2 without
the data.

Out of count, because shared/domain.md calls none of it a time: recurring sets, durations, time zones, and
words that only mean now ("now", 最近). So are cases marked NotSupported (`--all` counts them as well) and
those that the set itself gives no value for (seasons, 30 February). The set lists several values where the
words don't say which; ours is right when it is one of them. Where the two only write the same thing
differently, `means` compares as follows:

- a time without a date has one with us, so that only the clocks are compared;
- days of the lunar calendar they give by their lunar numbers, marked so: taken as the days that these fall
  on, by the calendar that ours are read with, which test_lunar_times.py holds to known days;
- parts of the day are domain.md's hours (morning 06-12), not theirs (08-12); it knows no halves of them;
- their spans end before their last instant, ours name the last day; the end of "A to B" they give as B's
  beginning, while B belongs to our span;
- spans that begin or end now do so at the instant with us, at the day, or the day after, with them;
- "before", "until" and "after" are prepositions, left out of ours: the value is the bound they name. "Since
  X" runs to now; with X ahead it is X;
- early, mid and late: they take halves, we take thirds, or the last day. Ours lies in theirs and meets its
  edge. "Earlier" and "later this month" are halves with them as well, up to and from now with us;
- an hour that says neither half of the day may be either; they list both for points, in spans one.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from nlu.extractors.extractor import EntityExtractor
from nlu.extractors.lunar_calendar import find_day
from nlu.types import Language

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "recognizers_text"
FILES = {
    Language.zh: "datetime_chinese_DateTimeModel.json",
    Language.en: "datetime_english_DateTimeModel.json",
}
BAR = 0.85
KINDS = ("date", "time", "datetime", "daterange", "timerange", "datetimerange")
ZONE = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
NOW = {"最近"}
PARTS = {"TMO": (6, 12), "TAF": (12, 18), "TEV": (18, 24), "TNI": (18, 24)}
HALF = re.compile(r"[ap]\.?m\b|morning|afternoon|evening|night|noon|[早晚晨夜午]|凌晨|:\d|\d时")
JOINED = re.compile(r"\b(?:to|until|till|through|thru|and)\b|[-~到至和]")


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to an instant, local and naive; a day ends where the next begins, a moment at once."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled time; `values` are the set's possible resolutions."""

    language: Language
    kind: str
    text: str
    raw: str
    start: int
    end: int
    now: datetime
    values: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Share:
    language: str
    kind: str
    right: int
    cases: int

    @property
    def share(self) -> float:
        return self.right / self.cases


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="How often a time is read as what it means.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the Recognizers-Text cases")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--mistakes", action="store_true", help="list what was read otherwise")
    parser.add_argument("--all", action="store_true", help="count cases marked NotSupported as well")
    options = parser.parse_args(arguments)
    missing = [name for name in FILES.values() if not (options.data / name).is_file()]
    if missing:
        print(f"no {missing[0]} in {options.data}; give its folder with --data", file=sys.stderr)
        return 2
    cases = [case for language in FILES for case in read_cases(options.data, language, every=options.all)]
    extractor = EntityExtractor.load(None)
    found = [values_found(extractor, case) for case in cases]
    right = [any(is_right(one, case) for one in values) for case, values in zip(cases, found, strict=True)]
    shares = list(shares_of(cases, right))
    missed = [share for share in shares if share.share < BAR]
    if options.json:
        rows = [{**asdict(share), "share": round(share.share, 4)} for share in shares]
        print(json.dumps({"bar": BAR, "shares": rows, "missed": len(missed)}, indent=2))
        return int(bool(missed))
    for share in shares:
        verdict = "ok" if share.share >= BAR else "MISSED"
        print(
            f"{share.language} {share.kind:14s} {share.right:4d} of {share.cases:4d}   {share.share:.3f}"
            f"   {BAR}   {verdict}"
        )
    for case, values, holds in zip(cases, found, right, strict=True):
        if options.mistakes and not holds:
            print(f"  {case.language} {case.kind} {case.now}: {case.text!r}\n    {case.raw!r} as {values}")
            print(f"    {[written(value) for value in case.values]}")
    return int(bool(missed))


def read_cases(folder: Path, language: Language, *, every: bool) -> Iterator[Case]:
    for row in json.loads((folder / FILES[language]).read_text(encoding="utf-8-sig")):
        if "NotSupported" in row and not every:
            continue
        now = datetime.fromisoformat(
            row.get("Context", {}).get("ReferenceDateTime", "2016-11-07T00:00:00")[:19]
        )
        for result in row["Results"]:
            kind = result.get("TypeName", "").removeprefix("datetimeV2.")
            values = tuple(
                in_our_days(v) for v in (result.get("Resolution") or {}).get("values", ()) if has_value(v)
            )
            if kind in KINDS and values and result["Text"] not in NOW:
                start = int(result["Start"])
                yield Case(
                    language, kind, row["Input"], result["Text"], start, int(result["End"]) + 1, now, values
                )


def has_value(value: dict[str, str]) -> bool:
    """Neither a word for now nor one the set leaves unresolved."""
    return value.get("value") != "not resolved" and not value.get("timex", "").endswith("_REF")


def in_our_days(value: dict[str, str]) -> dict[str, str]:
    """A lunar day's as the day that it falls on; as it is where there is none in the years that are known."""
    if value.get("isLunar") != "True":
        return value
    numbers, _, clock = value["value"].partition(" ")
    day = find_day(*(int(number) for number in numbers.split("-")))
    return {**value, "value": f"{day} {clock}".rstrip()} if day else value


def values_found(extractor: EntityExtractor, case: Case) -> list[str]:
    """Values of our times that overlap the labelled span."""
    entities = extractor.extract(
        case.text, language=case.language, now=case.now.replace(tzinfo=ZONE), timezone="+08:00"
    )
    return [
        one.value
        for one in entities
        if one.entity == "time" and one.start < case.end and case.start < one.end
    ]


def is_right(ours: str, case: Case) -> bool:
    return any(means(span_of(ours), value, case) for value in case.values)


def means(ours: Span, value: dict[str, str], case: Case) -> bool:
    """Whether ours is that value of theirs, as the head of this file says."""
    timex, kind = value.get("timex", ""), value["type"]
    part = next((hours for name, hours in PARTS.items() if timex.endswith(name)), None)
    if part is not None:
        day = datetime.fromisoformat(value["start"][:10]) if kind == "datetimerange" else midnight(ours.start)
        return ours == Span(day + timedelta(hours=part[0]), day + timedelta(hours=part[1]))
    start, end = (instant(value.get(edge), ours.start) for edge in ("start", "end"))
    if kind in {"date", "time", "datetime"}:
        point = instant(value["value"], ours.start)
        return point is not None and ours == Span(point, point + DAY if kind == "date" else point)
    mod = value.get("Mod", "")
    if start is None or end is None:
        return meets_bound(ours, start, end, mod, case)
    if kind == "timerange" and end < start:
        end += DAY
    joined = JOINED.search(case.raw.lower(), 1)
    first, last = (case.raw[: joined.start()], case.raw[joined.end() :]) if joined else (case.raw, case.raw)
    if relative := re.match("earlier|later", case.raw.lower()):
        today = midnight(case.now)
        if relative[0] == "earlier":
            return ours.start == start and ours.end <= max(end, today + DAY)
        return ours.end == end and ours.start >= min(start, today)
    if mod in {"start", "mid", "end"}:
        at_edge = {"start": ours.start == start, "end": ours.end == end, "mid": True}[mod]
        return at_edge and start <= ours.start and ours.end <= end
    halves = (timedelta(), timedelta(hours=12))
    return any(
        begins(ours, start + left, case) and ends(ours, end + right, timex, case)
        for left in (halves if may_be_either(start, kind, first) else halves[:1])
        for right in (halves if may_be_either(end, kind, last) else halves[:1])
    )


def meets_bound(ours: Span, start: datetime | None, end: datetime | None, mod: str, case: Case) -> bool:
    if end is not None:
        return ours.start == end or (mod in {"until", "before-end"} and ours.end == end)
    if mod.startswith("since"):
        return ours.start == start and (ours.end == case.now or start >= case.now or "time" in case.kind)
    return start in {ours.start, ours.end}


def may_be_either(at: datetime, kind: str, words: str) -> bool:
    """Whether these words of a span name an hour that could be of either half of the day."""
    return "time" in kind and 1 <= at.hour < 12 and not HALF.search(words.lower())


def begins(ours: Span, start: datetime, case: Case) -> bool:
    today = midnight(case.now)
    return ours.start == start or (ours.start == case.now and start in {today, today + DAY})


def ends(ours: Span, end: datetime, timex: str, case: Case) -> bool:
    today = midnight(case.now)
    if ours.end == end or (ours.end == case.now and end in {today, today + DAY}):
        return True
    if not timex.startswith("(") or "T" in timex or not JOINED.search(case.raw.lower()):
        return False
    if end.day == 1 and re.search(r"P\d+[MY]\)", timex):
        months = 12 if timex.endswith("Y)") else 1
        return ours.end == end.replace(
            year=end.year + (end.month + months - 1) // 12, month=(end.month + months - 1) % 12 + 1
        )
    return ours.end == end + DAY


def span_of(ours: str) -> Span:
    first, _, last = ours.partition("/")
    start, end = (datetime.fromisoformat(edge).replace(tzinfo=None) for edge in (first, last or first))
    return Span(start, end if "T" in (last or first) else end + DAY)


def instant(text: str | None, beside: datetime) -> datetime | None:
    """Their date, instant, or clock, which takes the day of `beside`."""
    if not text:
        return None
    return datetime.fromisoformat(text if "-" in text else f"{beside.date()} {text}")


def midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0)


def written(value: dict[str, Any]) -> str:
    return " ".join(str(value[key]) for key in ("Mod", "value", "start", "end", "timex") if key in value)


def shares_of(cases: list[Case], right: list[bool]) -> Iterator[Share]:
    """Each kind of each language, then the language as a whole."""
    for language in FILES:
        for kind in (*KINDS, "all"):
            chosen = [
                holds
                for case, holds in zip(cases, right, strict=True)
                if case.language is language and kind in {case.kind, "all"}
            ]
            if chosen:
                yield Share(language.value, kind, sum(chosen), len(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
