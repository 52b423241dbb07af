"""Which passage of an article is shown for a question."""

import re
from collections.abc import Sequence

import numpy as np

from kb_index import fusion
from kb_index.index import HeldPassage, KnowledgeIndex
from kb_index.reading import AskedQuestion, Reading, documents_of
from kb_index.vector_index.exact import USUAL_SPREAD
from kb_index.vector_index.rough_rows import Numbers, Vectors

PASSAGE_WORDS_WEIGHT = 4.0
"""Beside the meaning's standard deviations, when the passage to show is chosen."""

OPENING, SHORT_COST = 0.3, 0.8
FULL, FULL_CHINESE = 120, 50
"""Beside the same. A question about the whole of an article lies nearest to the shortest section of it, which
says little beyond the title: so the opening gains, and what has fewer characters than `FULL` loses."""

CODE_GAIN = 3.0
"""For a passage that names a code as the question does ("E1015"): what else they share is about less."""

_CODES = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,4}-?\d{2,6}(?![A-Za-z0-9])")


def shown_document(index: KnowledgeIndex, language: str, article: int) -> int:
    """The article's document in `language`, where there is one."""
    documents = documents_of(index, article)
    in_language = [at for at in documents if index.documents[at].language == language]
    return (in_language or documents)[0]


def look_into(index: KnowledgeIndex, reading: Reading, documents: Sequence[int]) -> None:
    """Finds the best passage of each, all at once; whoever asks by an article's title gets its opening."""
    spans = {one: index.passages_of(one) for one in documents if one not in reading.passages}
    reading.passages.update({one: span.start for one, span in spans.items()})
    title = reading.asked.text.strip()
    several = {
        one: span
        for one, span in spans.items()
        if len(span) > 1 and index.passages[span.start].title != title
    }
    if not several:
        return
    passages = np.concatenate([np.arange(span.start, span.stop) for span in several.values()])
    scores = _scores(index, reading.asked, list(several), passages)
    ends = np.cumsum([len(span) for span in several.values()])
    for (document, span), own in zip(several.items(), np.split(scores, ends[:-1]), strict=True):
        reading.passages[document] = span.start + int(np.argmax(own))


def _scores(
    index: KnowledgeIndex, asked: AskedQuestion, documents: Sequence[int], passages: Numbers
) -> Vectors:
    """Of the documents' passages, in their order."""
    words = fusion.share_of_possible(index.passage_words.scores_of(asked.forms, passages), asked.rarities)
    codes = _codes_in(asked.text)
    held = [index.passages[at] for at in passages]
    bearing = np.array([_bearing(one) + CODE_GAIN * _names(one, codes) for one in held], dtype=np.float32)
    scores = PASSAGE_WORDS_WEIGHT * words + bearing
    if asked.vector is not None:
        cosines = index.vectors.cosines(asked.vector, asked.language, documents)
        scores += cosines / np.float32(USUAL_SPREAD)
    return scores


def _codes_in(text: str) -> frozenset[str]:
    return frozenset(code.upper() for code in _CODES.findall(text))


def _names(passage: HeldPassage, codes: frozenset[str]) -> bool:
    return bool(codes) and not codes.isdisjoint(_codes_in(f"{passage.heading} {passage.text}"))


def _bearing(passage: HeldPassage) -> float:
    """How much of its article a passage is likely to be about."""
    full = FULL_CHINESE if passage.language == "zh" else FULL
    return (0.0 if passage.heading else OPENING) - SHORT_COST * max(0.0, 1 - len(passage.text) / full)
