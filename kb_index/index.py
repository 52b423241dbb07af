"""One tenant's knowledge in memory, ready to be searched; built whole and never changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.lexical_index import LexicalIndex
from kb_index.passage_words import PassageWords
from kb_index.query_words import QueryReader
from kb_index.spelling import Speller
from kb_index.translations import Translations, WordPair, learn_translations
from kb_index.vector_index.asked import AskedIndex
from kb_index.vector_index.exact import ExactIndex, leaning_mean
from kb_index.vector_index.in_memory import InMemoryIndex
from kb_index.vector_index.protocol import VectorIndex
from kb_index.vector_index.rough_rows import Numbers, Vectors
from kb_index.versions import VersionRange

Document = tuple[str, str]
"""An article in one language: its id and the language."""


@dataclass(frozen=True, slots=True)
class HeldPassage:
    """A passage of the revision `version` in force, as it is shown."""

    article: str
    language: str
    version: int
    versions: VersionRange
    title: str
    position: int
    heading: str
    text: str
    content_hash: str

    @property
    def document(self) -> Document:
        return self.article, self.language


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with what it is searched by. `vector` has unit length; it is empty where another finds it."""

    held: HeldPassage
    vector: Vectors
    words: PassageWords


@dataclass(frozen=True, slots=True)
class IndexedQuestion:
    """One that an article answers, as customers put it. `vector` is as a passage's."""

    article: str
    language: str
    text: str
    vector: Vectors
    words: list[str]

    @property
    def document(self) -> Document:
        return self.article, self.language


VectorsOf = Callable[["KnowledgeIndex"], VectorIndex]
"""Makes what finds an index's documents by meaning, once all else of it is there."""


class KnowledgeIndex:
    """Passages in the order of their documents; a document is an article in one language.

    `passages` must not be empty, and `questions` belong to articles that have some in their language.
    `starts[d]` is the first passage of document d. `document_of[l, a]` is the document of language l and
    article a, -1 where there is none; `ranges[range_of[a]]` the product versions that article a holds for,
    and `titled` the place a of each title.
    `questions` are the known ones with their documents. `translations` are learned from the passages where
    they are not given. Without `vectors_of` the texts' own vectors are held in memory.
    """

    def __init__(
        self,
        passages: Sequence[IndexedPassage],
        question_means: Mapping[str, Vectors],
        questions: Sequence[IndexedQuestion] = (),
        translations: Mapping[str, Translations] | None = None,
        vectors_of: VectorsOf | None = None,
    ) -> None:
        new = _Texts(_grouped(passages), questions)
        self.passages = [one.held for one in new.passages]
        self.questions = new.questions
        self.passage_words = LexicalIndex(new.passage_words)
        self.article_words = LexicalIndex(new.article_words)
        self.title_words = LexicalIndex(new.title_words)
        self.asked_words = LexicalIndex(new.asked_words)
        held = InMemoryVectors(new.vectors, new.question_vectors, question_means)
        self._arrange(translations or translations_of(passages), vectors_of or held)

    def renewed(
        self,
        changed: Collection[Document],
        passages: Sequence[IndexedPassage],
        questions: Sequence[IndexedQuestion],
        question_means: Mapping[str, Vectors],
        translations: Mapping[str, Translations],
        vectors_of: VectorsOf | None = None,
    ) -> "KnowledgeIndex":
        """With `passages` and `questions` in place of all that the `changed` documents had; the rest is kept.

        What they give is what an index built anew would; at least one passage must be left. `vectors_of` is
        needed where this one's vectors are not in memory.
        """
        changed, old = set(changed), {one.document: at for at, one in enumerate(self.documents)}
        groups = _grouped(passages)
        documents = sorted({*(old.keys() - changed), *groups})
        from_document = np.array([-1 if one in groups else old[one] for one in documents])
        from_passage = np.array(
            [
                at
                for one in documents
                for at in (len(groups[one]) * [-1] if one in groups else self.passages_of(old[one]))
            ]
        )
        new = _Texts(groups, questions)
        index = KnowledgeIndex.__new__(KnowledgeIndex)
        fresh = iter(new.passages)
        index.passages = [next(fresh).held if at < 0 else self.passages[at] for at in from_passage]
        index.passage_words = self.passage_words.renewed(from_passage, new.passage_words)
        index.article_words = self.article_words.renewed(from_document, new.article_words)
        index.title_words = self.title_words.renewed(from_document, new.title_words)
        index.asked_words = self.asked_words.renewed(from_document, new.asked_words)
        kept = [at for at, (document, _) in enumerate(self.questions) if document not in changed]
        index.questions = [self.questions[at] for at in kept] + new.questions
        index._arrange(translations, vectors_of or self._held_on(from_passage, kept, new, question_means))
        return index

    def _held_on(
        self,
        from_passage: Numbers,
        kept: Sequence[int],
        new: "_Texts",
        question_means: Mapping[str, Vectors],
    ) -> "InMemoryVectors":
        old = self.vectors
        assert isinstance(old, InMemoryIndex)  # noqa: S101 - else the caller gives others
        vectors = old.texts.rows[from_passage]
        vectors[from_passage < 0] = new.vectors if len(new.vectors) else 0
        questions = _joined(old.asked.rows[kept], new.question_vectors)
        return InMemoryVectors(vectors, questions, question_means)

    def _arrange(self, translations: Mapping[str, Translations], vectors_of: VectorsOf) -> None:
        """What follows from the passages, the questions and the words' indices, which are there."""
        self.starts = _starts(self.passages)
        self.documents = [self.passages[start] for start in self.starts]
        self.articles = sorted({document.article for document in self.documents})
        place_of = {article: at for at, article in enumerate(self.articles)}
        self.titled = {document.title: place_of[document.article] for document in self.documents}
        self.languages = sorted({document.language for document in self.documents})
        self.ranges = list(dict.fromkeys(document.versions for document in self.documents))
        ranges = {versions: at for at, versions in enumerate(self.ranges)}
        range_of = {document.article: ranges[document.versions] for document in self.documents}
        self.range_of = np.array([range_of[article] for article in self.articles], dtype=np.int64)
        self.document_of = _grid(self.documents, self.articles, self.languages)
        languages = [document.language for document in self.documents]
        self.language_of = np.searchsorted(self.languages, languages)
        place = {document.document: at for at, document in enumerate(self.documents)}
        self.asked_of = np.array([place[document] for document, _ in self.questions], dtype=np.int64)
        self.has_questions = np.bincount(self.asked_of, minlength=len(self.documents)) > 0
        self.vectors = vectors_of(self)
        self._lacking = {
            language: self._lack(row) for language, row in zip(self.languages, self.document_of, strict=True)
        }
        vocabulary = dict.fromkeys([*self.article_words.vocabulary, *self.asked_words.vocabulary])
        self.reader = QueryReader(Speller(vocabulary), translations)

    def _lack(self, documents: Numbers) -> NDArray[np.bool_]:
        lack = np.ones(len(self.documents), dtype=bool)
        there = self.document_of[:, documents >= 0]
        lack[there[there >= 0]] = False
        return lack

    def lacking(self, language: str) -> NDArray[np.bool_]:
        """For each document whether its article is not there in `language`."""
        known = self._lacking.get(language)
        return np.ones(len(self.documents), dtype=bool) if known is None else known

    def passages_of(self, document: int) -> range:
        """Positions in `passages`."""
        end = self.starts[document + 1] if document + 1 < len(self.starts) else len(self.passages)
        return range(int(self.starts[document]), int(end))


@dataclass(frozen=True, slots=True)
class InMemoryVectors:
    """The vectors of an index's passages and known questions, in their order."""

    vectors: Vectors
    question_vectors: Vectors
    question_means: Mapping[str, Vectors]

    def __call__(self, index: KnowledgeIndex) -> InMemoryIndex:
        return InMemoryIndex(
            ExactIndex(
                self.vectors,
                index.starts,
                [document.language for document in index.documents],
                self.question_means,
            ),
            AskedIndex(
                self.question_vectors,
                index.asked_of,
                [language for (_, language), _ in index.questions],
                self._means_of(index.questions),
                len(index.documents),
            ),
        )

    def _means_of(self, questions: Sequence[tuple[Document, str]]) -> dict[str, Vectors]:
        if not questions:
            return {}
        languages = np.array([language for (_, language), _ in questions])
        return {
            one: leaning_mean(self.question_vectors[languages == one], mean)
            for one, mean in self.question_means.items()
        }


class _Texts:
    """What passages and questions bring to an index, in the order of their documents."""

    def __init__(
        self, groups: Mapping[Document, Sequence[IndexedPassage]], questions: Sequence[IndexedQuestion]
    ) -> None:
        self.passages = [one for group in groups.values() for one in group]
        self.passage_words = [[*one.words.heading, *one.words.text] for one in self.passages]
        self.article_words = [_article_words([one.words for one in group]) for group in groups.values()]
        self.title_words = [_title_words([one.words for one in group]) for group in groups.values()]
        asked: dict[Document, list[str]] = {document: [] for document in groups}
        for question in questions:
            asked[question.document] += question.words
        self.asked_words = list(asked.values())
        self.vectors = _stacked([one.vector for one in self.passages])
        self.question_vectors = _stacked([one.vector for one in questions])
        self.questions = [(one.document, one.text) for one in questions]


def _grouped(passages: Sequence[IndexedPassage]) -> dict[Document, list[IndexedPassage]]:
    groups: dict[Document, list[IndexedPassage]] = {}
    for one in sorted(passages, key=lambda one: (one.held.document, one.held.position)):
        groups.setdefault(one.held.document, []).append(one)
    return groups


def _stacked(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)


def _joined(first: Vectors, second: Vectors) -> Vectors:
    """Of no questions it is not known how long their vectors are."""
    return np.concatenate([first, second]) if len(first) and len(second) else first if len(first) else second


def _article_words(words: Sequence[PassageWords]) -> list[str]:
    body = [word for one in words for word in (*one.heading, *one.text)]
    return body + 2 * words[0].title


def _title_words(words: Sequence[PassageWords]) -> list[str]:
    """Title and headings, the title as often as there are passages: what the article is about."""
    return [word for one in words for word in (*one.title, *one.heading)]


def _starts(passages: Sequence[HeldPassage]) -> Numbers:
    documents = [passage.document for passage in passages]
    return np.array(
        [at for at, one in enumerate(documents) if at == 0 or one != documents[at - 1]], dtype=np.int64
    )


def _grid(documents: Sequence[HeldPassage], articles: Sequence[str], languages: Sequence[str]) -> Numbers:
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
        held = passage.held
        places[held.article, held.position][held.language] = passage.words
    pairs: list[WordPair] = []
    for (_, position), by_language in places.items():
        if len(by_language) == 2:
            zh, en = by_language["zh"], by_language["en"]
            pairs += [({*zh.heading, *zh.text}, {*en.heading, *en.text}), (zh.heading, en.heading)]
            if position == 0:
                pairs.append((zh.title, en.title))
    return {"zh": learn_translations(pairs), "en": learn_translations([(en, zh) for zh, en in pairs])}
