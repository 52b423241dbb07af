"""A knowledge base of any size made of real sentences, the same for the same seed, and questions to it.

An entry has a title and two lines, 40 to 80 tokens as a rule, and one known question, in Chinese and in
English. Half of it comes from the demo articles, where the languages say the same; the rest from questions of
public sets, which widen the vocabulary and translate nothing. Without ../shared/data it is all from the demo.
"""

import csv
import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kb_index.articles import ArticleFile, read_articles
from kb_index.chunking import Chunk, cut_into_chunks
from kb_index.embedder import Embedder, Vectors

ROOT = Path(__file__).parents[1]
PUBLIC = ROOT.parent / "shared" / "data"
LANGUAGES = ("zh", "en")
SEED = 20_261
NOISE = 0.25
"""Length of what a mixed vector has of its own beside the mean of its sentences', which has length 1."""

Pair = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True)
class Corpus:
    files: tuple[ArticleFile, ...]
    sentences: tuple[str, ...]
    """All that titles and texts are made of, each a part of one."""
    questions: tuple[str, ...]
    """The known ones."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    language: str


def build_corpus(entries: int) -> Corpus:
    draw = random.Random(SEED)
    titles, lines, asked = _demo_sentences()
    public = _public_sentences(draw)
    files = []
    for number in range(entries):
        head = draw.choice(titles)
        about = draw.choice(public) if public and draw.random() < 0.5 else draw.choice(lines)
        body = [draw.choice(lines), draw.choice(public or lines)]
        question = draw.choice(asked)
        for side, language in enumerate(LANGUAGES):
            files.append(
                _file(
                    f"entry-{number:06d}",
                    language,
                    (head[side], about[side]),
                    [b[side] for b in body],
                    question[side],
                )
            )
    sentences = dict.fromkeys(part for pair in (*titles, *lines, *public) for part in pair)
    questions = dict.fromkeys(part for pair in asked for part in pair)
    return Corpus(tuple(files), tuple(sentences), tuple(questions))


def ask_about(corpus: Corpus, count: int) -> list[Question]:
    """A title, a line or a known question of an entry, with a third of its words lost and a letter wrong."""
    draw = random.Random(SEED + 1)
    questions = []
    for file in draw.choices(corpus.files, k=count):
        source = draw.choice([*file.title.split(SEPARATOR), *file.body.split("\n\n"), *file.asked_as])
        questions.append(Question(_perturbed(source, file.language, draw), file.language))
    return questions


SEPARATOR = " / "


def mixed_name(encoder: Embedder) -> str:
    return f"{encoder.name}-mixed"


class MixingEmbedder:
    """Real vectors of the corpus' sentences; a text of several has their mean with noise of its own.

    So a hundred thousand texts cost no more than the sentences they are made of, and lie as far apart as
    texts of these languages do. What is not of the corpus goes to the encoder itself.
    """

    def __init__(self, encoder: Embedder, corpus: Corpus) -> None:
        self._encoder = encoder
        self.name = mixed_name(encoder)
        self._sentences = dict(zip(corpus.sentences, encoder.embed_passages(corpus.sentences), strict=True))
        self._questions = dict(zip(corpus.questions, encoder.embed_queries(corpus.questions), strict=True))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._questions for text in texts):
            return np.stack([_mixed([self._questions[text]]) for text in texts])
        return self._encoder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._passage(text) for text in texts])

    def _passage(self, text: str) -> Vectors:
        parts = [part for line in text.split("\n") for part in line.split(SEPARATOR)]
        if not all(part in self._sentences for part in parts):
            return self._encoder.embed_passages([text])[0]
        return _mixed([self._sentences[part] for part in parts], seed=zlib.crc32(text.encode()))


def _mixed(vectors: Sequence[Vectors], seed: int | None = None) -> Vectors:
    """Without a seed the noise is of chance: the same known question belongs to many entries."""
    mean = np.mean(vectors, axis=0)
    own = np.random.default_rng(seed).standard_normal(len(mean))
    mixed = mean / np.linalg.norm(mean) + NOISE * own / np.linalg.norm(own)
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def _file(article: str, language: str, title: Pair, lines: Sequence[str], question: str) -> ArticleFile:
    return ArticleFile(
        id=article,
        language=language,
        title=SEPARATOR.join(title)[:300],
        module="billing",
        error_type="how_to",
        solution="steps",
        versions="*",
        audience=("member",),
        related=(),
        revision=None,
        updated=date(2026, 5, 1),
        asked_as=(question,),
        body="\n\n".join(lines),
    )


def _demo_sentences() -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Titles, lines of texts and known questions of the demo articles."""
    titles, lines, asked = [], [], []
    by_article: dict[str, dict[str, ArticleFile]] = {}
    for file in read_articles(ROOT / "training_data" / "articles"):
        by_article.setdefault(file.id, {})[file.language] = file
    for zh, en in (
        tuple(one[language] for language in LANGUAGES) for one in by_article.values() if len(one) == 2
    ):
        titles.append((zh.title, en.title))
        lines += zip(_lines(zh.body), _lines(en.body), strict=False)
        asked += zip(zh.asked_as, en.asked_as, strict=False)
    return titles, _texts(lines), asked


def _texts(pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if all(_is_text(*one) for one in zip(pair, LANGUAGES, strict=True))]


def _lines(body: str) -> list[str]:
    return [" ".join(line.replace("**", "").lstrip("#-0123456789. ").split()) for line in body.splitlines()]


def _is_text(line: str, language: str) -> bool:
    """Whether Markdown and chunking leave it as it is."""
    return len(line) > 7 and cut_into_chunks(line, language) == (Chunk("", line),)


def _public_sentences(draw: random.Random) -> list[Pair]:
    """Questions of customers of banks and pay services, paired by chance."""
    zh_file, en_file = PUBLIC / "afqmc_sample" / "afqmc_train_3000.csv", PUBLIC / "banking77" / "train.csv"
    if not (zh_file.is_file() and en_file.is_file()):
        return []
    zh = [row["sentence1"].replace("*", "") for row in _rows(zh_file)]
    en = [" ".join(row["text"].split()) for row in _rows(en_file)]
    return _texts(zip(zh, draw.sample(en, len(zh)), strict=True))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _perturbed(text: str, language: str, draw: random.Random) -> str:
    if language == "zh":
        at = draw.randrange(max(len(text) - 2, 1))
        return text[:at][-24:] + text[at + 2 :][:24] or text
    kept = [word for word in text.split() if draw.random() < 0.67][:16] or text.split()
    at = draw.randrange(len(kept))
    if len(kept[at]) > 4:
        middle = draw.randrange(1, len(kept[at]) - 1)
        kept[at] = kept[at][:middle] + kept[at][middle + 1 :]
    return " ".join(kept).lower()
