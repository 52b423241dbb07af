"""Turns a template and what it shows into a response that browsers may keep and must ask about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from bot.tenants import TenantInfo
from bot.web.assets import Asset, edition, load_assets
from bot.web.help.accent import accent_css
from bot.web.help.held_for import held_for
from bot.web.help.labels import label
from bot.web.help.words import say
from bot.web.pages import render
from bot.web.policy import page_headers
from bot.web.site import own_origin
from kb_index.articles import LANGUAGES

HERE = Path(__file__).parent
LOCALES = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Head:
    """What search engines and the frame of a page are told of it.

    `languages` are those in which the address shows something of its own, `kept` the query that the language
    switch keeps; a page that is not `listed` asks to be left out of search engines.
    """

    title: str
    description: str = ""
    languages: tuple[str, ...] = LANGUAGES
    canonical_language: str | None = None
    kept: Mapping[str, str] = field(default_factory=dict)
    listed: bool = True


@cache
def help_assets() -> Mapping[str, Asset]:
    return load_assets(HERE / "static")


@cache
def style_edition() -> str:
    return edition(help_assets().values())


@cache
def accent_edition(accent: str) -> str:
    return sha256(accent_css(accent).encode()).hexdigest()[:12]


def help_page(
    request: Request,
    site: TenantInfo | None,
    language: str,
    template: str,
    head: Head,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """`site` is None where the address belongs to nobody. 304 where the browser has the page as it is."""
    html = render(
        HERE / "templates" / template,
        head=head,
        site=site,
        lang=language,
        base="" if site is None else f"/kb/{quote(site.site_key)}",
        here=f"{own_origin(request)}{quote(request.url.path)}",
        style=f"/kb.css?v={style_edition()}",
        accent_version="" if site is None else accent_edition(site.accent),
        locales=LOCALES,
        names=NAMES,
        t=partial(say, language),
        label=partial(label, language),
        day=partial(day, language),
        held_for=lambda versions: held_for(versions, language),
        **values,
    ).encode()
    etag = f'"{sha256(html).hexdigest()[:20]}"'
    headers = {**page_headers(), "Vary": "Accept-Language", "Content-Language": LOCALES[language]}
    if status == 200:
        headers["ETag"] = etag
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    return HTMLResponse(html, status, headers)


def day(language: str, date: date) -> str:
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {date:%B} {date.year}"
