"""By when a person answers, as customers are told: on the eve of a holiday, after hours."""

from copy import deepcopy
from datetime import datetime

import pytest

from escalation.handoff import request_person
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.desk import NewTicket
from tests.unit.escalation.conftest import TUESDAY

HOURS = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}
EVENING = TUESDAY.replace(hour=20)


def keep(session, author="ning", **changes):
    kept = get_settings(session, "demo")
    data = deepcopy(dict(kept.data)) | changes
    data["calendars"]["office"]["holidays"] = {"2026-05-13": "a holiday"}
    save_settings(session, "demo", data, version=kept.version, author=author, now=TUESDAY)


@pytest.fixture
def promised(session, new_id):
    def ask(at=EVENING):
        told = NewTicket(
            conversation_id="c1",
            contact_key="qinglan",
            channel="widget",
            language="zh",
            tier=None,
            intent="talk_to_human",
            module=None,
            subject="a person",
            text="a person",
            priority=Priority("P3", (Words("测试如此", "as the test says"),)),
        )
        outcome = request_person(
            session,
            tenant_id="demo",
            told=told,
            new_id=new_id,
            agents_online=False,
            timezone="+08:00",
            business_hours=HOURS,
            now=at,
        )
        return outcome.promised_at

    return ask


def day(number, time="10:00"):
    return datetime.fromisoformat(f"2026-05-{number}T{time}:00+08:00")


def test_nobody_is_promised_an_answer_on_a_holiday_of_the_default_policys_calendar(session, promised):
    keep(session)
    assert promised() == day(14)


def test_while_nobody_has_set_deadlines_business_hours_count(session, promised):
    assert promised() == day(13)


def test_what_the_service_set_up_by_itself_is_no_calendar_of_the_tenants(session, promised):
    keep(session, author="")
    assert promised() == day(13)


def test_business_hours_count_where_no_policy_is_for_ordinary_tickets(session, promised):
    keep(session, policies=get_settings(session, "demo").data["policies"][:1])
    assert promised() == day(13)


def test_a_policy_for_some_customers_changes_nothing_for_the_rest(session, promised):
    policies = get_settings(session, "demo").data["policies"]
    vip = {**policies[3], "id": "vip", "when": {"tier": ["enterprise"]}, "calendar": "24x7"}
    keep(session, policies=[vip, *policies])
    assert promised() == day(14)


def test_a_desk_that_is_always_there_promises_no_time_for_it_answers_at_once(session, promised):
    policies = [{**one, "calendar": "24x7"} for one in get_settings(session, "demo").data["policies"]]
    keep(session, policies=policies)
    assert promised() is None
