"""Product versions: which range an article holds for, and which versions a question speaks of. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kb_index.errors import BrokenVersionRange

Version = tuple[int, ...]

_BOUND = re.compile(r"\s*(>=|<=|>|<|==)\s*(\d+(?:\.\d+)*)\s*")

# "4.x" and "version 4" ("v2" is the API's); "v5.2", "5.2 版本", "version 4.8", "on 4.8". An amount, a size
# or a time is no version.
_SERIES = re.compile(
    r"(?<![\d.])(\d{1,2})\.[xX×](?![a-zA-Z])|(?<!\bapi )\bversion (\d{1,2})(?![\d.])", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:\bv|版本(?:号)?(?:是|为)?\s*|\b(?:version|release|on|from|to)\s+)(\d{1,2}(?:\.\d{1,2})+)(?![\d.])"
    r"|(?<![\d.$¥€£])(\d{1,2}\.\d{1,2})\s*(?:版|version|release)",
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


def named_in(query: str) -> tuple[VersionRange, ...]:
    """The versions a question names: "4.x" is the whole series, "5.2" is one version."""
    majors = [int(dotted or bare) for dotted, bare in _SERIES.findall(query)]
    named = [VersionRange((major,), (major + 1,)) for major in majors]
    for groups in _MARKED.findall(query):
        version = find_version(groups[0] or groups[1])
        if version is not None:
            named.append(VersionRange(version, (*version[:-1], version[-1] + 1)))
    return tuple(named)


@dataclass(frozen=True, slots=True)
class VersionRule:
    """What a question's versions do to the articles: outside `must` they are left out, past ones cost."""

    must: tuple[VersionRange, ...]
    prefers_current: bool
    reason: str

    def allows(self, held: VersionRange) -> bool:
        return not self.must or any(held.overlaps(named) for named in self.must)


def version_rule(query: str, product_version: str | None) -> VersionRule:
    """The customer's own version decides; else those that the question names; else the current one."""
    known = find_version(product_version)
    if known is not None:
        exact = VersionRange(known, (*known[:-1], known[-1] + 1))
        return VersionRule((exact,), False, f"for product version {product_version}")
    named = named_in(query)
    if named:
        return VersionRule(named, False, "for the versions the question names: " + _shown(named))
    return VersionRule((), True, "no version known: current articles before past ones")


def _shown(ranges: Iterable[VersionRange]) -> str:
    return ", ".join(".".join(map(str, r.low)) + (".x" if len(r.low) == 1 else "") for r in ranges)


def _padded(version: Version) -> Version:
    return (*version, *([0] * (4 - len(version))))
