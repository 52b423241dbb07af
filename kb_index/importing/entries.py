"""What a reader hands on, and how it gathers it entry by entry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kb_index.articles import (
    MAX_BYTES,
    SHARED,
    ArticleFile,
    ArticleProblem,
    build_article,
    disagreements,
)
from kb_index.facets import CUSTOMERS
from kb_index.importing.pictures import Source


@dataclass(frozen=True, slots=True)
class Skipped:
    """`unreadable` is False for what its source does not show either, such as a draft."""

    where: str
    why: str
    unreadable: bool = True


@dataclass(frozen=True, slots=True)
class ReadArticles:
    """`notes` are about articles that were read, for an author's eye; `pictures` by what texts call them."""

    files: tuple[ArticleFile, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for articles whose source does not say. `language` None: such articles are skipped."""

    language: str | None = None
    module: str = "general"
    error_type: str = "how_to"
    solution: str = "steps"
    versions: str = "*"
    audience: tuple[str, ...] = CUSTOMERS

    def front(self) -> dict[str, Any]:
        return {
            "module": self.module,
            "error_type": self.error_type,
            "solution": self.solution,
            "versions": self.versions,
            "audience": list(self.audience),
        }


class Entries:
    """Gathers articles; one that cannot be one, or comes twice, is skipped with its reason."""

    def __init__(self, defaults: Defaults) -> None:
        self.defaults = defaults
        self._files: dict[tuple[str, str], ArticleFile] = {}
        self._where: dict[tuple[str, str], str] = {}
        self._first: dict[str, ArticleFile] = {}
        self._skipped: list[Skipped] = []
        self._notes: list[str] = []

    def add(
        self,
        where: str,
        key: tuple[str, str],
        front: Mapping[str, Any],
        body: str,
        lines: Mapping[str, int] | None = None,
    ) -> None:
        """`key` is id and language. What `front` leaves out is as in the other language, or a default."""
        try:
            self._add(where, key, front, body, lines or {})
        except ArticleProblem as problem:
            self.skip_problem(where, problem, with_line=lines is not None)

    def skip(self, where: str, why: str, *, unreadable: bool = True) -> None:
        self._skipped.append(Skipped(where, why, unreadable))

    def skip_problem(self, where: str, problem: ArticleProblem, *, with_line: bool = True) -> None:
        line, _, why = str(problem).partition(": ")
        self.skip(where + line * with_line, why)

    def note(self, note: str) -> None:
        self._notes.append(note)

    def result(self, pictures: Mapping[str, Source] | None = None) -> ReadArticles:
        files, skipped, notes = tuple(self._files.values()), tuple(self._skipped), tuple(self._notes)
        return ReadArticles(files, skipped, notes, pictures or {})

    def _add(
        self,
        where: str,
        key: tuple[str, str],
        front: Mapping[str, Any],
        body: str,
        lines: Mapping[str, int],
    ) -> None:
        if key in self._files:
            raise ArticleProblem(f": {'.'.join(key)} comes twice; {self._where[key]} is taken")
        first = self._first.get(key[0])
        shared = {name: _plain(getattr(first, name)) for name in SHARED} if first else {}
        _check_text(key[0], body)
        whole = {**self.defaults.front(), **shared, **front}
        whole["audience"] = whole["audience"] or list(self.defaults.audience)
        article = build_article(
            *key, {name: _tidy(value) for name, value in whole.items()}, _tidy(body).strip(), lines
        )
        first = self._first.setdefault(article.id, article)
        for problem in disagreements(article, first):
            raise ArticleProblem(f": {problem} as in {self._where[first.id, first.language]}")
        self._files[key], self._where[key] = article, where


def _tidy(value: Any) -> Any:
    """With ends of lines as all files have them here."""
    if isinstance(value, str):
        return re.sub(r"\r\n?", "\n", value)
    return [_tidy(one) for one in value] if isinstance(value, list) else value


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _check_text(article_id: str, body: str) -> None:
    if not article_id:
        raise ArticleProblem(": the name has no letter or digit for an id such as refund-policy; rename it")
    if not body.strip():
        raise ArticleProblem(": the article is empty; expected text")
    size = len(body.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise ArticleProblem(f": got {size:,} bytes, expected at most {MAX_BYTES:,}; split the article")
