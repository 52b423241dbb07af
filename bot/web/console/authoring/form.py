"""The author's form: as it came, as a draft's text, and what is wrong with it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from escalation.sla.business_hours import zone_of
from kb_index.draft_base import Base
from kb_index.draft_text import DraftText
from kb_index.errors import BrokenDraft
from kb_index.facets import DESK, Facets, read_audience

Action = Literal["save", "submit", "publish", "schedule", "return", "discard", "rebase", "follow"]


class Written(BaseModel):
    """Fields as they stand in the form. `seen` is the draft's edit that it was filled from, "" for none.

    `base` is what its text was begun from, `now` what stood when the page was made: both as `write_base`.
    """

    title: str = ""
    body: str = ""
    asked_as: str = ""
    module: str = ""
    error_type: str = ""
    solution: str = ""
    versions: str = "*"
    audience: str = ""
    plans: str = ""
    platforms: str = ""
    related: str = ""
    reason: str = ""
    expires_on: str = ""
    id: str = ""
    language: str = ""
    seen: str = ""
    base: str = ""
    now: str = ""
    action: Action = "save"
    publish_at: str = ""
    note: str = ""


def read_text(written: Written) -> DraftText:
    """Raises BrokenDraft for a date that is none; everything else is the draft's to check."""
    return DraftText(
        title=written.title.strip(),
        body=written.body.replace("\r\n", "\n").strip(),
        facets=read_facets(written),
        asked_as=tuple(dict.fromkeys(line.strip() for line in written.asked_as.splitlines() if line.strip())),
        reason=written.reason.strip(),
        expires_on=_read_date(written.expires_on),
    )


def read_facets(written: Written) -> Facets:
    return Facets(
        written.module.strip(),
        written.error_type.strip(),
        written.solution.strip(),
        written.versions.strip() or "*",
        _words(written.audience),
        read_related(written),
        _words(written.plans),
        _words(written.platforms),
    )


def read_related(written: Written) -> tuple[str, ...]:
    """Ids have no blanks within."""
    return _words(",".join(written.related.split()))


def read_hour(written: Written, timezone: str, now: datetime) -> datetime:
    """When to publish, on the tenant's clock. Raises BrokenDraft for no time, and for one that is over."""
    try:
        there = datetime.fromisoformat(written.publish_at).replace(tzinfo=zone_of(timezone))
    except ValueError:
        raise BrokenDraft([("publish_at", "not_a_time")]) from None
    if there <= now:
        raise BrokenDraft([("publish_at", "over")])
    return there


def check_last_day(text: DraftText, first: date, problem: str = "over") -> None:
    """Raises BrokenDraft where the last day is over on the `first`, the day of the publication at soonest."""
    if text.expires_on is not None and text.expires_on < first:
        raise BrokenDraft([("expires_on", problem)])


def read_seen(written: Written) -> int | None:
    return int(written.seen) if re.fullmatch("[0-9]{1,9}", written.seen) else None


def read_base(written: str) -> Base:
    """Nothing, where it is not as `write_base` wrote it: then whatever is in force has come since."""
    found = re.fullmatch(r"([0-9]{0,9})\.([0-9]{1,9})\.([0-9]{0,9})", written)
    if found is None:
        return Base()
    version, change, follows = found.groups()
    return Base(int(version) if version else None, int(change), int(follows) if follows else None)


def write_base(base: Base) -> str:
    return f"{base.version or ''}.{base.change}.{'' if base.follows is None else base.follows}"


def write_form(
    text: DraftText, *, id: str, language: str, seen: int | None, base: Base, now: Base
) -> Written:
    facets = text.facets
    return Written(
        title=text.title,
        body=text.body,
        asked_as="\n".join(text.asked_as),
        module=facets.module,
        error_type=facets.error_type,
        solution=facets.solution,
        versions=facets.versions,
        audience=", ".join(facets.readers),
        plans=", ".join(facets.plans),
        platforms=", ".join(facets.platforms),
        related=", ".join(facets.related),
        reason=text.reason,
        expires_on=text.expires_on.isoformat() if text.expires_on else "",
        id=id,
        language=language,
        seen="" if seen is None else str(seen),
        base=write_base(base),
        now=write_base(now),
    )


def told_audience(audience: str) -> str:
    """The key of what the form says beside it: whether customers will be shown the article."""
    words = read_audience(_words(audience))
    return "kb_for_desk" if words == (DESK,) else "kb_for_customers" if words else "kb_for_nobody"


def suggest_id(title: str) -> str:
    """As `static/knowledge.js` does: the title's plain letters and digits; "" for a Chinese one."""
    return "-".join(re.findall("[a-z0-9]+", title.lower().replace("'", "")))[:60].strip("-")


def _words(written: str) -> tuple[str, ...]:
    """Names may have blanks within, so only marks and line ends part them."""
    words = (word.strip() for word in re.split(r"[,，、;；\n\r]", written))
    return tuple(dict.fromkeys(filter(None, words)))


def _read_date(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip()) if written.strip() else None
    except ValueError:
        raise BrokenDraft([("expires_on", "not_a_date")]) from None


def problems_by_field(problems: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first of each field."""
    return dict(reversed(problems))
