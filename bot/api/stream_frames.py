"""Frames as they cross the socket, and the codes it closes with."""

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

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
    received = await websocket.receive()
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received["code"], received.get("reason"))
    text = received.get("text")
    if text is None:
        raise Malformed("frame", "got bytes; expected text")
    if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
        raise BodyTooLarge(len(text), limit)
    try:
        # JSON can bring half of a surrogate pair, which nothing that writes UTF-8 takes.
        body = json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Malformed("frame", "not JSON; expected one object a frame") from None
    if not isinstance(body, dict):
        raise Malformed("frame", f"got {type(body).__name__}; expected an object")
    return body


async def send_json(websocket: WebSocket, body: Mapping[str, Any]) -> None:
    await websocket.send_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
