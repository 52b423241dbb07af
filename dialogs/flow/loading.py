"""Reads flow files. A complaint names the file, the line, what was got and what was expected."""

import re
from collections.abc import Mapping
from pathlib import Path

from yaml import MappingNode, ScalarNode, SequenceNode

from dialogs.flow.spec import Action, Check, FlowSpec, Kind, Op, Refusal, SlotSpec, Texts, Words
from dialogs.wording import names_in
from nlu.types import Language
from training_data.errors import FileBroken
from training_data.yaml_places import Place, open_file

FOLDER = Path(__file__).parents[2] / "training_data" / "flows"

ACTIONS = "actions.yml"
"""The HTTP actions that flows of the same folder may name; `bot.actions` reads them."""

_FLOW_KEYS = ("flow", "title", "triggers", "signed_in", "slots", "refuse", "confirm", "buttons", "action")
_MORE_KEYS = ("looks_up", "offers_person", "agrees", "outcomes", "absorbs", "says")
_SLOT_KEYS = (
    *("thing", "entity", "words", "pattern", "text", "reader", "choices", "form", "called", "optional"),
    *(
        "many",
        "take_only",
        "default",
        "where",
        "when",
        "unless_told",
        "still_when",
        "must",
        "ask",
        "again",
        "one",
    ),
    "not_found",
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def load_specs(folder: Path = FOLDER) -> dict[str, FlowSpec]:
    """All flows of a folder by name, in the order of their files. Raises FileBroken."""
    specs: dict[str, FlowSpec] = {}
    for file in sorted(folder.glob("*.yml")):
        if file.name == ACTIONS:
            continue
        spec = read_spec(open_file(file))
        if spec.name in specs:
            raise FileBroken(file.name, 1, f"flow {spec.name} is in {specs[spec.name].file} too; keep one")
        taken = {trigger: other.name for other in specs.values() for trigger in other.triggers}
        for trigger in set(spec.triggers) & set(taken):
            raise FileBroken(file.name, 1, f"intent {trigger} starts {taken[trigger]} already; choose one")
        specs[spec.name] = spec
    for spec in specs.values():
        for refusal in spec.refusals:
            if refusal.then not in ("nothing", "person", "other", "sales", *specs):
                raise FileBroken(spec.file, 1, f"refuse.{refusal.name}: there is no flow {refusal.then!r}")
    return specs


def read_spec(place: Place) -> FlowSpec:
    """One flow from its file's root. Raises FileBroken."""
    fields = place.fields((*_FLOW_KEYS, *_MORE_KEYS))
    for needed in ("flow", "title"):
        if needed not in fields:
            raise place.broken(f"lacks {needed!r}; every flow has one")
    name = fields["flow"].text()
    if not _NAME.fullmatch(name):
        raise fields["flow"].broken(f"got {name!r}, expected lower-case letters, digits and _")
    slots = (
        tuple(_slot(name, inner) for name, inner in fields["slots"].fields().items())
        if "slots" in fields
        else ()
    )
    spec = FlowSpec(
        name=name,
        file=place.file,
        title={Language(language): inner.text() for language, inner in fields["title"].in_both().items()},
        triggers=fields["triggers"].names() if "triggers" in fields else (name,),
        slots=slots,
        action=_action(fields["action"]) if "action" in fields else None,
        looks_up=fields["looks_up"].one_of(("order", "bill", "ticket")) if "looks_up" in fields else None,
        signed_in=fields["signed_in"].truth() if "signed_in" in fields else False,
        offers_person=fields["offers_person"].truth() if "offers_person" in fields else False,
        refusals=_refusals(fields.get("refuse")),
        confirm=_texts(fields["confirm"]) if "confirm" in fields else None,
        agrees=_words(fields["agrees"]) if "agrees" in fields else None,
        buttons=_buttons(fields.get("buttons")),
        outcomes=_texts_by_name(fields.get("outcomes")),
        absorbs=frozenset(fields["absorbs"].names()) if "absorbs" in fields else frozenset(),
        says=_texts_by_name(fields.get("says")),
    )
    _check_whole(spec, place, fields)
    return spec


def _slot(name: str, place: Place) -> SlotSpec:
    fields = place.fields(_SLOT_KEYS)
    kinds = [kind for kind in Kind if kind in fields]
    if len(kinds) != 1:
        got = ", ".join(kinds) or "none"
        raise place.broken(f"says {got} of where the value comes from; expected one of {', '.join(Kind)}")
    kind = kinds[0]
    words = {key: _words(inner) for key, inner in fields[kind].fields().items()} if kind is Kind.words else {}
    source = "" if kind is Kind.words else fields[kind].text()
    if kind is Kind.text and source not in ("any", "reason"):
        raise fields["text"].broken(f"got {source!r}, expected any or reason")
    if kind is Kind.thing and source not in ("order", "bill", "ticket"):
        raise fields["thing"].broken(f"got {source!r}, expected order, bill or ticket")
    for pattern in ("pattern", "form", "called"):
        if pattern in fields:
            _compile(fields[pattern])
    flags = {flag: flag in fields and fields[flag].truth() for flag in ("optional", "many", "take_only")}
    if not flags["optional"] and "ask" not in fields:
        raise place.broken("lacks 'ask'; write how to ask for it in zh and en, or say optional: true")
    texts = {key: _texts(fields[key]) for key in ("ask", "again", "one", "not_found") if key in fields}
    return SlotSpec(
        name=name,
        kind=kind,
        source=source,
        line=place.line,
        choices=fields["choices"].names() if "choices" in fields else tuple(words),
        words=words,
        form=fields["form"].text() if "form" in fields else "",
        called=fields["called"].text() if "called" in fields else "",
        default=fields["default"].text() if "default" in fields else None,
        where=_checks(fields.get("where")),
        when=_checks(fields.get("when")),
        unless_told=fields["unless_told"].names() if "unless_told" in fields else (),
        still_when=_checks(fields.get("still_when")),
        must=_checks(fields.get("must")),
        optional=flags["optional"],
        many=flags["many"],
        take_only=flags["take_only"],
        ask=texts.get("ask"),
        again=texts.get("again"),
        one=texts.get("one"),
        not_found=texts.get("not_found"),
    )


def _words(place: Place) -> Words:
    fields = place.fields(("zh", "en", "asked"))
    if not {"zh", "en"} <= set(fields):
        raise place.broken("lacks zh or en; write what it is called in both languages")
    return Words(**{key: _compile(inner) for key, inner in fields.items()})


def _compile(place: Place) -> str:
    pattern = place.text()
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as wrong:
        raise place.broken(f"{pattern!r} is no regular expression: {wrong}") from wrong
    return pattern


def _checks(place: Place | None) -> tuple[Check, ...]:
    """`{customer.plan: free, seats: {at_most: 50}}`: all of them must hold."""
    if place is None:
        return ()
    return tuple(_check(name, inner) for name, inner in place.fields().items())


def _check(name: str, place: Place) -> Check:
    if isinstance(place.node, MappingNode):
        fields = place.fields([op.value for op in Op])
        if len(fields) != 1:
            raise place.broken(f"has {len(fields)} comparisons, expected one of {', '.join(Op)}")
        op, inner = next(iter(fields.items()))
        return Check(name, Op(op), _value(inner))
    return Check(name, Op.is_, _value(place))


def _value(place: Place) -> object:
    if isinstance(place.node, SequenceNode):
        return tuple(item.scalar() for item in place.items())
    return place.scalar()


def _action(place: Place) -> Action:
    if isinstance(place.node, ScalarNode):
        return Action("built_in", place.text())
    fields = place.fields(("rasa", "http"))
    if len(fields) != 1:
        raise place.broken("expected the name of a built-in action, {rasa: name} or {http: name}")
    kind, inner = next(iter(fields.items()))
    return Action(kind, inner.text())


def _refusals(place: Place | None) -> tuple[Refusal, ...]:
    if place is None:
        return ()
    refusals = []
    for name, inner in place.fields().items():
        fields = inner.fields(("when", "say", "then"))
        if not {"when", "say"} <= set(fields):
            raise inner.broken("lacks 'when' or 'say'; a refusal has a condition and says why")
        then = fields["then"].text() if "then" in fields else "person"
        refusals.append(Refusal(name, _checks(fields["when"]), _texts(fields["say"]), then))
    return tuple(refusals)


def _buttons(place: Place | None) -> Mapping[str, Mapping[Language, str]]:
    if place is None:
        return {}
    fields = place.fields(("yes", "no"))
    return {
        key: {Language(lang): text.text() for lang, text in inner.in_both().items()}
        for key, inner in fields.items()
    }


def _texts_by_name(place: Place | None) -> Mapping[str, Texts]:
    return {name: _texts(inner) for name, inner in place.fields().items()} if place else {}


def _texts(place: Place) -> Texts:
    texts = {Language(language): inner.names() for language, inner in place.in_both().items()}
    takes = {lang: set().union(*(_names_in(one, place) for one in some)) for lang, some in texts.items()}
    if takes[Language.zh] != takes[Language.en]:
        told = ", ".join(sorted(takes[Language.zh] ^ takes[Language.en]))
        raise place.broken(f"only one language tells {told}; tell the same in both")
    return texts


def _names_in(text: str, place: Place) -> frozenset[str]:
    try:
        return names_in(text)
    except ValueError as wrong:
        raise place.broken(f"{text!r}: {wrong}; write {{name}} for a value and {{{{ for a brace") from wrong


def _check_whole(spec: FlowSpec, place: Place, fields: Mapping[str, Place]) -> None:
    if (spec.action is None) == (spec.looks_up is None):
        raise place.broken("expected either 'action' or 'looks_up'")
    things = [slot.name for slot in spec.slots if slot.kind is Kind.thing]
    if len(things) > 1:
        raise fields["slots"].broken(
            f"{' and '.join(things)} are things; a flow is about one, make it two flows"
        )
    if spec.looks_up and not any(slot.source == spec.looks_up for slot in spec.slots):
        raise place.broken(f"has looks_up: {spec.looks_up} and no slot with thing: {spec.looks_up}")
    if spec.action and spec.action.kind != "built_in" and "done" not in spec.outcomes:
        raise place.broken("lacks outcomes.done; write what is said when the action is on its way")
    known = {slot.name for slot in spec.slots}
    for slot in spec.slots:
        for name in slot.unless_told:
            if name not in known:
                raise fields["slots"].broken(f"{slot.name}.unless_told: there is no slot {name!r}")
