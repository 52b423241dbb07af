"""Who reads: whose help centre, in which language, from which address."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from bot.tenants import TenantInfo
from bot.web.console.language import choose_language
from bot.web.site import get_site


@dataclass(frozen=True, slots=True)
class Reader:
    site: TenantInfo
    language: str
    address: str


async def get_reader(request: Request, site_key: str, lang: Literal["zh", "en"] | None = None) -> Reader:
    """NotFound for a site key that nobody has. Without `lang` the browser's languages decide."""
    return Reader(
        site=get_site(request, site_key),
        language=choose_language(request.headers.get("accept-language"), lang),
        address=request.client.host if request.client else "?",
    )


ReaderDep = Annotated[Reader, Depends(get_reader)]


def is_read(request: Request) -> bool:
    """Not by a browser that loads ahead, nor by what only asks whether the page is there."""
    return request.method == "GET" and request.headers.get("sec-purpose") is None
