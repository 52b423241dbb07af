"""Files that nothing points to: drafts of a process that died, files whose row never came or is gone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk.attachments.store import AttachmentStore, is_draft
from bot.persistence.database import Database
from escalation.ticketing.attachments import known_attachments

GRACE = timedelta(hours=1)
"""Far longer than an upload may take: until then the row may still come."""
EVERY = timedelta(hours=1)
AT_ONCE = 500


@dataclass(slots=True)
class OrphanFiles:
    database: Database
    store: AttachmentStore
    _looked: dict[str, datetime] = field(default_factory=dict)

    def run(self, tenant_id: str, now: datetime) -> int:
        """Removes the tenant's orphans, looking once an hour; returns how many there were."""
        last = self._looked.get(tenant_id)
        if last is not None and abs(now - last) < EVERY:  # a clock set back must not put it off
            return 0
        self._looked[tenant_id] = now
        quiet = self.store.untouched_since(tenant_id, now - GRACE)
        orphans = [path for path in quiet if is_draft(path)]
        kept = [path for path in quiet if not is_draft(path)]
        for start in range(0, len(kept), AT_ONCE):
            some = kept[start : start + AT_ONCE]
            with self.database.reading(tenant_id) as session:
                known = known_attachments(session, tenant_id, [path.name for path in some])
            orphans += [path for path in some if path.name not in known]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)
