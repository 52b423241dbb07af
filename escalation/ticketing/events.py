"""What happens to a ticket, as facts. A ticket's row is a fold over them (`state`), its clocks are another.

The types, and what their `data` holds:

- `ticket.opened` {priority, reason, status, channel, tier, intent, language, contact, module, tags}
- `ticket.customer_wrote`, `ticket.agent_replied` {message}: a public entry of the thread, by its position
- `ticket.noted` {message, mentions, author}: an internal one, and the agents' ids it names; `author` {zh, en}
  where no person wrote it
- `ticket.status_changed` {from, to, why}; `ticket.priority_changed` {from, to, reason}
- `ticket.assigned` {agent, team, queue, reason}, each None where there is none
- `ticket.customer_changed` {from, to, tier}: contacts by their keys, and the plan of the new one, each None
  where there is none; `ticket.module_changed` {from, to}
- `ticket.tagged` {added, removed}; `ticket.field_changed` {field, from, to}
- `ticket.linked`, `ticket.unlinked` {ticket, kind}; `ticket.watched`, `ticket.unwatched` {agent}
- `ticket.attached` {attachment, name}
- `ticket.merged` {into}, `ticket.unmerged` {from}: on the ticket that goes into another;
  `ticket.absorbed`, `ticket.released` {ticket}: on the one that takes it in
- `ticket.incident_marked` {incident}: whether it gathers others' tickets
- `sla.applied` {policy, calendar, version, reason}: snapshots of both, of that version of the settings;
  `sla.warned`, `sla.breached` {clock, n}
- a `reason` of a priority or an assignment is {zh, en}, or a text where it was kept before there were both
- `survey.asked` {}, `survey.answered` {score, comment}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """`by` is "customer", "bot", "system", "agent:<id>", "api:<id of the key>" or "rule:<id>". `depth` counts
    the rules that led to it, one after the other; 0 where nobody's rule did."""

    type: str
    at: datetime
    by: str
    data: Mapping[str, Any] = field(default_factory=dict)
    depth: int = 0
