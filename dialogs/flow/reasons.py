"""Why money is wanted back, where a message says so beside something else."""

import re

from dialogs import lexicon

_CLAUSE_END = re.compile(r"[，,。;；!！?？\n]|\.(?:\s|$)")
_SAID_WRONG = re.compile(r"(?:原因|理由)(?:写错了|错了|不对)[，,]")
_IDS = re.compile(r"\b(?:LY|INV)[-\s]?[\d-]+", re.IGNORECASE)


def find_reason(text: str) -> str | None:
    """The clause that gives a reason by its wording, from where it starts; None where none does."""
    return _explicit(text) or next((found for clause in _clauses(text) if (found := _by_cue(clause))), None)


def find_stated_reason(text: str) -> str | None:
    """Only what is called a reason in so many words: "the reason is …", 因为…"""
    return _explicit(text)


def _explicit(text: str) -> str | None:
    for clause in [text[: lexicon.LONGEST], *_clauses(text)][not _SAID_WRONG.search(text) :]:
        match = lexicon.part("because").search(clause.lower())
        if match and (rest := clause[match.end() :].strip(" ：:，,是为")):
            return rest
    return None


def _by_cue(clause: str) -> str | None:
    match = lexicon.part("reason").search(clause.lower().replace("'", ""))
    if match is None:
        return None
    asks_too = re.search(r"退|refund|money back", clause, re.IGNORECASE) or _IDS.search(clause)
    if not asks_too:
        return clause
    start = match.start() + clause[: match.start()].count("'")
    return clause[start:].strip()


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE_END.split(text[: lexicon.LONGEST]) if clause.strip()]
