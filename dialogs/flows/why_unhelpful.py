"""Why an answer did not help: the label that was tapped, or a sentence about the article."""

import re
from functools import cache

from dialogs import lexicon
from dialogs.wording import Responses
from kb_index.feedback import REASONS
from nlu.types import Language

_MOST_LEADING = 8


def tapped_reason(text: str, responses: Responses) -> str | None:
    """The one of kb_index's REASONS whose label, in either language, this is."""
    said = lexicon.plain(text)
    return next((reason for reason in REASONS if said in _labels(reason, responses)), None)


def told_reason(words: str) -> str | None:
    """Of plain `words` that begin by saying it of the article: "it is outdated, the page says 14 days"."""
    return next((reason for reason in REASONS if _pattern(reason).match(words)), None)


def _labels(reason: str, responses: Responses) -> set[str]:
    return {lexicon.plain(responses.term("why_unhelpful", reason, language)) for language in Language}


@cache
def _pattern(reason: str) -> re.Pattern[str]:
    leading = lexicon.part("of_the_article").pattern
    said = lexicon.part(f"why_{reason}").pattern
    return re.compile(rf"(?:(?:{leading}) ?){{0,{_MOST_LEADING}}}(?:{said})")
