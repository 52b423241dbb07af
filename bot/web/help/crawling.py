"""What search engines are told: each tenant's sitemap to whoever knows its site key, and one robots.txt."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from bot.api.dependencies import ServiceDep
from bot.web.help.browsing import modules_of
from bot.web.help.catalogue import Catalogue, catalogue_of
from bot.web.help.help_route import HelpRoute
from bot.web.help.reader import ReaderDep
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

router = APIRouter(route_class=HelpRoute)


@router.get("/robots.txt")
async def robots() -> PlainTextResponse:
    return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/kb/{site_key}/sitemap.xml")
def sitemap(request: Request, service: ServiceDep, reader: ReaderDep) -> Response:
    catalogue = catalogue_of(service.database, reader.site.id)
    xml = render(
        HERE / "templates" / "sitemap.xml",
        base=f"{own_origin(request)}/kb/{quote(reader.site.site_key)}",
        pages=list_pages(catalogue),
        locales=LOCALES,
    )
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
