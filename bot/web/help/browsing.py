"""Sorts the catalogue for readers: by module, by facets, by date. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.web.help.catalogue import Catalogue, Entry

FILTERS = ("error_type", "solution")


@dataclass(frozen=True, slots=True)
class Module:
    """`entries` begin with those that other articles point to most."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, None for any; `count` articles are left with it, `picked` are all filters then."""

    value: str | None
    count: int
    chosen: bool
    picked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles of a module that pass the filters; `choices` are by filter, most articles first."""

    entries: Sequence[Entry]
    choices: Mapping[str, Sequence[Choice]]


def modules_of(catalogue: Catalogue) -> tuple[Module, ...]:
    """The fullest first."""
    pointed_at = Counter(other for entry in catalogue.values() for other in entry.facets.related)
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(catalogue.values(), key=lambda one: (-pointed_at[one.article], one.article)):
        groups.setdefault(entry.facets.module, []).append(entry)
    return tuple(
        Module(name, entries)
        for name, entries in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def newest_of(catalogue: Catalogue, language: str, limit: int) -> Sequence[Entry]:
    """By the date of what the reader would see; articles of one date by id."""
    by_date = sorted(catalogue.values(), key=lambda one: one.article)
    return sorted(by_date, key=lambda one: one.in_language(language).updated, reverse=True)[:limit]


def list_module(module: Module, picked: Mapping[str, str]) -> Listing:
    """`picked` has a value for each filter in use."""
    return Listing(
        entries=_passing(module.entries, picked),
        choices={name: _choices(module.entries, name, picked) for name in FILTERS},
    )


def _choices(entries: Iterable[Entry], name: str, picked: Mapping[str, str]) -> list[Choice]:
    """Counted with the other filters as they are."""
    others = {other: value for other, value in picked.items() if other != name}
    counts = Counter(_value(entry, name) for entry in _passing(entries, others))
    if name in picked:
        counts.setdefault(picked[name], 0)
    return [
        Choice(None, counts.total(), name not in picked, others),
        *(
            Choice(value, count, picked.get(name) == value, {**others, name: value})
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ),
    ]


def _passing(entries: Iterable[Entry], picked: Mapping[str, str]) -> list[Entry]:
    return [entry for entry in entries if all(_value(entry, name) == picked[name] for name in picked)]


def _value(entry: Entry, name: str) -> str:
    values = {"error_type": entry.facets.error_type, "solution": entry.facets.solution}
    return values[name]
