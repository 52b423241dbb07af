"""Passing the conversation to a person."""

from dialogs.actions.customer import find_ticket_plan
from dialogs.actions.tickets import read_urgency, refer_to, subject_of, tell
from dialogs.draft import Draft
from dialogs.flows.way_out import leave_all_to_person
from dialogs.formats import format_moment
from dialogs.types import Handoff
from escalation.handoff import request_person
from escalation.routing.priority import determine_priority

INTENT = "talk_to_human"


def hand_over(draft: Draft, why: str) -> None:
    """Requests a person; what was under way is left to them."""
    world = draft.world
    leave_all_to_person(draft)
    if draft.tracker.offer:
        draft.record("offer.closed")
    if draft.tracker.misses:
        draft.record("message.understood")  # a person will: the bot alone counts from nought afterwards
    about = draft.tracker.topic or draft.message.text
    said = draft.message.text
    told = tell(
        draft,
        INTENT,
        said or about,
        subject=draft.word("person.subject", topic=subject_of(about)),
        priority=determine_priority(
            INTENT, said, plan=find_ticket_plan(draft), reading=read_urgency(draft, said)
        ),
    )
    outcome = request_person(
        world.session,
        tenant_id=world.tenant_id,
        told=told,
        new_id=world.new_id,
        agents_online=world.agents_online,
        timezone=world.timezone,
        business_hours=world.business_hours,
        now=draft.utc,
    )
    draft.ticket = refer_to(world.session, outcome.ticket, joined=outcome.joined)
    draft.record("focus.set", kind="ticket", id=draft.ticket.ticket_id)
    draft.handoff = Handoff(draft.ticket, outcome.promised_at, why)
    draft.act("handoff")
    draft.act(f"ticket:{INTENT}")
    draft.because(why)
    draft.because(f"handoff: {outcome.reason}")
    state = "joined" if outcome.joined else "new"
    if outcome.promised_at:
        when = format_moment(outcome.promised_at, draft.language, now=draft.now)
        draft.say(f"person.promised_{state}", ticket_id=draft.ticket.ticket_id, when=when)
    elif world.agents_online:
        draft.say(f"person.coming_{state}", ticket_id=draft.ticket.ticket_id)
    else:
        draft.say(f"person.soon_{state}", ticket_id=draft.ticket.ticket_id)


def offer_person(draft: Draft) -> None:
    """An offer alone is no handoff; a yes to it is."""
    draft.record("offer.made", kind="person", data={})
