"""One article as a page. Anyone with the site key may read it: the bot tells it every visitor."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bot.api.dependencies import ServiceDep
from bot.tenants import TenantInfo
from bot.web.assets import Asset, asset_response, load_assets
from bot.web.help.article import get_article_page
from bot.web.help.markdown import article_html
from bot.web.pages import render
from bot.web.policy import page_headers
from bot.web.site import get_site

HERE = Path(__file__).parent
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {"help": "帮助中心", "updated": "更新于", "version": "第 {} 版", "related": "相关文章"},
    "en": {"help": "Help", "updated": "Updated", "version": "version {}", "related": "Related"},
}

router = APIRouter(include_in_schema=False)


@cache
def help_assets() -> Mapping[str, Asset]:
    return load_assets(HERE / "static")


@router.get("/kb.css")
def style(request: Request) -> Response:
    return asset_response(help_assets()["kb.css"], request, cache="no-cache")


@router.get("/kb/{site_key}/{article}")
def article_page(
    service: ServiceDep,
    article: str,
    site: Annotated[TenantInfo, Depends(get_site)],
    lang: Literal["zh", "en"] = "zh",
) -> HTMLResponse:
    with service.database.reading(site.id) as session:
        page = get_article_page(session, article, lang)
    html = render(
        HERE / "templates" / "article.html",
        page=page,
        body=article_html(page.body, page.language),
        site=site,
        words=WORDS[page.language],
    )
    return HTMLResponse(html, headers=page_headers())
