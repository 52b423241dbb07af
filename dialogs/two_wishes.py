"""Two requests in one message: where it may be cut, and whether the parts are a wish each. Pure."""

import re
from collections.abc import Iterator, Sequence

from dialogs.reading import TALK
from nlu.types import OUT_OF_SCOPE, Decision, ParseResult

SURE = 0.55
"""Both parts must be taken for their meaning with this confidence."""

LONGEST = 400
"""Characters; a longer message tells a story, and its connecting words connect the story."""

MOST_CUTS = 2

_CUT = re.compile(
    r"[，,。；;、？！?!\s]*(?:二是|第二|另外|还有|顺便|顺带|同时|然后|以及|并且|(?:[^，,。；;]{0,3})再(?=帮|给|把|约|开|查|加))[，,：:\s]*"
    r"|[,;.?!\s]+(?:and (?:also|then)|also,?|then|plus|and)\s+(?=(?:please |pls |can you |could you |i |we )?"
    r"(?:also )?(?:add|cancel|send|refund|upgrade|downgrade|book|invite|check|change|get|give|make|tell|look"
    r"|report|want|need|order|how|where|what|when)\b)",
    re.IGNORECASE,
)
_BEFORE_THE_FIRST = re.compile(
    r"^(?:两件事|有两件事|two things)[：:，,\s]*(?:一是|第一[，,、]?|first[:,]?)?\s*", re.IGNORECASE
)


def two_parts(text: str) -> Iterator[tuple[str, str]]:
    """Both sides of each place where a second wish may begin, likeliest first."""
    if len(text) > LONGEST:
        return
    text = _BEFORE_THE_FIRST.sub("", text)
    for _, match in zip(range(MOST_CUTS), _CUT.finditer(text), strict=False):
        first, second = text[: match.start()].strip(), text[match.end() :].strip()
        if len(first) >= 3 and len(second) >= 3:
            yield first, second


def are_two_wishes(parts: Sequence[ParseResult]) -> bool:
    """Whether each part is surely a wish, and not the same."""
    names = {part.intent.name for part in parts}
    return (
        len(names) == len(parts)
        and not names & {*TALK, OUT_OF_SCOPE}
        and all(part.decision is Decision.accepted and part.intent.confidence >= SURE for part in parts)
    )
