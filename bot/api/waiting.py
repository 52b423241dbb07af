"""For a caller who would rather wait for the answer than open a socket."""

from typing import Any

from bot.conversations import read_messages
from bot.hub import Listener
from bot.persistence.database import Database


async def wait_for_turn(listener: Listener, seq: int) -> list[Any]:
    """The replies of the turn on message `seq`. Bound it in time: a frame may be missed."""
    while True:
        frame = await listener.next()
        if frame.type == "turn" and frame.position == seq:
            return list(frame.inside)


def replies_after(database: Database, tenant_id: str, conversation_id: str, seq: int) -> list[Any]:
    """What followed message `seq`, up to the customer's next one."""
    with database.reading(tenant_id) as session:
        later = read_messages(session, conversation_id, after=seq, limit=50)
    following = [index for index, one in enumerate(later) if one["author"] == "customer"]
    return later[: following[0]] if following else later
