"""What search engines are told: each tenant's sitemap to whoever knows its site key, and one robots.txt."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse, Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.web.help.browsing import modules_of
from bot.web.help.catalogue import Catalogue, catalogue_of
from bot.web.help.help_route import HelpRoute
from bot.web.help.paging import page_of
from bot.web.help.reader import Reader, ReaderDep
from bot.web.help.rendering import HERE, LOCALES
from bot.web.pages import render
from bot.web.site import own_origin
from kb_index.articles import LANGUAGES

# Of all tenants together: it names none of them, nor what else is served here.
ROBOTS = """User-agent: *
Allow: /kb/
Allow: /kb.css
Disallow: /kb/*/search
Disallow: /
"""

PAGES = 20_000
"""Pages a sitemap, each with an address a language: the protocol's most are 50,000 addresses and 50 MB."""

router = APIRouter(route_class=HelpRoute)


@router.get("/robots.txt")
async def robots() -> PlainTextResponse:
    return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/kb/{site_key}/sitemap.xml")
def sitemap(request: Request, service: ServiceDep, reader: ReaderDep) -> Response:
    """Where there are more pages than one holds, an index of several."""
    pages = list_pages(catalogue_of(service.database, reader.site.id))
    if len(pages) <= PAGES:
        return _xml(request, reader, "sitemap.xml", pages=pages, locales=LOCALES)
    return _xml(request, reader, "sitemap_index.xml", parts=page_of(pages, 1, PAGES).pages)


@router.get("/kb/{site_key}/sitemap-{part}.xml")
def sitemap_part(
    request: Request, service: ServiceDep, reader: ReaderDep, part: Annotated[int, Path(ge=1)]
) -> Response:
    page = page_of(list_pages(catalogue_of(service.database, reader.site.id)), part, PAGES)
    if page.number != part:
        raise NotFound("sitemap")
    return _xml(request, reader, "sitemap.xml", pages=page.items, locales=LOCALES)


def _xml(request: Request, reader: Reader, template: str, **values: object) -> Response:
    base = f"{own_origin(request)}/kb/{quote(reader.site.site_key)}"
    xml = render(HERE / "templates" / template, base=base, **values)
    return Response(xml, media_type="application/xml", headers={"Cache-Control": "public, max-age=3600"})


def list_pages(catalogue: Catalogue) -> list[tuple[str, Mapping[str, date | None]]]:
    """Paths below the tenant's own, with the languages of each and when it changed, where that is known."""
    both: Mapping[str, date | None] = dict.fromkeys(LANGUAGES)
    return [
        ("", both),
        *((f"/in/{quote(module.name, safe='')}", both) for module in modules_of(catalogue)),
        *(
            (f"/{article}", {language: one.updated for language, one in entry.headlines.items()})
            for article, entry in catalogue.items()
        ),
    ]
