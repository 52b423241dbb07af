"""What must hold of a flow's chart wherever it can come to. Each yields its faults, the nearest first."""

from collections.abc import Iterator

from dialogs.errors import FlowStuck
from dialogs.flow.counterexample import Fault
from dialogs.flow.handing_over import left_under_way
from dialogs.flow.possible import first_missing
from dialogs.flow.subject import Subject
from dialogs.flow.walking import Path, Step, Stop
from dialogs.flows.conduct import ASKING

FEWEST = 2
"""Events within which a person and a way out must be reached from anywhere."""

ENDS = {"leave": "abandoned", "hand_over": "handed_over"}

CHART = "the chart is made in dialogs/charts.py; mend task_chart there"


def never_stuck(subject: Subject) -> Iterator[Fault]:
    ends = _ways_to_end(subject)
    for stop in subject.walk.stops:
        if stop.final:
            continue
        if not any(reached and reached != stop.position for reached in stop.leads.values()):
            yield Fault(f"no event leads on from {stop.state}", CHART, stop.path)
        elif stop.position.configuration not in ends:
            yield Fault(f"from {stop.state} the flow can never be done", CHART, stop.path)


def _ways_to_end(subject: Subject) -> set[tuple[str, ...]]:
    """From where "done" can still be reached."""
    ends = {stop.position.configuration for stop in subject.walk.stops if stop.state == "done"}
    before = 0
    while before != len(ends):
        before = len(ends)
        for stop in subject.walk.stops:
            if any(reached and reached.configuration in ends for reached in stop.leads.values()):
                ends.add(stop.position.configuration)
    return ends


def can_be_left(subject: Subject) -> Iterator[Fault]:
    yield from _way_out(subject, "leave")


def has_a_person(subject: Subject) -> Iterator[Fault]:
    yield from _way_out(subject, "hand_over")


def _way_out(subject: Subject, event: str) -> Iterator[Fault]:
    for stop in subject.walk.waiting:
        if not _reaches(subject, stop, event, FEWEST):
            yield Fault(
                f"from {stop.state} {event!r} does not lead to {ENDS[event]} within {FEWEST} events",
                CHART,
                stop.path,
            )


def _reaches(subject: Subject, stop: Stop, event: str, within: int) -> bool:
    direct = stop.leads.get(Step(event))
    if direct and direct.configuration == (ENDS[event],):
        return True
    nexts = [reached for reached in stop.leads.values() if reached]
    return within > 1 and any(
        _reaches(subject, subject.walk.at(reached), event, within - 1) for reached in nexts
    )


def takes_what_is_sent(subject: Subject) -> Iterator[Fault]:
    """`conduct` and `way_out` send these events there; a chart without a way for one fails the turn."""
    for stop in subject.walk.stops:
        for step, reached in stop.leads.items():
            if not stop.final and reached is None and _is_sent(stop, step):
                yield Fault(f"{stop.state} takes no {step.event!r}", CHART, (*stop.path, step))


def _is_sent(stop: Stop, step: Step) -> bool:
    if step.event == "agree":
        return stop.state == "confirming"
    if step.event in ("told", "digress"):
        return stop.state != "aside"
    return step.event != "resume" or stop.state == "aside"


def leaves_by_the_way_out(subject: Subject) -> Iterator[Fault]:
    for stop in subject.walk.waiting:
        for event, end in ENDS.items():
            reached = stop.leads[Step(event)]
            if reached and reached.configuration != (end,):
                wrong = f"{event!r} leads to {reached.state}, expected {end}"
                yield Fault(wrong, CHART, (*stop.path, Step(event)))


def asks_for_what_is_missing(subject: Subject) -> Iterator[Fault]:
    """The first that is, in the file's order; neither what is known nor, before all is, for a yes."""
    for stop, step, state in _told(subject):
        asked = first_missing(subject.spec, step.facts)
        if asked and state != ASKING + asked:
            yield Fault(f"{asked} is missing and the flow is {state}", CHART, (*stop.path, step))


def acts_once_all_is_known(subject: Subject) -> Iterator[Fault]:
    goal = "confirming" if subject.spec.confirm is not None else "done"
    for stop, step, state in _told(subject):
        if not step.facts.missing and not step.facts.refused and state != goal:
            yield Fault(
                f"nothing is missing and the flow is {state}, expected {goal}", CHART, (*stop.path, step)
            )


def refuses_where_it_must(subject: Subject) -> Iterator[Fault]:
    for stop, step, state in _told(subject):
        if step.facts.refused and state != "refused":
            wrong = f"{step.facts.refused} stands against it and the flow is {state}"
            yield Fault(wrong, CHART, (*stop.path, step))


def _told(subject: Subject) -> Iterator[tuple[Stop, Step, str]]:
    for stop in subject.walk.stops:
        for step, reached in stop.leads.items():
            if step.event == "told" and reached:
                yield stop, step, reached.state


def acts_after_a_yes_alone(subject: Subject) -> Iterator[Fault]:
    spec = subject.spec
    if spec.action and subject.demands_yes and spec.confirm is None:
        yield Fault(
            f"action {spec.action.name} changes something for the customer and nobody is asked for a yes",
            "write 'confirm' in both languages, or name an action that changes nothing",
            _way_to(subject, "done"),
        )
        return
    for stop in subject.walk.stops:
        for step, reached in stop.leads.items():
            is_yes = (stop.state, step.event) == ("confirming", "agree")
            if reached and reached.state == "done" and spec.confirm is not None and not is_yes:
                wrong = f"{step.event!r} in {stop.state} carries it out without a yes"
                yield Fault(wrong, CHART, (*stop.path, step))
            elif is_yes and (reached is None or reached.state != "done"):
                found = reached.state if reached else "nowhere"
                yield Fault(f"a yes leads to {found}, expected done", CHART, (*stop.path, step))
            elif step.event == "agree" and reached and not is_yes:
                yield Fault(f"{stop.state} takes a yes that nobody asked for", CHART, (*stop.path, step))


def comes_back_to_where_it_was(subject: Subject) -> Iterator[Fault]:
    aside, back = Step("digress"), Step("resume")
    for stop in subject.walk.waiting:
        there = stop.leads[aside]
        if there is None:
            continue
        if stop.state == "aside" or there.configuration != ("aside",):
            wrong = f"a digression leads from {stop.state} to {there.state}; only a step steps aside"
            yield Fault(wrong, CHART, (*stop.path, aside))
            continue
        reached = subject.walk.at(there).leads[back]
        if reached and reached.configuration != stop.position.configuration:
            wrong = f"comes back to {reached.state} and was in {stop.state}"
            yield Fault(wrong, CHART, (*stop.path, aside, back))


def ends_for_good(subject: Subject) -> Iterator[Fault]:
    for stop in subject.walk.stops:
        for step, reached in stop.leads.items():
            if stop.final and reached:
                wrong = f"{step.event!r} leads from {stop.state}, which is an end, to {reached.state}"
                yield Fault(wrong, CHART, (*stop.path, step))


def is_the_persons_alone(subject: Subject) -> Iterator[Fault]:
    """After a person was asked for no flow is under way, so that none has anything left to say."""
    asks = Step("hand_over")
    for stop in subject.walk.waiting:
        path = (*stop.path, asks)
        try:
            left = left_under_way(subject, stop.position)
        except FlowStuck as stuck:
            yield Fault(f"the conversation cannot go to a person: {stuck}", CHART, path)
        else:
            if left:
                yield Fault(f"{', '.join(left)} stays under way beside the person", CHART, path)


def _way_to(subject: Subject, state: str) -> Path:
    return next((stop.path for stop in subject.walk.stops if stop.state == state), ())
