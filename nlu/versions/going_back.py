"""Back to what was in force before, or to what is in force for all. Nothing is measured: it must be quick."""

from nlu.errors import NLUError, RegistryProblem
from nlu.versions.pointer import HistoryEntry, Person, Step
from nlu.versions.registry import ModelRegistry


def roll_back(registry: ModelRegistry, owner: str, *, encoder: str, person: Person) -> HistoryEntry:
    """To the nearest of before that can serve; the verdict names what was passed over, and why.

    Raises RegistryProblem where nothing was in force before, and where none of it can serve.
    """
    pointer = registry.pointer(owner)
    passed: list[NLUError] = []
    for name in pointer.before:
        if name == pointer.version:
            continue
        try:
            manifest = None if name is None else registry.get_available(owner, name).check(encoder)
        except NLUError as problem:
            passed.append(problem)
            continue
        entry = person.entry(
            Step.rolled_back,
            name,
            verdict="; ".join(["not compared", *(f"passed over: {problem}" for problem in passed)]),
            figures=manifest.metrics if manifest else {},
            measured_on=manifest.measured_on if manifest else "",
        )
        registry.roll_back(owner, entry, seen=pointer)
        return entry
    raise _nothing_to_go_back_to(owner, passed)


def follow_all(registry: ModelRegistry, tenant: str, *, person: Person) -> HistoryEntry:
    """The tenant is served by what is in force for ALL from here on; rolling back leads to what it had."""
    entry = person.entry(Step.returned, None, verdict="not compared", figures={}, measured_on="")
    registry.promote(tenant, entry, instead_of=registry.in_force(tenant))
    return entry


def _nothing_to_go_back_to(owner: str, passed: list[NLUError]) -> NLUError:
    mend = "`huiyi models list` shows what could be promoted"
    if not passed:
        return RegistryProblem(f"nothing was in force for {owner} before; {mend}")
    if len(passed) == 1:
        return passed[0]
    why = "; ".join(str(problem) for problem in passed)
    return RegistryProblem(f"nothing that was in force for {owner} before can serve: {why}; {mend}")
