"""Reads a folder of articles: Markdown with front matter, docs/how-to/articles.md says which."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kb_index.errors import BrokenArticles, BrokenVersionRange
from kb_index.facets import Facets, read_audience
from kb_index.versions import parse_range
from training_data.echo import echo
from training_data.safe_yaml import load

MAX_BYTES = 1_000_000
"""An article that nobody would read to its end is a file put there by mistake."""

FIELDS = ("title", "module", "error_type", "solution", "versions", "audience", "updated")
SHARED = (*(field.name for field in fields(Facets)), "original")
"""What the languages of one article must agree on."""

LANGUAGES = ("zh", "en")

MOST_QUESTIONS, LONGEST_QUESTION = 50, 200

LONGEST = {"id": 100, "module": 32, "error_type": 32, "solution": 32, "versions": 64}
"""As wide as the columns they go to."""

MOST_REVISION = 10**9

MOST_TOLD = 200
"""Characters of what a YAML reader complains of."""

RESERVED = ("in", "search")
"""Pages of the help centre stand where articles of these ids would."""

# No database takes these: NUL, and half of a pair of UTF-16.
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")

_NAME = re.compile(r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>zh|en)\.md")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article in one language. `revision` is the number its author asks for, None where none is named.

    `asked_as` are questions that it answers, as customers put them: they are searched and never shown.
    Empty `plans` and `platforms` are all. `original` is the language that the others translate, None where
    that stays as it is. `expires` is the last day it is in force, None for ever.
    """

    id: str
    language: str
    title: str
    module: str
    error_type: str
    solution: str
    versions: str
    audience: tuple[str, ...]
    related: tuple[str, ...]
    revision: int | None
    updated: date
    asked_as: tuple[str, ...]
    body: str
    plans: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    original: str | None = None
    expires: date | None = None


class ArticleProblem(Exception):
    """One line of BrokenArticles without the file's name: ":line: field: what was got, what was expected"."""


def read_articles(folder: Path) -> tuple[ArticleFile, ...]:
    """All articles of `folder`, by id and language. Raises BrokenArticles with every problem there is.

    Files that are not named `id.zh.md` or `id.en.md` are left alone (the folder may hold a README).
    """
    if not folder.is_dir():
        raise BrokenArticles(
            [f"{folder}: no such folder; expected one with files such as refund-policy.zh.md"]
        )
    articles: list[ArticleFile] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.md")):
        name = _NAME.fullmatch(path.name)
        if name is None:
            if re.search(r"\.(zh|en)\.md$", path.name):
                problems.append(
                    f"{path.name}: got this file name, expected small letters, digits and hyphens"
                )
            continue
        try:
            articles.append(_read(path, name["id"], name["language"]))
        except ArticleProblem as problem:
            problems.append(f"{path.name}{problem}")
    problems += _disagreements(articles)
    if not articles and not problems:
        problems = [f"{folder}: no articles; expected files such as refund-policy.zh.md"]
    if problems:
        raise BrokenArticles(problems)
    return tuple(articles)


def unknown_related(articles: Iterable[ArticleFile], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Links under `related` to no article, nor to one of `others`: "id -> missing id". Cycles are fine."""
    articles = tuple(articles)
    known = {article.id for article in articles}.union(others)
    return tuple(
        sorted({f"{a.id} -> {other}" for a in articles for other in a.related if other not in known})
    )


def _read(path: Path, article_id: str, language: str) -> ArticleFile:
    if path.stat().st_size > MAX_BYTES:
        raise ArticleProblem(
            f": got {path.stat().st_size:,} bytes, expected at most {MAX_BYTES:,}; split the article"
        )
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        raise ArticleProblem(f": byte {wrong.start} is not UTF-8; save the file as UTF-8 text") from wrong
    return build_article(article_id, language, *split_front_matter(text))


def build_article(
    article_id: str,
    language: str,
    front: Mapping[str, Any],
    body: str,
    lines: Mapping[str, int],
) -> ArticleFile:
    """Checks what a source says of an article. `lines` is where each field stands. Raises ArticleProblem."""
    for field in FIELDS:
        if field not in front:
            raise ArticleProblem(f":1: {field}: missing; expected {', '.join(FIELDS)}")
    article = ArticleFile(
        id=article_id,
        language=language,
        title=_text(front, "title", lines),
        module=_text(front, "module", lines),
        error_type=_text(front, "error_type", lines),
        solution=_text(front, "solution", lines),
        versions=_versions(front, lines),
        audience=read_audience(_words(front, "audience", lines)),
        related=_words(front, "related", lines) if "related" in front else (),
        revision=_revision(front, lines),
        updated=_date(front, "updated", lines),
        asked_as=_questions(front, lines),
        body=body,
        plans=_words(front, "plans", lines) if "plans" in front else (),
        platforms=_words(front, "platforms", lines) if "platforms" in front else (),
        original=_original(front, lines),
        expires=_date(front, "expires", lines) if "expires" in front else None,
    )
    _check_storable(article, lines)
    return article


def _check_storable(article: ArticleFile, lines: Mapping[str, int]) -> None:
    """What a database would refuse, and an address that is another page's."""
    if article.id in RESERVED:
        raise _wrong("id", article.id, "another: this one is a page of the help centre", lines)
    for name, longest in LONGEST.items():
        if len(getattr(article, name)) > longest:
            raise _wrong(name, getattr(article, name), f"at most {longest} characters", lines)
    for field in fields(article):
        value = getattr(article, field.name)
        texts = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        for found in filter(None, map(_NO_TEXT.search, texts)):
            line = lines.get(field.name, 1)
            raise ArticleProblem(f":{line}: {field.name}: got the character {found[0]!r}, expected text")


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str, Mapping[str, int]]:
    """Front matter, body, and the line each field stands on. Raises ArticleProblem."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise ArticleProblem(f":1: got {lines[0][:40]!r}, expected --- and the front matter")
    try:
        end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    except StopIteration:
        raise ArticleProblem(":1: the front matter has no end; expected a second line ---") from None
    try:
        front = load("\n".join(lines[1:end]))
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or "no YAML"
        raise ArticleProblem(
            f":{mark.line + 2 if mark else 2}: {what[:MOST_TOLD]}; expected lines such as title: …"
        ) from wrong
    if not isinstance(front, dict):
        raise ArticleProblem(f":2: got {type(front).__name__}, expected fields such as title: …")
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        raise ArticleProblem(f":{end + 2}: the article is empty; expected text after the front matter")
    places = {
        line.split(":")[0].strip(): number for number, line in enumerate(lines[1:end], 2) if ":" in line
    }
    return front, body, places


def _wrong(field: str, got: object, expected: str, lines: Mapping[str, int]) -> ArticleProblem:
    return ArticleProblem(f":{lines.get(field, 1)}: {field}: got {echo(got)}, expected {expected}")


def _text(front: Mapping[str, Any], field: str, lines: Mapping[str, int]) -> str:
    value = front[field]
    if not isinstance(value, str) or not value.strip() or len(value) > 300:
        raise _wrong(field, value, "a text of 1 to 300 characters", lines)
    return value.strip()


def _words(front: Mapping[str, Any], field: str, lines: Mapping[str, int]) -> tuple[str, ...]:
    value = front[field]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _wrong(field, value, "a list of words such as [member, admin]", lines)
    return tuple(value)


def _questions(front: Mapping[str, Any], lines: Mapping[str, int]) -> tuple[str, ...]:
    questions = _words(front, "asked_as", lines) if "asked_as" in front else ()
    if len(questions) > MOST_QUESTIONS:
        raise _wrong("asked_as", f"{len(questions)} questions", f"at most {MOST_QUESTIONS}", lines)
    for one in questions:
        if not one.strip() or len(one) > LONGEST_QUESTION:
            raise _wrong("asked_as", one, f"questions of 1 to {LONGEST_QUESTION} characters", lines)
    return tuple(dict.fromkeys(one.strip() for one in questions))


def _versions(front: Mapping[str, Any], lines: Mapping[str, int]) -> str:
    value = _text(front, "versions", lines)
    try:
        parse_range(value)
    except BrokenVersionRange as wrong:
        raise ArticleProblem(f":{lines.get('versions', 1)}: versions: {wrong}") from wrong
    return value


def _revision(front: Mapping[str, Any], lines: Mapping[str, int]) -> int | None:
    value = front.get("revision")
    if value is not None and (
        not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MOST_REVISION
    ):
        raise _wrong("revision", value, f"a whole number from 1 up to {MOST_REVISION:,}", lines)
    return value


def _original(front: Mapping[str, Any], lines: Mapping[str, int]) -> str | None:
    value = front.get("original")
    if value is not None and value not in LANGUAGES:
        raise _wrong("original", value, " or ".join(LANGUAGES), lines)
    return value


def _date(front: Mapping[str, Any], field: str, lines: Mapping[str, int]) -> date:
    value = front[field]
    if type(value) is not date:
        raise _wrong(field, value, "a date such as 2026-04-25", lines)
    return value


def disagreements(mine: ArticleFile, theirs: ArticleFile) -> Iterator[str]:
    """What two languages of one article say differently but must not, "field: got …, expected …"."""
    for field in SHARED:
        got, expected = getattr(mine, field), getattr(theirs, field)
        if (sorted(got) != sorted(expected)) if isinstance(got, tuple) else (got != expected):
            yield f"{field}: got {echo(got)}, expected {echo(expected)}"


def _disagreements(articles: Sequence[ArticleFile]) -> list[str]:
    first: dict[str, ArticleFile] = {}
    return [
        f"{article.id}.{article.language}.md: {problem} as in {other.id}.{other.language}.md"
        for article in articles
        for other in (first.setdefault(article.id, article),)
        for problem in disagreements(article, other)
    ]
