"""How urgent a trouble is: P0 (everyone stands still) to P3 (can wait), with what said so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from escalation.routing.clauses import Clause, Mood, cut
from escalation.routing.crises import Finding, find_crisis, said
from escalation.routing.sentiment import Temper, read_sentiment
from escalation.routing.urgency import Reading
from escalation.routing.words import Words, in_a_row

BASE = {
    "outage": (0, Words("大家都没法工作", "nobody can work")),
    "complaint": (1, Words("客户对服务很生气", "the customer is angry about the service")),
    "privacy_request": (1, Words("法律规定了期限", "the law sets a deadline")),
    "report_bug": (2, Words("有一处不正常", "one thing behaves wrongly")),
    "talk_to_human": (2, Words("客户要找人工", "a person was asked for")),
}
CAN_WAIT = Words("可以等", "can wait")
INTENT = Words("意图 {intent}，{why}", "{intent}, {why}")
NOT_NOW = Words("意图 {intent}，但说的不是眼下的事", "{intent}, but nothing is told of now")
NOTHING_URGENT = Words("没有说到紧急的事", "nothing urgent is said")
ANGRY = Words("客户很生气：“{words}”", 'the customer is angry: "{words}"')
CRISIS = Words("{what}：“{words}”", '{what}: "{words}"')
READS_LIKE = Words("读起来像“{text}”", 'reads like "{text}"')
SAYS_CRISIS = Words("说到{what}：“{words}”", 'says {what}: "{words}"')
SAYS = Words("说了“{words}”", 'says "{words}"')
SERVER_ERROR = Words("服务器错误 {code}", "server error {code}")
ENTERPRISE = Words("企业版套餐", "Enterprise plan")
LEVEL = Words("P{rank}：{why}", "P{rank}: {why}")
RAISED = Words("调高：{why}", "raised: {why}")

SURE, CERTAIN = 0.6, 0.9
"""Confidences: from the first on an intent's level counts, from the second on what it speaks against."""

ERRANDS = frozenset(
    [
        *("add_member", "remove_member", "delete_account", "cancel_order", "change_order", "ticket_status"),
        *("upgrade_plan", "downgrade_plan", "cancel_subscription", "renewal_question", "pricing_question"),
        *("discount_request", "contact_sales", "book_training", "how_to", "feature_request"),
        *("greet", "thank", "goodbye"),
    ]
)
"""Whoever wants one of these may speak of everybody, of losses and closing down, and nothing is broken."""

UNREAL = frozenset({Mood.others, Mood.over, Mood.supposed, Mood.denied})
"""Moods in which an outage is none of now or of ours."""

# Chosen on the dev examples. What the words say moves P0's score.
CRISIS_LIFTS, OUTAGE_LIFTS = 0.9, 0.8
PAST_LOWERS, UNREAL_LOWERS, ERRAND_LOWERS, ALONE_LOWERS = 0.6, 0.4, 0.4, 0.9
P0_FROM, P0_LEAST = -0.35, -0.6
"""P0's lead and its own score from which a text is P0: rather a false alarm in five than a miss."""


@dataclass(frozen=True, slots=True)
class Priority:
    level: str
    reasons: tuple[Words, ...]

    @property
    def reason(self) -> Words:
        return in_a_row(self.reasons)


@dataclass(frozen=True, slots=True)
class _Weighed:
    rank: int
    why: Words
    beside: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of a text tell."""

    clauses: tuple[Clause, ...]
    moods: frozenset[Mood]
    crisis: Finding | None
    alone: str | None

    @property
    def asks(self) -> bool:
        return not self.crisis and bool(self.moods & {Mood.asked, Mood.supposed, Mood.wished})


def determine_priority(
    intent: str,
    text: str,
    *,
    plan: str | None = None,
    entities: Mapping[str, str] | None = None,
    confidence: float = 1.0,
    reading: Reading | None = None,
) -> Priority:
    """What the text reads like, moved by intent, words and tone; without a `reading` by the `UrgencyScale`,
    the most urgent of what these say, which urgent wording and a 5xx code in `entities` raise by one.

    `confidence` is the intent's; `entities` maps a kind to its value. The Enterprise plan raises by one, a
    mere question never to P0.
    """
    told = _tell(text)
    own = _of_intent(intent, told) if confidence >= SURE else _Weighed(3, NOTHING_URGENT)
    if reading:
        errand = intent in ERRANDS and confidence >= CERTAIN
        found = [_of_reading(reading, told, _nudge(told, outage=own.rank == 0, errand=errand))]
    else:
        found = [own, *_of_crisis(told)]
    found += _of_tone(told)
    weighed = min(found, key=lambda one: one.rank)
    raises = [] if reading else _urgent_words(weighed, told, entities or {})
    raises += [ENTERPRISE] if plan == "enterprise" else []
    highest = min(weighed.rank, 1) if told.asks else 0
    rank = max(highest, weighed.rank - len(raises))
    raised = [RAISED.fill(why=one) for one in raises if rank < weighed.rank]
    return Priority(f"P{rank}", (LEVEL.fill(why=weighed.why, rank=weighed.rank), *weighed.beside, *raised))


def _tell(text: str) -> _Told:
    clauses = cut(text)
    moods = frozenset(clause.mood for clause in clauses)
    return _Told(clauses, moods, find_crisis(clauses), said("alone", clauses))


def _of_intent(intent: str, told: _Told) -> _Weighed:
    """An outage asked about is one, unless it is none of now or of ours, or the question is of promises."""
    rank, why = BASE.get(intent, (3, CAN_WAIT))
    if intent == "outage":
        unreal = bool(told.moods & UNREAL or said("policy", told.clauses, Mood.asked))
    else:
        unreal = bool(told.clauses) and not told.moods & {Mood.live, Mood.quoted}
    if unreal:
        return _Weighed(3, NOT_NOW.fill(intent=intent))
    return _Weighed(rank, INTENT.fill(intent=intent, why=why))


def _of_tone(told: _Told) -> list[_Weighed]:
    sentiment = read_sentiment(told.clauses)
    if sentiment.temper is not Temper.furious:
        return []
    return [_Weighed(1, ANGRY.fill(words=sentiment.words[0]))]


def _of_crisis(told: _Told) -> list[_Weighed]:
    return [_Weighed(0, _of_finding(CRISIS, told.crisis))] if told.crisis else []


def _of_reading(reading: Reading, told: _Told, nudge: float) -> _Weighed:
    score, others = reading.scores[0] + nudge, reading.scores[1:]
    urgent = score >= P0_LEAST and score - max(others) >= P0_FROM
    rank = 0 if urgent else 1 + others.index(max(others))
    why = READS_LIKE.fill(text=" ".join(reading.nearest[rank].split()))
    beside = (_of_finding(SAYS_CRISIS, told.crisis),) if told.crisis and rank == 0 else ()
    return _Weighed(rank, why, beside)


def _nudge(told: _Told, *, outage: bool, errand: bool) -> float:
    """What words and intent add to the score of P0."""
    nudge = (OUTAGE_LIFTS if outage else 0.0) - (ALONE_LOWERS if told.alone else 0.0)
    if told.crisis:
        return nudge + CRISIS_LIFTS
    nudge -= PAST_LOWERS if told.moods & {Mood.others, Mood.over, Mood.supposed} else 0.0
    nudge -= UNREAL_LOWERS if told.moods & {Mood.denied, Mood.asked, Mood.wished} else 0.0
    return nudge - (ERRAND_LOWERS if errand else 0.0)


def _urgent_words(weighed: _Weighed, told: _Told, entities: Mapping[str, str]) -> list[Words]:
    code = entities.get("error_code", "")
    if weighed.rank == 0 or told.asks or said("mild", told.clauses, *Mood):
        return []
    if urgent := said("pressing", told.clauses):
        return [SAYS.fill(words=urgent)]
    return [SERVER_ERROR.fill(code=code)] if len(code) == 3 and code.startswith("5") else []


def _of_finding(form: Words, crisis: Finding) -> Words:
    return form.fill(what=crisis.what, words=crisis.words)
