"""A Zendesk Guide export: what its Help Center API answers, saved as JSON. docs/how-to/import-articles.md

One file or a folder of pages, each with "articles" and what else was asked for: "sections", "categories",
"translations" (also inside the articles).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from kb_index.articles import LONGEST, ArticleProblem
from kb_index.importing.entries import Defaults, Entries, ReadArticles
from kb_index.importing.html_text import Link, fragment_to_markdown, keep_address
from kb_index.importing.pictures import Pictures
from kb_index.importing.sources import files_of, find_language, read_text, slug
from kb_index.picture_kinds import ENDINGS
from training_data.echo import echo

MOST_BYTES = 200_000_000
KINDS = ("articles", "sections", "categories", "translations")

FIRST_OF_LANGUAGE = ("zh-cn", "zh", "en-us", "en")
"""Of several locales of one language that the source is not, which is taken; then by the alphabet."""

_ARTICLE = re.compile(r"/hc/(?:[\w-]+/)?articles/(\d+)")
_ATTACHMENT = re.compile(r"/(?:hc/)?(?:[\w-]+/)?(?:article_attachments|attachments)/(?:token/)?(\d+)")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Text:
    """One locale of an article, from the article itself or a translation."""

    where: str
    record: Record

    @property
    def locale(self) -> str:
        return str(self.record.get("locale") or "").lower()

    @property
    def changed(self) -> str:
        return str(self.record.get("updated_at") or "")


@dataclass(frozen=True, slots=True)
class _Attached:
    """Pictures of articles, which the API names and does not send: `files` are those saved, by their ids."""

    pictures: Pictures
    files: Mapping[str, Path]
    note: Callable[[str], None]

    def take(self, where: str, base: str, address: str) -> str | None:
        """`base` is the article's own address, which those of its pictures may leave out."""
        if address.startswith("data:"):
            return self.pictures.take_data(where, address)
        whole = _join(base, address)
        found = _ATTACHMENT.search(whole)
        if found and found[1] in self.files:
            return self.pictures.take_file(where, self.files[found[1]])
        if keep_address(whole) is None:
            self.note(f"{where}: the picture {address[:200]} is not there; only its words stay")
        elif found:
            self.note(f"{where}: the picture {whole[:200]} was not saved beside the export; it stays a link")
        return None


_Leading = tuple[Mapping[str, str], _Attached]
"""Where links and pictures lead: the articles' ids here by Zendesk's, and what was saved of attachments."""


def read_zendesk(path: Path, defaults: Defaults) -> ReadArticles:
    """Ids are zendesk-<id>, so that a later export updates. Raises BrokenArticles where there is no file."""
    entries = Entries(defaults)
    root = path if path.is_dir() else path.parent
    attached = _Attached(Pictures(root, entries.note), _attachments(root), entries.note)
    records: dict[str, list[tuple[str, Record]]] = {kind: [] for kind in KINDS}
    listing: list[Record] = []
    for name, file in files_of(path, ".json"):
        try:
            page = _page(read_text(file, MOST_BYTES))
        except ArticleProblem as problem:
            entries.skip_problem(name, problem)
            continue
        for kind in KINDS:
            records[kind] += _records(name, page, kind, entries)
        if "articles" in page:
            listing.append(page)
    if missing := _missing_pages(listing, {str(one["id"]) for _, one in records["articles"]}):
        entries.skip(path.name, missing)
    texts = _texts_by_article(records, entries)
    modules = _Modules(records)
    known = {article: f"zendesk-{article}" for article in texts}
    for article, found in texts.items():
        _add_article(entries, known[article], found, modules, (known, attached))
    return entries.result(attached.pictures.found)


def _attachments(root: Path) -> dict[str, Path]:
    """Pictures by each number in their names or folders: 3600123/menu.png, 3600123.png, 3600123-menu.png."""
    saved = [one for one in sorted(root.rglob("*")) if one.suffix.lower() in ENDINGS and one.is_file()]
    return {
        number: one for one in saved for number in re.findall(r"\d{5,}", one.relative_to(root).as_posix())
    }


def _page(text: str) -> Record:
    try:
        page = json.loads(text)
    except json.JSONDecodeError as wrong:
        cut = wrong.pos >= len(text.rstrip()) - 1 or wrong.msg.startswith("Unterminated string")
        got = f"{wrong.msg} in column {wrong.colno}"
        if cut:
            got = f"the file is cut off after {len(text):,} characters"
        raise ArticleProblem(f":{wrong.lineno}: {got}; nothing of it was read; save it anew") from None
    except RecursionError:
        raise ArticleProblem(": nests too deep; expected an answer of the Help Center API") from None
    if not isinstance(page, dict) or not any(kind in page for kind in KINDS):
        got = ", ".join(list(page)[:5]) if isinstance(page, dict) else type(page).__name__
        raise ArticleProblem(f': got {got or "an empty object"}, expected an object with "articles": […]')
    return page


def _missing_pages(listing: Sequence[Record], read: Set[str]) -> str | None:
    """What pages of articles say of others that are not there, if they do: by their total, which paging by
    number gives, else by there being no last one."""
    counts = [page["count"] for page in listing if isinstance(page.get("count"), int)]
    if counts and max(counts) > len(read):
        return f"the export says that there are {max(counts):,} articles, got {len(read):,}; save all pages"
    if listing and not counts and all(_goes_on(page) for page in listing):
        return "each page of articles says that another follows; save all pages"
    return None


def _goes_on(page: Record) -> bool:
    meta = page.get("meta")
    return bool(page.get("next_page") or (isinstance(meta, dict) and meta.get("has_more")))


def _records(name: str, page: Record, kind: str, entries: Entries) -> Iterator[tuple[str, Record]]:
    found = page.get(kind) or []
    if not isinstance(found, list):
        entries.skip(name, f"{kind}: got {type(found).__name__}, expected a list")
        return
    for number, record in enumerate(found, 1):
        where = f"{name}, {kind} {number}"
        if isinstance(record, dict) and re.fullmatch(r"\d{1,30}", str(record.get("id"))):
            yield f"{where} (id {record['id']})", record
        else:
            entries.skip(where, "has no id; expected an object as the Help Center API gives it")


def _texts_by_article(
    records: Mapping[str, Sequence[tuple[str, Record]]], entries: Entries
) -> dict[str, list[_Text]]:
    """Of each article each locale once, as it was changed last; the article's own record first."""
    texts: dict[str, dict[str, _Text]] = {}
    for where, record in records["articles"]:
        own = texts.setdefault(str(record["id"]), {})
        _take(own, _Text(where, record), entries)
        translations = record.get("translations")
        for one in translations if isinstance(translations, list) else ():
            if isinstance(one, dict):
                _take(own, _Text(f"{where}, {one.get('locale')}", _as_of(record, one)), entries)
    for where, record in records["translations"]:
        source = str(record.get("source_id"))
        if str(record.get("source_type") or "article").lower() != "article":
            continue
        if source not in texts:
            entries.skip(where, f"its article {source} is not in the export")
            continue
        original = next(iter(texts[source].values())).record
        _take(texts[source], _Text(where, _as_of(original, record)), entries)
    return {article: list(found.values()) for article, found in texts.items()}


def _as_of(article: Record, translation: Record) -> Record:
    """What only the article says holds for its translations, but none of its own state."""
    dropped = ("draft", "outdated", "hidden", "edited_at", "title", "body")
    return {**{name: value for name, value in article.items() if name not in dropped}, **translation}


def _take(own: dict[str, _Text], text: _Text, entries: Entries) -> None:
    """The API gives the source's text as its translation too: told only where one is older."""
    other = own.setdefault(text.locale, text)
    if other is text:
        return
    newer, older = (text, other) if text.changed > other.changed else (other, text)
    own[text.locale] = newer
    if newer.changed != older.changed:
        entries.skip(older.where, f"is older than {newer.where}", unreadable=False)


class _Modules:
    """The module of a section: its category's name, else its own; one without Latin letters as it is, where
    neither has any."""

    def __init__(self, records: Mapping[str, Sequence[tuple[str, Record]]]) -> None:
        self._sections = {str(one["id"]): one for _, one in records["sections"]}
        self._categories = {str(one["id"]): one for _, one in records["categories"]}

    def find(self, article: Record) -> str | None:
        section = self._sections.get(str(article.get("section_id")), {})
        category = self._categories.get(str(section.get("category_id")), {})
        names = [" ".join(str(one.get("name") or "").split()) for one in (category, section)]
        plain = [slug(name).replace("-", "_") for name in names if re.search("[a-zA-Z]", name)]
        own = [name for name in names if re.search(r"[^\W\d_]", name)]
        return next((name[: LONGEST["module"]].rstrip("_ ") for name in (*plain, *own) if name), None)


def _add_article(
    entries: Entries, article_id: str, texts: Sequence[_Text], modules: _Modules, leading: _Leading
) -> None:
    article = texts[0].record
    source = str(article.get("source_locale") or texts[0].locale).lower()
    chosen: dict[str, _Text] = {}
    for text in sorted(texts, key=lambda text: _preference(text.locale, source)):
        language = find_language(text.locale)
        if language is None:
            entries.skip(text.where, f"locale: got {echo(text.locale)}, expected zh or en", unreadable=False)
        elif text.record.get("draft") or text.record.get("hidden"):
            entries.skip(text.where, "is a draft or hidden", unreadable=False)
        elif language in chosen:
            why = f"locale {text.locale}: {chosen[language].locale} stands for {language} already"
            entries.skip(text.where, why, unreadable=False)
        else:
            chosen[language] = text
    shared: dict[str, Any] = {}
    module = modules.find(article)
    if module:
        shared["module"] = module
    if article.get("user_segment_id") or article.get("user_segment_ids"):
        shared["audience"] = ["agent"]
        entries.note(f"{article_id}: only some may read it in Zendesk; here nobody but agents")
    if (original := find_language(source)) in chosen:
        shared["original"] = original
    for language, text in chosen.items():
        _add_text(entries, (article_id, language), text, shared, leading)


def _preference(locale: str, source: str) -> tuple[bool, int, str]:
    place = FIRST_OF_LANGUAGE.index(locale) if locale in FIRST_OF_LANGUAGE else len(FIRST_OF_LANGUAGE)
    return locale != source, place, locale


def _add_text(entries: Entries, key: tuple[str, str], text: _Text, shared: Record, leading: _Leading) -> None:
    record = text.record
    known, attached = leading
    try:
        body = fragment_to_markdown(
            str(record.get("body") or ""),
            _links(record, known),
            partial(attached.take, ".".join(key), _base(record)),
            lambda what: entries.note(f"{'.'.join(key)}: {what}"),
        )
        front = {**shared, "title": record.get("title") or record.get("name"), "updated": _updated(record)}
    except ArticleProblem as problem:
        entries.skip_problem(text.where, problem)
        return
    if record.get("outdated"):
        entries.note(f"{'.'.join(key)}: Zendesk calls this translation outdated")
    entries.add(text.where, key, front, body)


def _links(record: Record, known: Mapping[str, str]) -> Link:
    """Links to articles of the export lead to them here; addresses without a host get Zendesk's."""
    base = _base(record)

    def link(address: str) -> str | None:
        found = _ARTICLE.search(address)
        if found and found[1] in known:
            return known[found[1]]
        return keep_address(_join(base, address)) if address else None

    return link


def _base(record: Record) -> str:
    return str(record.get("html_url") or "")


def _join(base: str, address: str) -> str:
    """An address that is none, such as "http://[server]/x", stays as it is."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _updated(record: Record) -> date:
    for name in ("edited_at", "updated_at", "created_at"):
        try:
            return date.fromisoformat(str(record.get(name))[:10])
        except ValueError:
            continue
    raise ArticleProblem(": has no updated_at; expected a time such as 2026-04-25T09:14:57Z")
