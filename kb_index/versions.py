"""Product versions: which range an article holds for, and which versions a question speaks of. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kb_index.errors import BrokenVersionRange
from kb_index.version_use import Use, read_use

Version = tuple[int, ...]

_BOUND = re.compile(r"\s*(>=|<=|>|<|==)\s*(\d+(?:\.\d+)*)\s*")

# "4.x" and "version 4" ("v2" is the API's); "v5.2", "5.2 版本", "version 4.8", "从4.8升级", "4.8里".
# An amount, a size or a time is no version.
_SERIES = re.compile(
    r"(?<![\d.])(\d{1,2})\.[xX×](?![a-zA-Z])|(?<!\bapi )\bversion (\d{1,2})(?![\d.])", re.IGNORECASE
)
_NUMBER = r"(\d{1,2}(?:\.\d{1,2})+)(?!\d|\.\d)"
_NO_AMOUNT = (
    r"(?!\s*(?:[kmgt]b?\b|%|percent|hours?|hrs?|days?|weeks?|months?|years?|min|sec|million|thousand|stars?"
    r"|usd|eur|cny|rmb|dollars?|euros?|yuan|users?|seats?|times|元|块|倍|折|分|秒|小时|天|万|千|米|兆|星|个|人))"
)
_CHANGES_ZH = "升级?|更新|迁移?|换|转|切换?|降级?|搬|过渡|回退|退回?|回滚"
_MARKED = re.compile(
    rf"(?:\bv|版本(?:号)?(?:是|为)?\s*|\b(?:version|release|on|from|to)\s+){_NUMBER}"
    rf"|\b(?:in|for|with|of|since|left|using|than)\s+{_NUMBER}{_NO_AMOUNT}"
    r"|(?<![\d.$¥€£])(\d{1,2}\.\d{1,2})(?=\s*(?:版|version|release))"
    rf"|(?<![\d.$¥€£])(\d{{1,2}}\.\d{{1,2}})(?=\s*(?:里面?|中|系列|(?:有|更新|改)了?(?:什么|哪些|啥)|的?(?:变化|新功能)))"
    rf"|(?:从|由|自)\s*{_NUMBER}(?=\s*[^,，。]{{0,4}}?(?:{_CHANGES_ZH}))"
    rf"|(?:{_CHANGES_ZH})[到至为成]了?\s*{_NUMBER}{_NO_AMOUNT}"
    rf"|(?:用着?的?|使用的?|停留?在|我们)(?:还?是)?\s*{_NUMBER}{_NO_AMOUNT}",
    re.IGNORECASE,
)
_ENDLESS: Version = (10**6,)


@dataclass(frozen=True, slots=True)
class VersionRange:
    """The versions from `low` on and below `high`; `high` None is open. Compared number by number."""

    low: Version = (0,)
    high: Version | None = None

    def __contains__(self, version: Version) -> bool:
        return _padded(self.low) <= _padded(version) < _padded(self.high or _ENDLESS)

    def overlaps(self, other: "VersionRange") -> bool:
        return max(_padded(self.low), _padded(other.low)) < min(
            _padded(self.high or _ENDLESS), _padded(other.high or _ENDLESS)
        )

    @property
    def is_past(self) -> bool:
        """Whether it ended with some release: what is true today has an open end."""
        return self.high is not None


@cache
def parse_range(text: str) -> VersionRange:
    """Reads "*", ">=5.0", ">=4.0,<5.0". Raises BrokenVersionRange, also for a range that holds nothing."""
    if text.strip() == "*":
        return VersionRange()
    low, high = (0,), None
    low_is: Version = low
    for part in text.split(","):
        bound = _BOUND.fullmatch(part)
        if bound is None:
            raise BrokenVersionRange(text)
        version = tuple(int(number) for number in bound[2].split("."))
        following = (*version[:-1], version[-1] + 1)
        if bound[1] in (">=", ">", "=="):
            low_is = following if bound[1] == ">" else version
        if bound[1] in ("<", "<=", "=="):
            high = version if bound[1] == "<" else following
    if high is not None and _padded(high) <= _padded(low_is):
        raise BrokenVersionRange(text)
    return VersionRange(low_is, high)


def find_version(text: str | None) -> Version | None:
    """The numbers of "5.2", "v5.2.1", "5.2 (web)"; None where there are none."""
    numbers = re.search(r"\d{1,4}(?:\.\d{1,4})*", text or "")
    return tuple(int(number) for number in numbers[0].split(".")) if numbers else None


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """Named in a question, and what the question says of it."""

    range: VersionRange
    use: Use


def named_in(query: str) -> tuple[NamedVersion, ...]:
    """The versions a question names: "4.x" is the whole series, "5.2" is one version."""
    named = []
    for pattern in (_SERIES, _MARKED):
        for match in pattern.finditer(query):
            group = match.lastindex or 0
            version = find_version(match[group])
            if version is not None:
                held = VersionRange(version, (*version[:-1], version[-1] + 1))
                named.append(NamedVersion(held, read_use(query, match.start(group), match.end())))
    return tuple(named)


@dataclass(frozen=True, slots=True)
class VersionRule:
    """What a question's versions do to the articles: outside `must` they are left out, past ones cost.

    Where nothing else is known, what was over with a version in `left` is left out too.
    """

    must: tuple[VersionRange, ...]
    prefers_current: bool
    reason: str
    left: tuple[VersionRange, ...] = ()

    def allows(self, held: VersionRange) -> bool:
        if held.is_past and any(held.overlaps(left) for left in self.left):
            return False
        return not self.must or any(held.overlaps(named) for named in self.must)

    def is_of(self, held: VersionRange) -> bool:
        """Whether it was written for just the past versions that count here."""
        return held.is_past and bool(self.must) and all(held.overlaps(named) for named in self.must)


def version_rule(query: str, product_version: str | None) -> VersionRule:
    """The version they say they use decides; else the customer's own; else those that the question names.

    One that they left does not count. What is asked of another version on purpose is found beside their own.
    """
    named = named_in(query)
    used = tuple(one.range for one in named if one.use is Use.now)
    asked = tuple(one.range for one in named if one.use in (Use.topic, Use.place))
    known = find_version(product_version)
    if used:
        return VersionRule(
            (*used, *asked), False, "for the version they say they use: " + _shown(used + asked)
        )
    if known is not None:
        own = VersionRange(known, (*known[:-1], known[-1] + 1))
        beside = f", and {_shown(asked)}, which is asked about" if asked else ""
        return VersionRule((own, *asked), False, f"for product version {product_version}{beside}")
    counted = tuple(one.range for one in named if one.use is not Use.past)
    if counted:
        return VersionRule(counted, False, "for the versions the question names: " + _shown(counted))
    left = tuple(one.range for one in named)
    told = f" but that they left {_shown(left)}" if left else ": current articles before past ones"
    return VersionRule((), True, f"no version known{told}", left)


def _shown(ranges: Iterable[VersionRange]) -> str:
    return ", ".join(".".join(map(str, r.low)) + (".x" if len(r.low) == 1 else "") for r in ranges)


def _padded(version: Version) -> Version:
    return (*version, *([0] * (4 - len(version))))
