"""Which passage of an article is shown for a question."""

import numpy as np

from kb_index import fusion
from kb_index.index import KnowledgeIndex
from kb_index.reading import AskedQuestion, Reading, documents_of
from kb_index.vector_index.exact import USUAL_SPREAD

PASSAGE_WORDS_WEIGHT = 4.0
"""Beside the meaning's standard deviations, when the passage to show is chosen."""

OPENING, SHORT_COST = 0.3, 0.8
FULL, FULL_CHINESE = 120, 50
"""Beside the same. A question about the whole of an article lies nearest to the shortest section of it, which
says little beyond the title: so the opening gains, and what has fewer characters than `FULL` loses."""


def shown_document(index: KnowledgeIndex, language: str, article: int) -> int:
    """The article's document in `language`, where there is one."""
    documents = documents_of(index, article)
    in_language = [at for at in documents if index.documents[at].language == language]
    return (in_language or documents)[0]


def best_passage(index: KnowledgeIndex, reading: Reading, document: int) -> int:
    if document not in reading.passages:
        reading.passages[document] = _find_passage(index, reading.asked, document)
    return reading.passages[document]


def _find_passage(index: KnowledgeIndex, asked: AskedQuestion, document: int) -> int:
    span = index.passages_of(document)
    if len(span) == 1:
        return span.start
    words = fusion.share_of_possible(index.passage_words.scores_of(asked.forms, span), asked.rarities)
    scores = PASSAGE_WORDS_WEIGHT * words
    if asked.vector is not None:
        cosines = index.vectors.cosines(asked.vector, asked.language, document)
        scores = scores + cosines / np.float32(USUAL_SPREAD)
    full = FULL_CHINESE if index.documents[document].language == "zh" else FULL
    bearing = [_bearing(index.passages[at].heading, len(index.passages[at].text), full) for at in span]
    return span.start + int(np.argmax(scores + np.array(bearing, dtype=np.float32)))


def _bearing(heading: str, length: int, full: int) -> float:
    """How much of its article a passage is likely to be about."""
    return (0.0 if heading else OPENING) - SHORT_COST * max(0.0, 1 - length / full)
