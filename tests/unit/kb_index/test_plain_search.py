"""Scores of a search beside a plain reckoning from the articles' texts, signal by signal."""

import numpy as np
import pytest
from sqlalchemy.orm import Session

from kb_index import fusion
from kb_index.index import KnowledgeIndex
from kb_index.loading import load_index
from kb_index.passage_words import cut_passage
from kb_index.query_words import all_forms
from kb_index.retriever import Retriever
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.vector_index import rough_rows
from kb_index.vector_index.exact import PRIOR, USUAL_SPREAD
from kb_index.words import share_of_weight
from tests.unit.kb_index.conftest import EMBEDDER
from tests.unit.kb_index.test_lexical_index import reckoned
from tests.unit.kb_index.test_vector_index import unit

QUESTIONS = [
    ("退款多久到账", "zh"),
    ("how to export data", "en"),
    ("webhook stopped E5040", "en"),
    ("发票税号", "zh"),
]


def documents_of(index: KnowledgeIndex) -> list[tuple[list[str], list[str]]]:
    """Words of the whole text and of the title for each document."""
    words = []
    for number in range(len(index.documents)):
        passages = [index.passages[at] for at in index.passages_of(number)]
        cut = [cut_passage(one.title, one.heading, one.text) for one in passages]
        body = [word for one in cut for word in (*one.heading, *one.text)]
        words.append((body + 2 * cut[0].title, [word for one in cut for word in (*one.title, *one.heading)]))
    return words


def reckoned_meaning(index: KnowledgeIndex, question: np.ndarray, asked_in: str) -> list[float]:
    typical = {one: EMBEDDER.embed_queries(TYPICAL_QUESTIONS[one]).mean(axis=0) for one in ("zh", "en")}
    cosines = []
    for number, document in enumerate(index.documents):
        others = [at for at, one in enumerate(index.passages) if one.language == document.language]
        total = index.vectors.texts.rows[others].sum(axis=0) + PRIOR * typical[document.language]
        mean = total / (len(others) + PRIOR)
        whole = unit(index.vectors.texts.rows[list(index.passages_of(number))] - mean).sum(axis=0)
        cosines.append(float(unit(whole) @ unit(question - typical[asked_in])))
    deviations = []
    for cosine, document in zip(cosines, index.documents, strict=True):
        own = [
            c for c, one in zip(cosines, index.documents, strict=True) if one.language == document.language
        ]
        share = len(own) / (len(own) + PRIOR)
        spread = np.sqrt(share * np.var(own) + (1 - share) * USUAL_SPREAD**2)
        deviations.append((cosine - share * np.mean(own)) / spread)
    return deviations


def reckoned_scores(index: KnowledgeIndex, query: str, language: str) -> dict[str, float]:
    words = index.reader.read(query, language)
    forms = all_forms(words)
    texts = documents_of(index)
    rarities = [index.article_words.rarity(one.word) * share_of_weight(one.word) for one in words]
    title_rarities = [index.title_words.rarity(one.word) for one in words]
    meaning = reckoned_meaning(index, EMBEDDER.embed_queries([query])[0], language)
    body = reckoned([text for text, _ in texts], forms)
    title = reckoned([text for _, text in texts], forms)
    matches = [
        by_body / max(sum(rarities), fusion.LEAST_RARITY)
        + fusion.TITLE_SHARE * by_title / max(sum(title_rarities), fusion.LEAST_RARITY)
        for by_body, by_title in zip(body, title, strict=True)
    ]
    scores: dict[str, list[float]] = {}
    there = {one.document for one in index.documents}
    past = {one.article for one in index.documents if one.versions.is_past}
    for number, document in enumerate(index.documents):
        own = [
            m for m, one in zip(matches, index.documents, strict=True) if one.language == document.language
        ]
        share = len(own) / (len(own) + fusion.PRIOR)
        usual = (1 - share) * fusion.USUAL_SPREAD**2 + fusion.LEAST_SPREAD**2
        above = (matches[number] - share * np.mean(own)) / np.sqrt(share * np.var(own) + usual)
        # No questions are known here: the meaning stands in for them.
        points = (fusion.MEANING_WEIGHT + fusion.ASKED_WEIGHT) * meaning[number] + fusion.WORDS_WEIGHT * above
        scores.setdefault(document.article, []).append(
            points * (1 if (document.article, language) in there else fusion.OTHER_LANGUAGE)
        )
    return {
        article: sum(each) / len(each) - fusion.PAST_VERSION_COST * (article in past)
        for article, each in scores.items()
    }


@pytest.mark.parametrize("few", [4096, 2])
@pytest.mark.parametrize(("query", "language"), QUESTIONS)
def test_hits_have_the_scores_and_the_order_of_a_plain_reckoning(
    demo: Retriever, session: Session, few: int, query: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rough_rows, "FEW", few)
    retriever = load_index(session, "lanyun", EMBEDDER.name)
    index = retriever.index
    assert index is not None
    assert bool(index.vectors.likely) == (few == 2)
    vector = EMBEDDER.embed_queries([query])[0]
    result = retriever.search(query, vector=vector, language=language, limit=10)
    wanted = reckoned_scores(index, query, language)
    assert {hit.article: hit.score for hit in result.hits} == pytest.approx(wanted, abs=2e-3)
    assert [hit.article for hit in result.hits] == sorted(wanted, key=lambda one: -wanted[one])
