"""A template filled from a ticket that was there, so that one sees what its readers will."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.desk.notify_places import Places
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from escalation.routing.placeholders import PLACES
from escalation.routing.words import Words
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.workflow.template import Template, fill_template

MADE_UP = {
    "ticket": Words("#1042", "#1042"),
    "subject": Words("报表导不出来", "The report does not export"),
    "status": Words("处理中", "open"),
    "priority": Words("P1", "P1"),
    "customer": Words("林青", "Dana Whitlock"),
    "company": Words("青岚设计", "Northfold"),
    "agent": Words("周宁", "Alex"),
    "team": Words("支持组", "Support team"),
    "message": Words("导出到一半就停了。", "It stops half way through."),
    "link": Words("https://desk.example/console/tickets/1042", "https://desk.example/console/tickets/1042"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """`number` is the ticket's, None where there is none yet and the values are made up."""

    number: int | None
    filled: tuple[Filled, ...]


def fill_sample(
    session: TenantSession, service: ServiceDep, me: Me, subject: Mapping[str, str], text: Mapping[str, str]
) -> Sample:
    """From the newest ticket that somebody has. A place that is misspelt stays empty, as it would."""
    ticket = session.scalars(
        select(Ticket).order_by(Ticket.agent_id.is_(None), Ticket.number.desc()).limit(1)
    ).first()
    template = Template(Words("", ""), _words(subject), _words(text))
    filled = []
    for language in ("zh", "en"):
        values = _values(session, service, me, ticket, language)
        notice = fill_template(template, language, values)
        filled.append(Filled(language, notice.subject, notice.text))
    return Sample(ticket.number if ticket else None, tuple(filled))


def _values(
    session: TenantSession, service: ServiceDep, me: Me, ticket: Ticket | None, language: str
) -> dict[str, str]:
    tenant = service.tenants.get(me.tenant_id)
    if ticket is None:
        made_up = {name: words.in_language(language) for name, words in MADE_UP.items()}
        return made_up | {"desk": tenant.name}
    said = select(TicketMessage.text).where(TicketMessage.ticket_id == ticket.id)
    text = session.scalars(said.order_by(TicketMessage.position).limit(1)).first() or ""
    values = Places(session, tenant, ticket, service.settings.site, text[:400]).for_agent(language)
    return {name: values.get(name, "") for name in PLACES}


def _words(given: Mapping[str, str]) -> Words:
    return Words(given.get("zh", ""), given.get("en", ""))
