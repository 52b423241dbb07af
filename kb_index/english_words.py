"""English words for search: no stop words, and forms of a word made one by cutting common endings."""

import re

_STOP_WORDS = """
a about after all also am an and any anyone are as at be because been being but by can cannot cant could
did didn do does doesn doing don dont for from get gets getting given go going got had has have having
he hello her here hey hi him his how i id if im in into is isn it its ive just let like ll make me might
mine more most much must my need no not now of on one or our out over please pls re s she should so some
something still t than thank thanks that the their them then there these they thing this those to too u
until up us use used using ve very want was wasn we were what whats when where which while who whom why
will with won would you your yours idk dunno ur plz thx ty cuz gonna wanna gimme omg lol wtf yo
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3})ies$"), "y"),
    (re.compile(r"(?<=[a-z]{2})(?:sses)$"), "ss"),
    (re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$"), ""),
    (re.compile(r"(?<=[a-z]{2}[^su])s$"), ""),
)
_FORMS = re.compile(r"(?<=[a-z]{3})(?:ing|ed|ions?|ment|er|ly|e)$")


def stem(word: str) -> str:
    """ "invoices" and "invoice", "deleted", "deleting" and "delete" fall together; words with digits stay."""
    if not word.isalpha() or not word.isascii() or len(word) < 4:
        return word
    for ending, instead in _ENDINGS:
        shorter = ending.sub(instead, word)
        if shorter != word:
            word = shorter
            break
    shorter = _FORMS.sub("", word)
    if len(shorter) > 3 and shorter[-1] == shorter[-2] and shorter[-1] not in "sl":
        shorter = shorter[:-1]
    return re.sub(r"(?<=[a-z]{2})y$", "i", shorter)
