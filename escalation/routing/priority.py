"""How urgent a trouble is: P0 (everyone stands still) to P3 (can wait), with what said so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation.routing.clauses import Clause, Mood, cut
from escalation.routing.crises import find_crisis, said
from escalation.routing.sentiment import Temper, read_sentiment

BASE = {
    "outage": (0, "nobody can work"),
    "complaint": (1, "the customer is angry about the service"),
    "privacy_request": (1, "the law sets a deadline"),
    "login_problem": (1, "one customer is kept from working"),
    "report_bug": (2, "one thing behaves wrongly"),
    "slow_performance": (2, "it works, slowly"),
    "mobile_app_issue": (2, "one thing behaves wrongly"),
    "notification_issue": (2, "one thing behaves wrongly"),
    "permission_denied": (2, "one thing is not allowed"),
    "payment_failed": (2, "a payment did not go through"),
    "talk_to_human": (2, "a person was asked for"),
}

# Whoever wants one of these names a standstill, a loss or a break-in as its reason, or asks about them.
ABOUT_OTHERS = frozenset(
    "request_refund cancel_subscription delete_account upgrade_plan downgrade_plan pricing_question "
    "discount_request contact_sales book_training".split()
)
CERTAIN = 0.9

SURE = 0.4
"""A likeness of the intent below which it says nothing; the promoted model's `outage` was right above it."""


@dataclass(frozen=True, slots=True)
class Priority:
    level: str
    reason: str

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(self.reason.split("; "))


@dataclass(frozen=True, slots=True)
class _Weighed:
    rank: int
    why: str


def determine_priority(
    intent: str,
    text: str,
    *,
    plan: str | None = None,
    entities: Mapping[str, str] | None = None,
    confidence: float = 1.0,
) -> Priority:
    """What the text tells of now sets the level, else the intent; urgent wording and the Enterprise plan each
    raise it by one, a mere question never to P0.

    `entities` maps a kind to its value; a 5xx code counts as urgent wording. `confidence` is the intent's.
    """
    clauses = cut(text)
    known = intent if confidence >= SURE else ""
    asks = _only_asks(clauses)
    others = intent in ABOUT_OTHERS or (intent == "security_question" and asks)
    others = others and confidence >= CERTAIN
    weighed = min((*_of_text(clauses, crisis=1 if others else 0), _of_intent(known, clauses)), key=lambda one: one.rank)
    raises = _raises(weighed, clauses, entities or {}, plan, asks=asks)
    least = 1 if asks else 0
    rank = max(min(least, weighed.rank), weighed.rank - len(raises))
    shown = [f"P{weighed.rank}: {weighed.why}", *(f"raised: {one}" for one in raises if rank < weighed.rank)]
    return Priority(f"P{rank}", "; ".join(shown))


def _of_text(clauses: Sequence[Clause], *, crisis: int) -> list[_Weighed]:
    """`crisis` is the rank of one."""
    found = []
    if told := find_crisis(clauses):
        found.append(_Weighed(crisis, f'{told.what}: "{told.words}"'))
    sentiment = read_sentiment(clauses)
    if sentiment.temper is Temper.furious:
        found.append(_Weighed(1, f'the customer is angry: "{sentiment.words[0]}"'))
    mild = said("mild", clauses, *Mood)
    for rank, cue, why in (
        (1, "money", "money is wrong"),
        (1, "law", "the law or a court is named"),
        (2 if mild else 1, "stopped", "one customer is kept from working"),
        (2, "trouble", "one thing behaves wrongly"),
        (2, "person", "a person was asked for"),
    ):
        if words := said(cue, clauses):
            found.append(_Weighed(rank, f'{why}: "{words}"'))
    return found


def _of_intent(intent: str, clauses: Sequence[Clause]) -> _Weighed:
    """An intent's level holds where some clause tells of now, or there is none to read.

    An outage asked about is one, unless it is over, only supposed, denied, or the question is of promises.
    """
    rank, why = BASE.get(intent, (3, "can wait"))
    moods = {clause.mood for clause in clauses}
    if intent == "outage":
        unreal = moods & {Mood.over, Mood.supposed, Mood.denied} or said("policy", clauses, Mood.asked)
    else:
        unreal = clauses and not moods & {Mood.live, Mood.quoted}
    if unreal:
        return _Weighed(3, f"{intent}, but nothing is told of now")
    return _Weighed(rank, f"{intent}, {why}" if intent else "nothing urgent is said")


def _raises(
    weighed: _Weighed,
    clauses: Sequence[Clause],
    entities: Mapping[str, str],
    plan: str | None,
    *,
    asks: bool,
) -> list[str]:
    raises = []
    code = entities.get("error_code", "")
    if weighed.rank == 2 and not said("mild", clauses, *Mood):
        if urgent := said("pressing", clauses):
            raises.append(f'says "{urgent}"')
        elif len(code) == 3 and code.startswith("5") and not asks:
            raises.append(f"server error {code}")
    if plan == "enterprise":
        raises.append("Enterprise plan")
    return raises


def _only_asks(clauses: Sequence[Clause]) -> bool:
    return any(clause.mood in (Mood.asked, Mood.supposed, Mood.wished) for clause in clauses) and not said(
        "trouble", clauses
    )
