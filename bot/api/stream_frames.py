"""Frames as they cross the socket, and the codes it closes with."""

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from fastapi import WebSocket

from bot.errors import BodyTooLarge, Malformed


class Close(IntEnum):
    going = 1001
    malformed = 4400
    signed_out = 4401
    origin = 4403
    unknown = 4404
    late = 4408
    flood = 4429
    ours = 4500


async def read_frame(websocket: WebSocket, limit: int) -> dict[str, Any]:
    """The next frame; BodyTooLarge (`limit` in bytes) or Malformed where it is none of ours."""
    text = await websocket.receive_text()
    if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
        raise BodyTooLarge(len(text), limit)
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("frame", "not JSON; expected one object a frame") from None
    if not isinstance(body, dict):
        raise Malformed("frame", f"got {type(body).__name__}; expected an object")
    return body


async def send_json(websocket: WebSocket, body: Mapping[str, Any]) -> None:
    await websocket.send_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
