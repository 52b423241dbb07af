"""Turns a template and what it shows into a response: language, times and labels bound to the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.assets import Asset, edition, load_assets
from bot.web.console.elapsed import elapsed
from bot.web.console.labels import label
from bot.web.console.strings import say
from escalation.sla.business_hours import zone_of

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Look:
    """How this request wants its pages: words, and the clock on the wall."""

    language: str
    timezone: str
    now: datetime


@cache
def environment() -> Environment:
    """Escapes everything; a name that is missing is an error, never an empty place."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def console_assets() -> Mapping[str, Asset]:
    return load_assets(HERE / "static")


@cache
def static_edition() -> str:
    """Changes with any static file, so that the files may be kept for ever."""
    return edition(console_assets().values())


def render(template: str, look: Look, **values: Any) -> str:
    return (
        environment()
        .get_template(template)
        .render(
            lang=look.language,
            t=partial(say, look.language),
            label=partial(label, look.language),
            short_time=partial(short_time, look),
            full_time=partial(full_time, look),
            size=size_in_words,
            elapsed=lambda since: elapsed(look.language, since, look.now),
            static=f"/console/static/{static_edition()}",
            **values,
        )
    )


def page(template: str, look: Look, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(render(template, look, **values), status_code=status)


def is_fragment(request: Request) -> bool:
    """htmx asks for a part of a page, but for the whole after a step back in the history."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def short_time(look: Look, at: datetime) -> str:
    """The hour today, else the day, in the tenant's zone."""
    zone = zone_of(look.timezone)
    there, today = at.astimezone(zone), look.now.astimezone(zone)
    return f"{there:%H:%M}" if there.date() == today.date() else short_day(look, at)


def short_day(look: Look, at: datetime) -> str:
    """In the tenant's zone, with its year where that is another."""
    zone = zone_of(look.timezone)
    there, today = at.astimezone(zone), look.now.astimezone(zone)
    if there.year != today.year:
        return f"{there:%Y-%m-%d}"
    return f"{there.month}月{there.day}日" if look.language == "zh" else f"{there.day} {there:%b}"


def size_in_words(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


def full_time(look: Look, at: datetime) -> str:
    return f"{at.astimezone(zone_of(look.timezone)):%Y-%m-%d %H:%M:%S} {look.timezone}"
