"""Lanyun's page and what its server would do for a signed-in customer: sign a token for the widget."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from bot.api.dependencies import ServiceDep, get_service
from bot.clock import utc_now
from bot.demo import AGENT_EMAIL, AGENT_PASSWORD
from bot.demo_tenant import SLUG
from bot.errors import NotFound
from bot.tenants import TenantInfo
from bot.tokens import sign_user_token
from bot.web.assets import Asset, asset_response, load_assets
from bot.web.demo.words import WORDS
from bot.web.pages import render
from bot.web.policy import page_headers
from bot.web.site import own_origin
from escalation.crm.accounts import find_contact
from escalation.crm.models import Contact

HERE = Path(__file__).parent
TOKEN_LIFE = timedelta(hours=1)
# Two names of one machine are two origins to a browser, as a site and its desk are outside.
OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}

router = APIRouter(include_in_schema=False)


def get_lanyun(request: Request) -> TenantInfo:
    """The demo's tenant; NotFound where the service was not started with --demo."""
    service = get_service(request)
    lanyun = service.tenants.find_by_slug(SLUG)
    if lanyun is None or not service.settings.demo:
        raise NotFound("page")
    return lanyun


Lanyun = Annotated[TenantInfo, Depends(get_lanyun)]


@cache
def demo_assets() -> Mapping[str, Asset]:
    return load_assets(HERE / "static")


@router.get("/demo")
def page(
    request: Request, service: ServiceDep, lanyun: Lanyun, lang: Literal["zh", "en"] | None = None
) -> HTMLResponse:
    language = lang or ("zh" if request.headers.get("accept-language", "zh").startswith("zh") else "en")
    widget = widget_origin(own_origin(request))
    with service.database.reading(lanyun.id) as session:
        customers = session.scalars(select(Contact).order_by(Contact.language.desc(), Contact.key)).all()
    html = render(
        HERE / "templates" / "demo.html",
        language=language,
        other="en" if language == "zh" else "zh",
        words=WORDS[language],
        t=WORDS[language].texts,
        lanyun=lanyun,
        customers=customers,
        widget=widget,
        agent_email=AGENT_EMAIL,
        agent_password=AGENT_PASSWORD,
    )
    return HTMLResponse(html, headers=page_headers(scripts=[widget], frames=[widget]))


@router.get("/demo/token")
def token(service: ServiceDep, lanyun: Lanyun, customer: str) -> dict[str, str]:
    """What the server of a real site hands to the page of someone who has signed in there."""
    with service.database.reading(lanyun.id) as session:
        contact = find_contact(session, lanyun.id, customer)
    if contact is None:
        raise NotFound("customer")
    return {"token": sign_user_token(contact.key, lanyun, utc_now() + TOKEN_LIFE)}


@router.get("/demo/{name}")
def asset(request: Request, _lanyun: Lanyun, name: str) -> Response:
    found = demo_assets().get(name)
    if found is None:
        raise NotFound("file")
    return asset_response(found, request, cache="no-cache")


def widget_origin(own: str) -> str:
    """The same service under this machine's other name; its own where it has a real one."""
    parts = urlsplit(own)
    other = OTHER_NAME.get(parts.hostname or "")
    return own if other is None else f"{parts.scheme}://{other}{f':{parts.port}' if parts.port else ''}"
