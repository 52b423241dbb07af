"""When labelled messages were said, as the options of a command tell it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings

if TYPE_CHECKING:
    from nlu.evaluation.moment import Moment

NowOption = Annotated[
    str | None,
    typer.Option(help="When the messages were said, ISO 8601: the labelled values of times are of then."),
]
TimezoneOption = Annotated[
    str | None,
    typer.Option(
        help="The time zone of those values; without it that of our messages, or of whose they are."
    ),
]


def moment_of(
    settings: Settings, data: Path | None, tenant: str | None, now: str | None, timezone: str | None
) -> "Moment":
    """The moment of our own messages, but of `data` in the tenant's time zone, as far as no option says.

    NotFound where there is no tenant of that short name; BadParameter for what is no instant or no zone.
    """
    from bot.cli.jsonl import BadLine
    from bot.cli.parse import instant_of, timezone_of
    from escalation.sla.business_hours import zone_of
    from nlu.evaluation.moment import OURS, Moment

    try:
        if timezone is not None:
            zone_of(timezone)
        elif data is None and settings.messages is None:
            timezone = OURS.timezone
        else:
            timezone = settings.timezone if tenant is None else timezone_of(tenant)
        at = OURS.instant if now is None else instant_of(now, timezone)
    except (BadLine, ValueError) as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    return Moment(at.astimezone(zone_of(timezone)).isoformat(), timezone)
