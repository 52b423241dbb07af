"""What is where in the help centre. Anyone with the site key may read: the bot tells it every visitor."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import NotFound
from bot.service import Service
from bot.web.help import article_page, crawling, looks, pictures, rating, survey
from bot.web.help.browsing import FILTERS, list_module, modules_of, newest_of
from bot.web.help.catalogue import catalogue_of
from bot.web.help.help_route import HelpRoute
from bot.web.help.labels import label
from bot.web.help.paging import page_of
from bot.web.help.reader import Reader, ReaderDep, is_read
from bot.web.help.rendering import Head, help_page
from bot.web.help.searching import LONGEST_QUERY, search_articles
from bot.web.help.unanswered import Searched, keep_search
from bot.web.help.words import say
from kb_index.versions import find_version

NEWEST = 6
A_PAGE = 50
"""Articles of a module on one page."""

router = APIRouter(include_in_schema=False, route_class=HelpRoute)
for part in (looks, crawling, pictures, survey, rating):
    router.include_router(part.router)


@router.get("/kb/{site_key}")
def home(request: Request, service: ServiceDep, reader: ReaderDep) -> Response:
    catalogue = catalogue_of(service.database, reader.site.id)
    return help_page(
        request,
        reader.site,
        reader.language,
        "home.html",
        Head("", say(reader.language, "home_about", name=reader.site.name)),
        modules=modules_of(catalogue),
        newest=newest_of(catalogue, reader.language, NEWEST),
    )


@router.get("/kb/{site_key}/in/{module}")
def module_page(
    request: Request,
    service: ServiceDep,
    reader: ReaderDep,
    module: str,
    error_type: Annotated[str, Query(max_length=32)] = "",
    solution: Annotated[str, Query(max_length=32)] = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    modules = modules_of(catalogue_of(service.database, reader.site.id))
    found = next((one for one in modules if one.name == module), None)
    if found is None:
        raise NotFound("module")
    values = dict(zip(FILTERS, (error_type, solution), strict=True))
    picked = {name: value for name, value in values.items() if value}
    name = label(reader.language, "module", module)
    listing = list_module(found, picked)
    shown = page_of(listing.entries, page, A_PAGE)
    kept = picked | ({"page": str(shown.number)} if shown.number > 1 else {})
    return help_page(
        request,
        reader.site,
        reader.language,
        "module.html",
        Head(name, say(reader.language, "module_about", module=name), kept=kept),
        module=found,
        listing=listing,
        shown=shown,
        picked=picked,
    )


@router.get("/kb/{site_key}/search")
def search(
    request: Request, service: ServiceDep, reader: ReaderDep, q: str = "", version: str = ""
) -> Response:
    """`version` is the reader's product version; what cannot be read as one is told, not obeyed."""
    query, version = " ".join(q.split()), version.strip()[:20]
    asked = query[:LONGEST_QUERY]
    results = None
    if asked:
        service.help_limit.check(f"{reader.site.id}:{reader.address}", time.monotonic())
        known = version if find_version(version) else None
        results = search_articles(service, reader.site.id, asked, reader.language, known)
        if results.verdict != "found" and is_read(request):
            made_by = None if results.vector is None else service.embedder().name
            _keep_search(service, reader, Searched(asked, results.vector, made_by))
    return help_page(
        request,
        reader.site,
        reader.language,
        "search.html",
        Head(
            say(reader.language, "results_for", query=asked) if asked else say(reader.language, "search"),
            kept={"q": asked, "version": version},
            listed=False,
        ),
        query=asked,
        cut=LONGEST_QUERY if len(query) > LONGEST_QUERY else None,
        version=version,
        version_unread=bool(version) and find_version(version) is None,
        results=results,
    )


def _keep_search(service: Service, reader: Reader, searched: Searched) -> None:
    if not any(character.isalnum() for character in searched.query):
        return
    with service.database.uow(reader.site.id) as session:
        secret = service.identity.tokens.secret
        keep_search(session, searched, address=reader.address, secret=secret, now=utc_now())


# Last: the articles' addresses are any.
router.include_router(article_page.router)
