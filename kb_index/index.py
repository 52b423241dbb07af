"""One tenant's knowledge in memory, ready to be searched; built whole and never changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb_index.lexical_index import LexicalIndex
from kb_index.passage_words import PassageWords
from kb_index.query_words import QueryReader
from kb_index.spelling import Speller
from kb_index.translations import Translations, WordPair, learn_translations
from kb_index.vector_index.asked import AskedIndex
from kb_index.vector_index.exact import ExactIndex, Vectors
from kb_index.versions import VersionRange


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage of the revision `version` in force, as stored. `vector` has unit length."""

    article: str
    language: str
    version: int
    versions: VersionRange
    title: str
    position: int
    heading: str
    text: str
    content_hash: str
    vector: Vectors
    words: PassageWords


@dataclass(frozen=True, slots=True)
class IndexedQuestion:
    """One that an article answers, as customers put it. `vector` has unit length."""

    article: str
    language: str
    vector: Vectors
    words: list[str]


class KnowledgeIndex:
    """Passages in the order of their documents; a document is an article in one language.

    `passages` must not be empty, and `questions` belong to articles that have some in their language.
    `starts[d]` is the first passage of document d. `document_of[l, a]` is the document of language l and
    article a, -1 where there is none; `ranges[range_of[a]]` the product versions that article a holds for.
    `translations` are learned from the passages where they are not given.
    """

    def __init__(
        self,
        passages: Sequence[IndexedPassage],
        question_means: Mapping[str, Vectors],
        questions: Sequence[IndexedQuestion] = (),
        translations: Mapping[str, Translations] | None = None,
    ) -> None:
        self.passages = sorted(passages, key=lambda p: (p.article, p.language, p.position))
        self.starts = _starts(self.passages)
        self.documents = [self.passages[start] for start in self.starts]
        self.articles = sorted({passage.article for passage in passages})
        self.languages = sorted({passage.language for passage in passages})
        self.ranges = list(dict.fromkeys(document.versions for document in self.documents))
        range_of = {document.article: self.ranges.index(document.versions) for document in self.documents}
        self.range_of = np.array([range_of[article] for article in self.articles], dtype=np.int64)
        self.document_of = _grid(self.documents, self.articles, self.languages)
        self.vectors = ExactIndex(
            np.stack([passage.vector for passage in self.passages]),
            self.starts,
            [document.language for document in self.documents],
            question_means,
        )
        words = [passage.words for passage in self.passages]
        groups = [range(start, end) for start, end in _spans(self.starts, len(words))]
        self.passage_words = LexicalIndex([[*one.heading, *one.text] for one in words])
        self.article_words = LexicalIndex([_article_words([words[at] for at in group]) for group in groups])
        self.title_words = LexicalIndex([_title_words([words[at] for at in group]) for group in groups])
        place = {(document.article, document.language): at for at, document in enumerate(self.documents)}
        asked = [(place[one.article, one.language], one) for one in questions]
        self.asked = AskedIndex(
            np.array([one.vector for _, one in asked], dtype=np.float32).reshape(
                len(asked), len(self.passages[0].vector)
            ),
            np.array([document for document, _ in asked], dtype=np.int64),
            [one.language for _, one in asked],
            question_means if asked else {},
            len(self.documents),
        )
        asked_words: list[list[str]] = [[] for _ in self.documents]
        for document, one in asked:
            asked_words[document] += one.words
        self.asked_words = LexicalIndex(asked_words)
        vocabulary = dict.fromkeys([*self.article_words.vocabulary, *self.asked_words.vocabulary])
        self.reader = QueryReader(Speller(tuple(vocabulary)), translations or translations_of(self.passages))

    def passages_of(self, document: int) -> range:
        """Positions in `passages`."""
        end = self.starts[document + 1] if document + 1 < len(self.starts) else len(self.passages)
        return range(int(self.starts[document]), int(end))


def _article_words(words: Sequence[PassageWords]) -> list[str]:
    body = [word for one in words for word in (*one.heading, *one.text)]
    return body + 2 * words[0].title


def _title_words(words: Sequence[PassageWords]) -> list[str]:
    """Title and headings, the title as often as there are passages: what the article is about."""
    return [word for one in words for word in (*one.title, *one.heading)]


def _starts(passages: Sequence[IndexedPassage]) -> NDArray[np.int64]:
    keys = [(passage.article, passage.language) for passage in passages]
    return np.array([at for at, key in enumerate(keys) if at == 0 or key != keys[at - 1]], dtype=np.int64)


def _spans(starts: NDArray[np.int64], end: int) -> list[tuple[int, int]]:
    edges = [*map(int, starts), end]
    return list(pairwise(edges))


def _grid(
    documents: Sequence[IndexedPassage], articles: Sequence[str], languages: Sequence[str]
) -> NDArray[np.int64]:
    grid = np.full((len(languages), len(articles)), -1, dtype=np.int64)
    row = {language: at for at, language in enumerate(languages)}
    column = {article: at for at, article in enumerate(articles)}
    for number, document in enumerate(documents):
        grid[row[document.language], column[document.article]] = number
    return grid


def translations_of(passages: Sequence[IndexedPassage]) -> dict[str, Translations]:
    """By language, from passages that stand at the same place of an article, headings and titles apart."""
    places: dict[tuple[str, int], dict[str, PassageWords]] = defaultdict(dict)
    for passage in passages:
        places[passage.article, passage.position][passage.language] = passage.words
    pairs: list[WordPair] = []
    for (_, position), by_language in places.items():
        if len(by_language) == 2:
            zh, en = by_language["zh"], by_language["en"]
            pairs += [({*zh.heading, *zh.text}, {*en.heading, *en.text}), (zh.heading, en.heading)]
            if position == 0:
                pairs.append((zh.title, en.title))
    return {"zh": learn_translations(pairs), "en": learn_translations([(en, zh) for zh, en in pairs])}
