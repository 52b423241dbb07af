"""Our own static files: read and compressed once, named by their content so that browsers may keep them."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes = field(repr=False)
    gzipped: bytes = field(repr=False)
    media_type: str
    etag: str


def load_assets(folder: Path) -> Mapping[str, Asset]:
    """The scripts, style sheets and pictures of a folder, by file name."""
    return {
        file.name: _asset(file.read_bytes(), MEDIA_TYPES[file.suffix])
        for file in sorted(folder.iterdir())
        if file.suffix in MEDIA_TYPES
    }


def _asset(body: bytes, media_type: str) -> Asset:
    etag = f'"{sha256(body).hexdigest()[:16]}"'
    return Asset(body, gzip.compress(body, 9, mtime=0), media_type, etag)


def edition(assets: Iterable[Asset]) -> str:
    """A name for these files as they are: it goes into their path, so each may be kept for ever."""
    return sha256("".join(asset.etag for asset in assets).encode()).hexdigest()[:12]


def asset_response(asset: Asset, request: Request, *, cache: str) -> Response:
    """The file, or 304 where the browser has it. Scripts of any page may load it."""
    headers = {
        "Cache-Control": cache,
        "ETag": asset.etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.gzipped, media_type=asset.media_type, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)
