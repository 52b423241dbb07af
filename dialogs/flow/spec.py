"""A flow as its file says it: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from nlu.types import Language

Texts = Mapping[Language, tuple[str, ...]]
"""Variants in each language; a part in [brackets] is left out where a value in it is empty."""


class Op(StrEnum):
    """How a check compares what it names with its own value."""

    is_ = "is"
    is_not = "not"
    above = "above"
    below = "below"
    at_least = "at_least"
    at_most = "at_most"
    same_as = "same_as"
    in_ = "in"
    not_in = "not_in"
    known = "known"
    future = "future"


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is a slot or a fact ("customer.plan"), `value` a constant or a list of them; for what compares
    it may be the name of another slot or fact."""

    name: str
    op: Op
    value: Any


class Kind(StrEnum):
    """Where a slot's value comes from."""

    thing = "thing"
    entity = "entity"
    words = "words"
    pattern = "pattern"
    text = "text"
    reader = "reader"


@dataclass(frozen=True, slots=True)
class Words:
    """Regular expressions over plain text that mean one choice; `asked` counts only as an answer."""

    zh: str
    en: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """`source`: the thing's or entity's kind, a regular expression, "any" or "reason" for text, or a reader.

    `form`: what a value of a pattern must match in full. `choices` are the values allowed, in ascending
    order. `when` and `unless_told` say where it is not needed (but `still_when`); an `optional` one is never
    asked for. `where`: which things qualify. `must`: what a value has to fulfil; `again` is said where it
    does not. `called`: what the customer may call it ("tax number: …"). `one`: said where only one qualifies.
    """

    name: str
    kind: Kind
    source: str
    line: int = 0
    choices: tuple[str, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    form: str = ""
    called: str = ""
    optional: bool = False
    many: bool = False
    take_only: bool = False
    default: str | None = None
    where: tuple[Check, ...] = ()
    when: tuple[Check, ...] = ()
    unless_told: tuple[str, ...] = ()
    still_when: tuple[Check, ...] = ()
    must: tuple[Check, ...] = ()
    ask: Texts | None = None
    again: Texts | None = None
    one: Texts | None = None
    not_found: Texts | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the flow may not act. `then` is "nothing", "person", "other" (another thing that qualifies),
    "sales", or the name of a flow that is offered instead."""

    name: str
    when: tuple[Check, ...]
    say: Texts
    then: str = "person"


@dataclass(frozen=True, slots=True)
class Action:
    """`kind` is "built_in", "rasa" or "http"; `name` finds it there."""

    kind: str
    name: str


@dataclass(frozen=True, eq=False)
class FlowSpec:
    """`looks_up` names the kind of thing that a look-up tells of; such a flow has no action. Where it
    `offers_person`, what it says at its end asks whether one shall come. `agrees`: what means yes to what it
    restates, whatever it means elsewhere ("cancel it")."""

    name: str
    file: str
    title: Mapping[Language, str]
    triggers: tuple[str, ...]
    slots: tuple[SlotSpec, ...]
    action: Action | None
    looks_up: str | None = None
    signed_in: bool = False
    offers_person: bool = False
    refusals: tuple[Refusal, ...] = ()
    confirm: Texts | None = None
    agrees: Words | None = None
    buttons: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
    outcomes: Mapping[str, Texts] = field(default_factory=dict)
    absorbs: frozenset[str] = frozenset()
    says: Mapping[str, Texts] = field(default_factory=dict)

    def slot(self, name: str) -> SlotSpec:
        return next(slot for slot in self.slots if slot.name == name)

    @cached_property
    def thing(self) -> SlotSpec | None:
        """The slot for what of the customer's the flow is about; no flow has two."""
        return next((slot for slot in self.slots if slot.kind is Kind.thing), None)

    @cached_property
    def ladders(self) -> Mapping[str, tuple[str, ...]]:
        """By slot, its choices in ascending order."""
        return {slot.name: slot.choices for slot in self.slots if slot.choices}

    @cached_property
    def asks(self) -> tuple[str, ...]:
        return tuple(slot.name for slot in self.slots if not slot.optional)
