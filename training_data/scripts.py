"""Conversation scripts: what a customer types and what the bot must report having done. Their form stands in
the head of `conversations/refunds.zh.yml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from training_data.errors import FileBroken
from training_data.yaml_places import Place, open_file

FOLDER = Path(__file__).parent / "conversations"

ACT = re.compile(
    r"(asks_slot|ticket|lookup|done|abandons):[a-z_]+|answers_from_kb|confirms|handoff|lead|clarifies"
    r"|refuses_out_of_scope|smalltalk|asks_sign_in|not_found"
)


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """`flow` is "" where the script says nothing of it, None where no flow may be under way."""

    user: str
    acts: tuple[str, ...]
    not_acts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    flow: str | None = ""


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    file: str
    line: int
    language: str
    customer: str | None
    turns: tuple[ScriptTurn, ...]


def read_scripts(source: Path = FOLDER) -> tuple[Script, ...]:
    """Of a file, or of all .yml files of a folder. Raises FileBroken."""
    files = sorted(source.glob("*.yml")) if source.is_dir() else [source]
    if not files or not files[0].is_file():
        raise FileBroken(str(source), 1, "no conversations here; expected a .yml file or a folder of them")
    scripts = [_script(place) for file in files for place in open_file(file).items()]
    seen: dict[str, Script] = {}
    for script in scripts:
        if script.name in seen:
            other = seen[script.name]
            raise FileBroken(
                script.file, script.line, f"{script.name} is in {other.file}:{other.line} too; rename one"
            )
        seen[script.name] = script
    return tuple(scripts)


def _script(place: Place) -> Script:
    fields = _needed(place, ("name", "language", "customer", "turns"))
    customer = fields["customer"].scalar()
    return Script(
        name=fields["name"].text(),
        file=place.file,
        line=place.line,
        language=fields["language"].one_of(("zh", "en")),
        customer=None if customer is None else str(customer),
        turns=tuple(_turn(turn) for turn in fields["turns"].items()),
    )


def _turn(place: Place) -> ScriptTurn:
    fields = _needed(place, ("user", "acts"), ("not_acts", "slots", "flow"))
    flow = fields["flow"].scalar() if "flow" in fields else ""
    return ScriptTurn(
        user=fields["user"].text(),
        acts=_acts(fields["acts"]),
        not_acts=_acts(fields["not_acts"]) if "not_acts" in fields else (),
        slots={name: one.text() for name, one in fields["slots"].fields().items()}
        if "slots" in fields
        else {},
        flow=None if flow is None else str(flow),
    )


def _acts(place: Place) -> tuple[str, ...]:
    for one in place.items():
        if not ACT.fullmatch(one.text()):
            raise one.broken(f"got {one.text()!r}, expected an act such as confirms or asks_slot:order_id")
    return place.names()


def _needed(place: Place, needed: Iterable[str], also: Iterable[str] = ()) -> dict[str, Place]:
    fields = place.fields((*needed, *also))
    for name in needed:
        if name not in fields:
            raise place.broken(f"lacks {name!r}")
    return fields
