"""Which conversations of a tenant a replay runs: the stored ones or a file's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.persistence.database import Database
from bot.replay.conversation import RecordedConversation
from bot.replay.conversation_file import read_conversations
from bot.replay.stored import list_stored, read_stored
from bot.tenants import TenantInfo
from escalation.crm.accounts import find_contact


@dataclass(frozen=True, slots=True)
class Source:
    """A tenant's; `conversations` are read one by one, oldest first."""

    tenant: TenantInfo
    count: int
    conversations: Iterator[RecordedConversation]


def stored_source(live: Database, tenant: TenantInfo, *, since: datetime | None, limit: int | None) -> Source:
    """The tenant's newest `limit` that began at `since` or later."""
    with live.reading(tenant.id) as session:
        chosen = list_stored(session, since=since, limit=limit)

    def read() -> Iterator[RecordedConversation]:
        for conversation_id in chosen:
            with live.reading(tenant.id) as session:
                conversation = read_stored(session, tenant, conversation_id)
            yield conversation

    return Source(tenant, len(chosen), read())


def file_source(
    file: Path,
    live: Database,
    tenant: TenantInfo,
    *,
    since: datetime | None,
    limit: int | None,
    text_limit: int,
) -> Source:
    """As `stored_source`, by the conversations' own clocks. ReplayFileBroken for any line of the file."""
    with live.reading(tenant.id) as session:
        found = read_conversations(
            file,
            text_limit=text_limit,
            is_customer=lambda key: find_contact(session, tenant.id, key) is not None,
        )
    wanted = sorted((one for one in found if since is None or one.now >= since), key=lambda one: one.now)
    chosen = wanted[-limit:] if limit else wanted
    return Source(tenant, len(chosen), iter(chosen))
