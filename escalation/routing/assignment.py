"""Who of a team gets a ticket, by skill, load, capacity and presence. Who is gone gets and keeps nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from escalation.routing.words import Words

REASONS: Mapping[str, Words] = {
    "kept": Words("{agent} 之前处理过这张工单，现在有空", "{agent} had this ticket before and has room"),
    "chosen": Words(
        "{agent}：技能匹配 {skills}，手上 {open}/{capacity} 张",
        "{agent}: matching skills {skills}, {open} of {capacity} tickets in hand",
    ),
    "nobody": Words("团队里没有人", "the team has nobody"),
    "none_free": Words("没有人能接：{others}", "nobody can take it: {others}"),
    "gone": Words("{agent} 已离开或停用", "{agent} has left or is switched off"),
    "away": Words("{agent} 不在线", "{agent} is not at the console"),
    "full": Words("{agent} 已满（{open}/{capacity}）", "{agent} has a full load ({open} of {capacity})"),
    "language": Words("{agent} 不讲 {language}", "{agent} does not speak {language}"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team. Skills that are empty mean: anything. `open` counts tickets that they have in hand."""

    agent_id: str
    name: str
    active: bool
    present: bool
    open: int
    capacity: int
    languages: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks of a person. The language is a must, module and product are a wish."""

    language: str
    module: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`agent_id` None: it stays with the team until somebody can take it; `reason` says why."""

    agent_id: str | None
    reason: Words


def choose_agent(members: Sequence[Member], need: Need, *, before: str | None = None) -> Assignment:
    """`before` had the ticket when it was resolved, and gets it again if they can take it."""
    if not members:
        return Assignment(None, REASONS["nobody"])
    hindrances = {member.agent_id: _hindrance(member, need) for member in members}
    able = [member for member in members if hindrances[member.agent_id] is None]
    if not able:
        refusals = [one for one in hindrances.values() if one is not None]
        others = Words("；".join(one.zh for one in refusals), "; ".join(one.en for one in refusals))
        return Assignment(
            None,
            Words(
                REASONS["none_free"].zh.replace("{others}", others.zh),
                REASONS["none_free"].en.replace("{others}", others.en),
            ),
        )
    if again := next((member for member in able if member.agent_id == before), None):
        return Assignment(again.agent_id, REASONS["kept"].fill(agent=again.name))
    best = min(able, key=lambda member: _rank(member, need))
    skills = ", ".join(_matching(best, need)) or "–"
    return Assignment(
        best.agent_id,
        REASONS["chosen"].fill(agent=best.name, skills=skills, open=best.open, capacity=best.capacity),
    )


def after_leaving(chosen: Assignment, name: str) -> Assignment:
    """Why it was taken from somebody stands before why the next got it, unless that tells it already."""
    gone = REASONS["gone"].fill(agent=name)
    if gone.en in chosen.reason.en:
        return chosen
    both = Words(f"{gone.zh}；{chosen.reason.zh}", f"{gone.en}; {chosen.reason.en}")
    return Assignment(chosen.agent_id, both)


def may_keep(member: Member | None) -> bool:
    """Whether an open ticket may stay with them while they are away for a while; None is nobody we know."""
    return member is not None and member.active


def languages_taken(members: Iterable[Member]) -> frozenset[str] | None:
    """Of tickets that one of them could take now; None is any language."""
    spoken = [one.languages for one in members if one.active and one.present and one.open < one.capacity]
    return frozenset().union(*spoken) if all(spoken) else None


def _hindrance(member: Member, need: Need) -> Words | None:
    if not member.active:
        return REASONS["gone"].fill(agent=member.name)
    if not member.present:
        return REASONS["away"].fill(agent=member.name)
    if member.open >= member.capacity:
        return REASONS["full"].fill(agent=member.name, open=member.open, capacity=member.capacity)
    if member.languages and need.language not in member.languages:
        return REASONS["language"].fill(agent=member.name, language=need.language)
    return None


def _rank(member: Member, need: Need) -> tuple[int, float, str]:
    """The most fitting skills first, then the lightest load, then by id, so that it is the same each time."""
    return -len(_matching(member, need)), member.open / member.capacity, member.agent_id


def _matching(member: Member, need: Need) -> list[str]:
    """Skills that they have and the ticket asks for, by name."""
    wished = (
        (need.language, member.languages),
        (need.module, member.modules),
        (need.product, member.products),
    )
    return [wish for wish, skills in wished if wish is not None and wish in skills]
