"""What makes a trouble P0: many cannot work, data is lost, somebody is inside, nobody can pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.routing.clauses import Clause, Mood, find, wording
from escalation.routing.words import Words

STANDSTILL = Words("一切都停了", "everything stands still")
MANY = Words("很多人没法工作", "many cannot work")
BREACH = Words("安全被突破", "security is broken")
LOSS = Words("数据丢失", "data is lost")
NO_TAKINGS = Words("收不了款", "payments are down")

NEAR = 3
"""Clauses that are read together: who is hit and what is broken are often said apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found and the words that told it."""

    what: Words
    words: str


def find_crisis(clauses: Sequence[Clause]) -> Finding | None:
    """Only what clauses tell of now counts; words in quotation marks only as what a page said."""
    mild = said("mild", clauses, *Mood)
    for end in range(1, len(clauses) + 1):
        near = clauses[max(0, end - NEAR) : end]
        if found := _standstill(near) or _break_in(near) or (not mild and _loss(near)) or _no_takings(near):
            return found
    return None


def said(cue: str, clauses: Sequence[Clause], *moods: Mood) -> str | None:
    """The words of `cue` in the first clause of such a mood that has them; live ones unless told."""
    patterns, wanted = wording()["cues"][cue], moods or (Mood.live,)
    return next(
        (words for one in clauses if one.mood in wanted and (words := find(patterns, one.text))), None
    )


def _standstill(near: Sequence[Clause]) -> Finding | None:
    if words := said("standstill", near):
        return Finding(STANDSTILL, words)
    who, what = said("many", near), said("stopped", near, Mood.live, Mood.quoted)
    if said("alone", near):
        return None
    return Finding(MANY, f"{who} … {what}") if who and what else None


def _break_in(near: Sequence[Clause]) -> Finding | None:
    words = said("breach", near)
    return Finding(BREACH, words) if words else None


def _loss(near: Sequence[Clause]) -> Finding | None:
    if words := said("loss", near):
        return Finding(LOSS, words)
    parts = [said(cue, near) for cue in ("much", "records", "gone")]
    if said("elsewhere", near):
        return None
    return Finding(LOSS, " … ".join(filter(None, parts))) if all(parts) else None


def _no_takings(near: Sequence[Clause]) -> Finding | None:
    how = said("refused", near)
    what = said("takings", near) or (said("many", near) and said("payments", near))
    if what and how and not said("own_payment", near):
        return Finding(NO_TAKINGS, f"{what} … {how}")
    return None
