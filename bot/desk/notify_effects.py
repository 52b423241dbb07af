"""Turns a rule's notice into outbox rows: one for each reader, filled as things stand, under a stable key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.desk.assigning import works_tickets
from bot.desk.notify_places import Places
from bot.desk.places import places_of
from bot.desk.reaching import find_address
from bot.models import Agent, OutboxItem
from bot.outbox import add_effect
from escalation.crm.models import Contact
from escalation.duplicates.incidents import whom_to_tell
from escalation.routing.action import Notify
from escalation.routing.people import list_profiles, members_of
from escalation.routing.words import Words
from escalation.ticketing.work import watchers_of
from escalation.workflow.shelf import TEMPLATES
from escalation.workflow.template import Notice, Template, fill_template

MAIL, SMS, WEBHOOK, CONSOLE, CUSTOMER = (
    "notify.mail",
    "notify.sms",
    "notify.webhook",
    "notify.console",
    "notify.customer",
)
LONGEST_SMS = 500

NOBODY = Words("没有可以通知的人：{to}", "nobody to notify: {to}")
NO_PHONE = Words("这些人没有填手机号：{names}", "no phone number is known of {names}")
NO_WAY = Words("客户没有会话也没有邮箱", "the customer has no conversation and no address")
NO_TEMPLATE = Words("模板 {key} 已不存在", "the template {key} is gone")


class Refused(Exception):
    """An action that cannot be done as things are; `words` say why, to whoever wrote the rule."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Sender:
    """Notices of one event. `key` is the same whenever it is worked on; `now` is the real time."""

    places: Places
    event: str
    key: str
    now: datetime

    def send(self, notify: Notify) -> None:
        """Raises Refused where there is nobody to tell."""
        template = self._template(notify.template)
        match notify.by:
            case "customer":
                self.to_customer(template)
            case "webhook":
                self._to_webhook(template, notify.address or "")
            case "console":
                everybody = self._working() if "team" in notify.to else []
                self._to_consoles(template, self._agents(notify, others=bool(everybody)) or everybody)
            case "email":
                self._by_mail(template, notify)
            case "sms":
                self._by_sms(template, notify)

    def to_watchers(self, template: Template, *, but: str) -> None:
        """At their consoles, `but` whoever did it; there need not be any."""
        watching = [one for one in watchers_of(self.places.session, self.places.ticket) if one != but]
        if watching and (agents := self._working(watching)):
            self._to_consoles(template, agents)

    def to_customer(self, template: Template) -> None:
        """Where they read the ticket's answers, else by mail; and to the customers of what was merged into
        it, each once, of their own ticket and with nobody else's words."""
        session, ticket = self.places.session, self.places.ticket
        told = places_of(session, whom_to_tell(session, ticket))
        for one, place in told:
            if one is ticket:
                self._say_in(place, template, self.places, "customer")
            else:
                theirs = replace(self.places, ticket=one, text="")
                self._say_in(place, template, theirs, f"customer:{one.number}")
        if all(one is not ticket for one, _ in told):
            address, contact = find_address(session, ticket), self._contact()
            if address:
                language = contact.language if contact else ticket.language
                notice = fill_template(template, language, self.places.for_customer(language))
                self._add(MAIL, "customer", self._mail(address, notice))
            elif not told:
                raise Refused(NO_WAY)

    def _say_in(self, conversation: str, template: Template, places: Places, reader: str) -> None:
        language = places.ticket.language
        notice = fill_template(template, language, places.for_customer(language))
        self._add(CUSTOMER, reader, {"conversation": conversation, "text": notice.text})

    def _to_webhook(self, template: Template, url: str) -> None:
        ticket, contact = self.places.ticket, self._contact()
        texts = {
            language: fill_template(template, language, self.places.for_agent(language))
            for language in ("zh", "en")
        }
        data = {
            "event": self.event,
            "ticket": {
                "id": ticket.id,
                "number": ticket.number,
                "subject": ticket.subject,
                "status": ticket.status,
                "priority": ticket.priority,
                "channel": ticket.channel,
                "language": ticket.language,
                "team": ticket.team,
                "queue": ticket.queue,
                "agent": ticket.agent_id,
                "tags": list(ticket.tags),
                "customer": contact.key if contact else None,
                "tier": ticket.tier,
            },
            "subject": {language: notice.subject for language, notice in texts.items()},
            "text": {language: notice.text for language, notice in texts.items()},
        }
        body = {"type": "ticket.notice", "timestamp": self.now.isoformat(), "data": data}
        self._add(WEBHOOK, "webhook", {"url": url, "body": body})

    def _to_consoles(self, template: Template, agents: Collection[Agent]) -> None:
        notices = {
            language: fill_template(template, language, self.places.for_agent(language))
            for language in ("zh", "en")
        }
        ticket = self.places.ticket
        payload = {
            "agents": [agent.id for agent in agents],
            "ticket": ticket.number,
            "conversation": ticket.conversation_id,
            "subject": {language: notice.subject for language, notice in notices.items()},
            "text": {language: notice.text for language, notice in notices.items()},
        }
        self._add(CONSOLE, "console", payload)

    def _to_consoles_instead(self, template: Template, agents: Collection[Agent]) -> None:
        """Of what reaches nobody otherwise, unless the rule has shown its notice there already."""
        same_rule = OutboxItem.key.startswith(f"{self.key.rpartition(':')[0]}:", autoescape=True)
        shown = select(OutboxItem.id).where(OutboxItem.kind == CONSOLE, same_rule).limit(1)
        if agents and self.places.session.scalar(shown) is None:
            self._to_consoles(template, agents)

    def _by_mail(self, template: Template, notify: Notify) -> None:
        for agent in self._readers(template, notify):
            notice = fill_template(template, agent.language, self._for(agent))
            self._add(MAIL, agent.id, self._mail(agent.email, notice))
        if notify.address is not None:
            language = self.places.ticket.language
            notice = fill_template(template, language, self.places.for_agent(language))
            self._add(MAIL, "address", self._mail(notify.address, notice))

    def _by_sms(self, template: Template, notify: Notify) -> None:
        agents = self._readers(template, notify)
        profiles = list_profiles(self.places.session, self.places.tenant.id)
        phones = {agent.id: profiles[agent.id].phone for agent in agents if agent.id in profiles}
        if agents and not any(phones.values()) and notify.address is None:
            self._to_consoles_instead(template, agents)
            raise Refused(NO_PHONE.fill(names=", ".join(agent.name for agent in agents)))
        for agent in agents:
            if phone := phones.get(agent.id):
                self._sms(agent.id, phone, fill_template(template, agent.language, self._for(agent)))
        if notify.address is not None:
            language = self.places.ticket.language
            notice = fill_template(template, language, self.places.for_agent(language))
            self._sms("address", notify.address, notice)

    def _sms(self, reader: str, phone: str, notice: Notice) -> None:
        self._add(SMS, reader, {"to": phone, "text": " ".join(notice.text.split())[:LONGEST_SMS]})

    def _mail(self, to: str, notice: Notice) -> dict[str, Any]:
        return {"to": to, "subject": notice.subject, "text": notice.text, "thread": self.places.ticket.id}

    def _for(self, agent: Agent) -> Mapping[str, str]:
        return self.places.for_agent(agent.language)

    def _readers(self, template: Template, notify: Notify) -> list[Agent]:
        """Of a mail or an SMS. A team in which nobody is has everybody told, at the console."""
        try:
            return self._agents(notify, others=notify.address is not None)
        except Refused:
            if "team" in notify.to:
                self._to_consoles_instead(template, self._working())
            raise

    def _agents(self, notify: Notify, *, others: bool = False) -> list[Agent]:
        """Those who are with us, each once. With `others` to tell it may be nobody."""
        agents = self._working(dict.fromkeys(one for to in notify.to for one in self._ids(to)))
        if not agents and not others:
            raise Refused(NOBODY.fill(to=", ".join(notify.to)))
        return agents

    def _working(self, ids: Collection[str] | None = None) -> list[Agent]:
        """Who is with us and works on tickets, all or some."""
        those = select(Agent).order_by(Agent.id)
        found = self.places.session.scalars(those if ids is None else those.where(Agent.id.in_(ids)))
        return [agent for agent in found if works_tickets(agent)]

    def _ids(self, to: str) -> Iterable[str]:
        session, ticket = self.places.session, self.places.ticket
        match to:
            case "assignee":
                return (ticket.agent_id,) if ticket.agent_id else ()
            case "team":
                return members_of(session, ticket.tenant_id, ticket.team) if ticket.team else ()
            case "watchers":
                return watchers_of(session, ticket)
        return ()

    def _contact(self) -> Contact | None:
        key = self.places.ticket.contact_key
        return self.places.session.get(Contact, (self.places.tenant.id, key)) if key else None

    def _template(self, key: str) -> Template:
        kept = TEMPLATES.find(self.places.session, self.places.tenant.id, key)
        if kept is None:
            raise Refused(NO_TEMPLATE.fill(key=key))
        return kept.value

    def _add(self, kind: str, reader: str, payload: Mapping[str, Any]) -> None:
        key = f"{self.key}:{reader}"
        add_effect(self.places.session, key=key, kind=kind, payload=payload, now=self.now)
