"""What must hold of a flow's file: its slots, refusals, texts and triggers. Each yields its faults."""

from collections.abc import Iterator, Mapping

from dialogs.actions.people import INTENT
from dialogs.errors import ResponseBroken
from dialogs.flow.counterexample import Fault
from dialogs.flow.possible import Case
from dialogs.flow.sayings import Saying, sayings, shared, slot_of
from dialogs.flow.spec import FlowSpec
from dialogs.flow.subject import Subject
from dialogs.flow.texts import texts_of
from dialogs.flows.conduct import ASKING
from dialogs.flows.small_talk import INTENTS as SMALL_TALK
from dialogs.wording import names_in
from nlu.types import Language
from training_data.intents import INTENTS, OUT_OF_SCOPE

_UNKNOWN = "\0"


class _Unknown(str):
    """A value that is not known: a part in [brackets] with it is left out, elsewhere it shows."""

    def __bool__(self) -> bool:
        return False


def asks_every_slot(subject: Subject) -> Iterator[Fault]:
    asked = {stop.state for stop in subject.walk.stops}
    for name in subject.spec.asks:
        if ASKING + name not in asked:
            yield Fault(
                f"slot {name} is never asked for",
                f"look at slots.{name}.when and unless_told, and at 'refuse': no case is left that needs it; "
                "or say optional: true",
            )


def can_refuse_for_each_reason(subject: Subject) -> Iterator[Fault]:
    happens = {case.facts.refused for case in subject.cases}
    for refusal in subject.spec.refusals:
        if refusal.name not in happens:
            yield Fault(
                f"refuse.{refusal.name} never comes up",
                "one of its conditions never holds together with the others, or a refusal above it always "
                "comes first; mend its 'when', or take it out",
            )


def says_all_in_both_languages(subject: Subject) -> Iterator[Fault]:
    templates, spec = subject.responses.templates, subject.spec
    for saying in sayings(subject):
        yield from _lacks(templates.get(f"{spec.name}.{saying.key}", {}), saying.key)
    for key, texts in templates.items():
        if key in shared(spec) or key.startswith(f"{spec.name}."):
            yield from _lacks(texts, key.removeprefix(f"{spec.name}."))
    for key in shared(spec):
        if key not in templates:
            yield Fault(f"there is no text {key}", "write it in both languages in dialogs/responses/flow.yml")
    labels = {"title": spec.title, **{f"buttons.{key}": texts for key, texts in spec.buttons.items()}}
    for key, label in labels.items():
        yield from _lacks({language: (text,) for language, text in label.items()}, key)


def _lacks(texts: Mapping[str, tuple[str, ...]], key: str) -> Iterator[Fault]:
    for language in Language:
        if not [text for text in texts.get(language, ()) if text.strip()]:
            yield Fault(f"{key} has no text in {language}", f"write {key} in {language}")
        elif not all(text.strip() for text in texts[language]):
            yield Fault(f"{key} has an empty variant in {language}", f"write it or take it out of {key}")


def says_all_its_file_has(subject: Subject) -> Iterator[Fault]:
    """What is written and never said shows that a condition, or what would say it, is gone."""
    said = {saying.key for saying in sayings(subject)}
    for key in texts_of(subject.spec):
        if key not in said:
            yield Fault(
                f"{key} is never said", f"take {key} out, or write the condition under which it is said"
            )


def tells_only_what_is_known(subject: Subject) -> Iterator[Fault]:
    """Nothing is said with a gap in it, and no part in [brackets] is there for nothing."""
    for saying in sayings(subject):
        for language, used, text in _variants(subject, saying):
            names = names_in(text)
            for name in sorted(names):
                yield from _name_fault(subject, saying, (language, used), name)


def _name_fault(subject: Subject, saying: Saying, at: tuple[Language, int], name: str) -> Iterator[Fault]:
    key, (language, _) = saying.key, at
    if name not in saying.given:
        given = ", ".join(sorted(saying.given)) or "no values"
        yield Fault(f"{key} in {language} takes {{{name}}} and is given {given}", f"write {key} without it")
        return
    slot = slot_of(subject.spec, name)
    if slot is None or name in saying.sure or not saying.cases:
        return
    lacking = next((case for case in saying.cases if slot not in case.filled), None)
    if not _is_optional(subject, saying, at, name):
        if lacking:
            yield Fault(
                f"{key} in {language} tells {{{name}}}, which may be unknown where it is said: "
                f"{_filled(lacking)}",
                f"put the part with {{{name}}} in [brackets], or see to it that slot {slot} is asked for",
            )
    elif lacking is None:
        yield Fault(
            f"{key} in {language} leaves {{{name}}} out where it is unknown, and it is always known there",
            f"take the [brackets] away, or mend the conditions of slot {slot}",
        )
    elif all(slot not in case.filled for case in saying.cases):
        yield Fault(
            f"{key} in {language} never tells {{{name}}}, which is never known there",
            f"take the part out, or mend the conditions of slot {slot}",
        )


def _is_optional(subject: Subject, saying: Saying, at: tuple[Language, int], name: str) -> bool:
    """Whether the part that tells it is left out where it is unknown, by the renderer itself."""
    values = dict.fromkeys(saying.given, "x") | {name: _Unknown(_UNKNOWN)}
    language, used = at
    try:
        said = subject.responses.render(f"{subject.spec.name}.{saying.key}", language, used, values)
    except ResponseBroken:
        return True  # another value is the fault, and named as one
    return _UNKNOWN not in said


def _filled(case: Case) -> str:
    return f"with only {', '.join(sorted(case.filled))} known" if case.filled else "with no slot known"


def _variants(subject: Subject, saying: Saying) -> Iterator[tuple[Language, int, str]]:
    texts = subject.responses.templates.get(f"{subject.spec.name}.{saying.key}", {})
    for language, variants in texts.items():
        for used, text in enumerate(variants):
            yield Language(language), used, text


def starts_by_known_intents(subject: Subject) -> Iterator[Fault]:
    spec = subject.spec
    if not spec.triggers and not _is_offered(subject):
        yield Fault(
            "nothing starts it", "name its intents under 'triggers', or offer it in another flow's 'then'"
        )
    for intent in spec.triggers:
        if intent not in INTENTS:
            yield Fault(f"intent {intent} is unknown and so never starts it", _known(spec, "triggers"))
        elif intent in (*SMALL_TALK, INTENT, OUT_OF_SCOPE):
            yield Fault(f"intent {intent} is answered before any flow", f"take {intent} out of 'triggers'")
    for intent in sorted(spec.absorbs):
        if intent not in INTENTS:
            yield Fault(f"intent {intent} is unknown and so never absorbed", _known(spec, "absorbs"))


def _is_offered(subject: Subject) -> bool:
    others = subject.repertoire.specs.values()
    return any(refusal.then == subject.spec.name for other in others for refusal in other.refusals)


def _known(spec: FlowSpec, field: str) -> str:
    return f"correct {field} in {spec.file}; the intents are those of training_data/intents.py"
