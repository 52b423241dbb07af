"""Pairs of tickets that are of the same trouble or only look so; what that means stands in the head of
`desk/duplicates/test.yml`."""

from dataclasses import dataclass
from pathlib import Path

from training_data.yaml_places import Place, open_file

FOLDER = Path(__file__).parent / "desk" / "duplicates"
LEARNED = tuple(
    FOLDER / name for name in ("dev.yml", "alike.yml", *(f"written-{number}.yml" for number in range(1, 7)))
)
"""What the reader of pairs is tuned on."""

KINDS = (
    "other words",
    "terse and long",
    "typos",
    "across languages",
    "other symptom",
    "other platform",
    "other id",
    "other action",
    "other module",
    "question and fault",
    "one and all",
    "alike by chance",
    "unrelated",
)
FIELDS = ("duplicate", "kind", "a", "b")


@dataclass(frozen=True, slots=True)
class TicketPair:
    """`kind` says in what the two differ, however it is labelled."""

    duplicate: bool
    kind: str
    a: str
    b: str


def read_pairs(file: Path) -> tuple[TicketPair, ...]:
    """Raises FileBroken with the line of what is wrong."""
    root = open_file(file).fields(("pairs",))
    if "pairs" not in root:
        raise open_file(file).broken("lacks 'pairs'")
    return tuple(_pair(place) for place in root["pairs"].items())


def _pair(place: Place) -> TicketPair:
    fields = place.fields(FIELDS)
    if missing := [name for name in FIELDS if name not in fields]:
        raise place.broken(f"lacks {', '.join(missing)}")
    return TicketPair(
        duplicate=fields["duplicate"].truth(),
        kind=fields["kind"].one_of(KINDS),
        a=fields["a"].text(),
        b=fields["b"].text(),
    )
