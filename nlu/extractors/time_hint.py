# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Whether a clause speaks of what was or of what is to come, for times that could be either.

A customer reports what happened or arranges what shall happen. Signs of both, or of neither, leave it unclear.
What only bounds the deed ("before March 5", 周五之前) is weighed by `time_bounds`.
"""

import re

from nlu.extractors.time_bounds import of_bound
from nlu.extractors.time_values import Prefer

# Characters to either side that can say something about a phrase; a bound, so that no message is slow.
_REACH = 160
_CLAUSE_END = re.compile(r"[.!?;。！？；\n]+(?!\d)|,(?=\s|[^\d])|，|、")
_FUTURE = re.compile(
    r"\b(?:will|'ll|shall|gonna|going to|book(?:ing|ed)?|schedul\w+|arrang\w+|reserv\w+|set up|plan(?:ning)?|upcoming|deadline|due"
    r"|expir\w*|renews?|renewal|works? for|works|is fine|would be|would like|could (?:you|we|someone|anyone)|can (?:you|we|someone|anyone|i)"
    r"|make (?:it|that)|let's|lets|call me|ring me|phone me|demo|training|session|slot|appointment|available|free on|go live|remind|ideally"
    r"|starts?|starting|arrives?|joins?|leaving|need(?:s|ed)? (?:it|this|them)|want|must|should|before|by|until|till|is off|get back|any (?:deals?|discounts?|offers?|sales?))\b"
    r"|约|预定|预订|订在|定在|安排|报名|之前|以前|前|截止|到期|续费|续订|打算|计划|准备|将要|将在|将|会|要|想|希望|请在|联系我|打给|回电|回复我"
    r"|演示|培训|上线|入职|开会|到岗|务必|提醒|方便|有空|可以|行不|行吗|能不能|打折[吗么不]|有(?:没有|什么)?(?:优惠|活动|折扣|特惠|促销)|生效|开始用|起用|吧$"
)
_PAST = re.compile(
    r"\b(?:was|were|had|has|have been|did|didn't|didnt|hasn't|haven't|ago|since|already|yesterday|got|paid|sent|bought|broke"
    r"|lost|went|came|made|told|said|began|stopped|gave|took|left|charge|charged|bills?|invoices?|statement|saw|wrote|spoke"
    r"|logged|[a-z]{3,}(?<!ne)(?<!spe)(?<!fe)ed)\b"
    r"|了|过|昨|已|曾|刚|还好好|开始|以来|付的|买的|提的|报的|下的|开的|交的|那笔|那单|扣|收到|账单|发票|怎么还|一直|至今|的时候|那会儿"
)
_COMES_AFTER = re.compile(
    r"(?:(?<!was )(?<!were )\b(?:due|expires?(?: on)?|renews?(?: on)?)\s+(?:next\s+|the\s+)?|赶在|最迟|最晚|定在|约在|改到|推到|推迟到)$"
)
_BOUND_BEFORE = re.compile(
    r"(?:\b(?P<cue>by|before|until|till)\s+(?:next\s+|the\s+)?|(?P<cue_zh>截止到?|截至到?|直到))$"
)
_FROM = re.compile(r"(?P<opens>(?:^|[,.;!?:]\s?))?from $")
_GOES_BEFORE = re.compile(r"\s*(?:到期|截止|见)")
_BOUND_AFTER = re.compile(r"\s*(?:之前|以前|前(?!台|端|面)|为止)")
_FRONTED = re.compile(r",\s*")


def preferred(folded: str, start: int, end: int) -> Prefer:
    """How to read the phrase at that place, by the words beside it, its clause, then all within reach."""
    if _COMES_AFTER.search(folded[max(0, start - 24) : start]) or _GOES_BEFORE.match(folded, end):
        return Prefer.future
    clause_start, clause_end = _clause(folded, start, end)
    if bound := _bound(folded, start, end):
        opened, closed, cue = bound
        if closed == clause_end and (comma := _FRONTED.match(folded, closed)) and opened <= clause_start:
            # "Before March 5, everything worked": what is bounded follows.
            clause_end = _clause(folded, comma.end(), comma.end())[1]
        return of_bound(folded[clause_start:opened], folded[closed:clause_end].lstrip(", "), cue=cue)
    by_clause = _weighed(folded[clause_start:start] + " " + folded[end:clause_end])
    if by_clause is not Prefer.unclear:
        return by_clause
    if origin := _FROM.search(folded[max(0, start - 8) : start]):
        # "From October the smaller tier" against "the order from January".
        return Prefer.future if origin["opens"] is not None else Prefer.past
    return _weighed(folded[max(0, start - _REACH) : start] + " " + folded[end : end + _REACH])


def _bound(folded: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Where the phrase with the word that makes it a bound begins and ends, and that word."""
    if before := _BOUND_BEFORE.search(folded, max(0, start - 24), start):
        return before.start(), end, before["cue"] or before["cue_zh"]
    if after := _BOUND_AFTER.match(folded, end):
        return start, after.end(), after[0].strip()
    return None


def is_alone(folded: str, start: int, end: int) -> bool:
    """The message is little but the phrase: then a weekday answers the bot's question for a day to come."""
    return (
        len(folded) - (end - start) <= 24 and len((folded[:start] + folded[end:]).strip(" .,!?。！？，")) <= 2
    )


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    window = max(0, start - _REACH)
    before = [match.end() for match in _CLAUSE_END.finditer(folded, window, start)]
    after = _CLAUSE_END.search(folded, end, end + _REACH)
    return before[-1] if before else window, after.start() if after else min(len(folded), end + _REACH)


def _weighed(text: str) -> Prefer:
    future, past = len(_FUTURE.findall(text)), len(_PAST.findall(text))
    if future == past:
        return Prefer.unclear
    return Prefer.future if future > past else Prefer.past
