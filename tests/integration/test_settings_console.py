"""The settings of the desk in the console, over both databases: what owners and admins set is in force,
what is wrong stands beside its field in their language, and nothing that they wrote is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.desk.furnishing import furnish
from bot.models import Agent, OutboxItem
from bot.outbox import add_effect
from bot.tenants import store_tenant
from escalation.backends.models import OutsideSystem, OutsideTicket
from escalation.routing.people import find_team, save_profile, save_team
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed
from escalation.workflow.defaults import default_rules
from escalation.workflow.shelf import MACROS
from tests.html_form import HtmlForm, form_of
from tests.integration.test_console import NASTY, PASSWORD, client, csrf, sign_in
from tests.scripted import NOW, Scripted

__all__ = ["client"]

STARTS_WITH = [rule.id for rule in default_rules()]
PAGES = (
    "", "/rules", "/rules/edit", "/rules/edit?id=critical", "/rules/edit?like=critical", "/rules/trial",
    "/rules/trial?days=7", "/rules/import", "/runs", "/people", "/people/new", "/macros", "/macros/edit",
    "/templates", "/templates/edit", "/templates/edit?id=assigned", "/sla", "/sla/policy",
    "/sla/policy?id=p1", "/sla/calendar", "/sla/calendar?name=office", "/sla/following", "/desk", "/outside",
    "/outbox", "/customer/forget?ticket=1", "/customer/erase?ticket=1",
)  # fmt: skip
WRITES = (
    ("rules/edit", {}), ("rules/change", {}), ("rules/trial", {}), ("rules/import", {"text": "rules: []"}),
    ("rules/delete", {"id": "critical"}), ("rules/switch", {"id": "critical", "on": "false"}),
    ("rules/move", {"id": "critical", "by": "1"}), ("people/team", {}), ("people/queue", {}),
    ("people/person", {"id": "a"}), ("people/new", {}), ("people/invite", {"id": "a"}),
    ("people/leave", {"id": "a"}), ("people/return", {"id": "a"}),
    ("people/team/delete", {"key": "support"}), ("people/queue/delete", {"key": "bot"}), ("macros/edit", {}),
    ("macros/delete", {"id": "x"}), ("templates/edit", {}), ("templates/delete", {"id": "assigned"}),
    ("sla/policy", {}), ("sla/move", {"id": "p0", "by": "1"}), ("sla/delete", {"id": "p0"}),
    ("sla/calendar", {}), ("sla/follow", {}),
    ("sla/calendar/delete", {"name": "office"}), ("desk", {}), ("outbox/retry", {"id": "*"}),
    ("outside/answer", {"number": "1", "answer": "leave"}), ("outside/check", {}), ("outside/set", {}),
    ("outside/remove", {}), ("customer/forget?ticket=1", {"key": "qinglan"}),
    ("customer/erase?ticket=1", {"key": "qinglan"}),
)  # fmt: skip


@pytest.fixture
def hire(client: TestClient, scripted: Scripted) -> Callable[..., TestClient]:
    """Somebody of that role, signed in at a browser of their own."""

    def make(name: str = "ada", role: str = "admin", language: str = "en") -> TestClient:
        with scripted.service.database.uow("demo") as session:
            furnish(session, "demo", NOW)
            values = {"name": name.title(), "role": role, "language": language, "password": PASSWORD}
            create_agent(session, email=f"{name}@lanyun.example", now=utc_now(), **values)
        browser = TestClient(client.app, follow_redirects=False)
        assert sign_in(browser, f"{name}@lanyun.example").status_code == 303
        return browser

    return make


@pytest.fixture
def ada(hire: Callable[..., TestClient]) -> TestClient:
    return hire()


@pytest.fixture
def open_one(scripted: Scripted) -> Callable[..., int]:
    """A ticket of an hour ago that no rule has looked at; answers its number."""

    def make(subject: str, priority: str = "P2") -> int:
        new = NewTicket(
            conversation_id=None,
            contact_key="qinglan",
            channel="email",
            language="zh",
            tier="business",
            intent="report_bug",
            module=None,
            subject=subject,
            text=f"text of {subject}",
            priority=Priority(priority, (Words("测试如此", "as the test wants"),)),
        )
        deed = Deed("customer", utc_now() - timedelta(hours=1))
        with scripted.service.database.uow("demo") as session:
            return open_ticket(session, "demo", new, new_id=new_id, deed=deed).number

    return make


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(hire, open_one, path: str) -> None:
    assert open_one("看板打不开") == 1
    for name, language in (("ada", "en"), ("zhao", "zh")):
        answer = hire(name, "owner", language).get(f"/console/settings{path}")
        assert answer.status_code == 200


def post(browser: TestClient, path: str, *, fragment: bool = False, **form: Any) -> Response:
    data = {"csrf": csrf(browser), **form}
    headers = {"HX-Request": "true"} if fragment else {}
    return browser.post(f"/console/settings/{path}", data=data, headers=headers)


def order(page: str) -> list[str]:
    return re.findall(r'id="switch:([^"]+)"', page)


def send(browser: TestClient, path: str, form: HtmlForm) -> Response:
    return browser.post(f"/console/settings/{path}", data=form.as_data())


def texts(page: str) -> str:
    """What one reads, on one line."""
    joined = re.sub(r"</?(?:b|span|del|ins|small|strong)\b[^>]*>", "", page.split("</header>", 1)[-1])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", joined)).split())


def wrong(page: str, path: str) -> str:
    """What stands under the field."""
    found = re.search(rf'id="wrong-{re.escape(path)}">([^<]*)<', page)
    return unescape(found[1]) if found else ""


def test_a_rule_moves_up_and_down_and_no_further_than_the_end(ada) -> None:
    before = STARTS_WITH
    assert order(ada.get("/console/settings/rules").text) == before
    moved = post(ada, "rules/move", fragment=True, id="high", by="1")
    assert order(moved.text) == ["critical", "normal", "high", *STARTS_WITH[3:]]
    assert 'data-focus="down:high"' in moved.text
    assert order(post(ada, "rules/move", fragment=True, id="high", by="-1").text) == before
    assert order(post(ada, "rules/move", fragment=True, id="critical", by="-1").text) == before
    at_the_end = post(ada, "rules/move", id=STARTS_WITH[-1], by="1")
    assert at_the_end.headers["location"].endswith("rules?done=moved")


# Who may


@pytest.mark.parametrize("role", ["agent", "sales", "success", "viewer"])
def test_only_owners_and_admins_are_let_in_and_led_there(hire, role: str) -> None:
    other = hire("kim", role)
    assert "/console/settings" not in other.get("/console/tickets").text
    for path in PAGES:
        assert other.get(f"/console/settings{path}").status_code == 403
    assert post(other, "rules/delete", id="critical").status_code == 403
    assert 'href="/console/settings"' in hire().get("/console/tickets").text


def test_nothing_is_changed_without_the_sessions_token(ada) -> None:
    for path, form in WRITES:
        answer = ada.post(f"/console/settings/{path}", data={"csrf": "of another session", **form})
        assert answer.status_code == 403, path
    assert order(ada.get("/console/settings/rules").text) == STARTS_WITH


# What would reach nobody


def test_the_overview_says_where_an_alert_would_reach_nobody(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    english, chinese = (texts(one.get("/console/settings").text) for one in (ada, zhao))
    assert "Rules give tickets to teams that nobody is in: Emergency team, Support team." in english
    assert "规则会把工单交给没有人的团队：应急组, 支持组。" in chinese
    with scripted.service.database.uow("demo") as session:
        ids = [agent.id for agent in session.scalars(select(Agent))]
        names = {"zh": "一个团队", "en": "A team"}
        for key in ("emergency", "support"):
            save_team(session, "demo", {"key": key, "name": names, "members": ids}, agents=ids)
    english, chinese = (texts(one.get("/console/settings").text) for one in (ada, zhao))
    assert "Rules send SMS, and no phone number is known: A team." in english
    assert "规则会发短信，但没有人填手机号：一个团队。" in chinese
    with scripted.service.database.uow("demo") as session:
        save_profile(session, "demo", ids[0], {"phone": "+8613800000001"})
    assert "2 teams," in texts(ada.get("/console/settings").text)


def test_the_overview_says_that_nobody_is_told_of_deadlines(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    assert "No rule tells anybody of deadlines" not in texts(ada.get("/console/settings").text)
    post(ada, "rules/switch", id="deadline_missed", on="false")
    assert "No rule tells anybody of deadlines" in texts(ada.get("/console/settings").text)
    assert "没有规则在 SLA 即将超时和已超时时通知人" in texts(zhao.get("/console/settings").text)


def test_what_is_not_there_is_a_page_that_says_so(ada) -> None:
    for path in ("/rules/edit?id=gone", "/macros/edit?id=gone", "/templates/edit?id=gone",
                 "/sla/policy?id=gone", "/sla/calendar?name=gone", "/nowhere"):  # fmt: skip
        assert ada.get(f"/console/settings{path}").status_code == 404
    assert post(ada, "rules/delete", id="gone").status_code == 404


def test_names_that_contradict_each_other_break_nothing(ada) -> None:
    data = {"csrf": csrf(ada), "name": "x", "name.zh": "y", "when": "x", "when.parts.99.field": "priority",
            "when.parts.x.y.z.a.b.c.d.e.f": "1", "actions.0": "x", "actions.1.do": "notify",
            "actions.1.to.x": "y", "after": "x", "events": "x", "change": "remove:when.parts.7"}  # fmt: skip
    assert ada.post("/console/settings/rules/edit", data=data).status_code == 422
    for path in ("rules/change", "rules/trial", "macros/change", "templates/preview", "sla/policy/preview"):
        assert ada.post(f"/console/settings/{path}", data=data).status_code in (200, 422), path
    for path in (
        "macros/edit",
        "templates/edit",
        "sla/policy",
        "sla/calendar",
        "desk",
        "people/team",
        "people/person",
        "people/new",
    ):
        assert ada.post(f"/console/settings/{path}", data=data).status_code in (404, 409, 422), path


# People


def people_form(page: str, what: str, key: str) -> HtmlForm:
    """Of that team or queue; "" for the new one."""
    for part in page.split('<div class="set-row set-fold">')[1:]:
        if f'/people/{what}"' in part:
            form = form_of(part, f"/console/settings/people/{what}")
            if form.value("key") == key:
                return form
    raise AssertionError(f"no form of {what} {key}")


def test_a_team_is_made_filled_and_taken_away(ada, scripted) -> None:
    page = ada.get("/console/settings/people").text
    me = re.findall(r'name="members\[\]" value="([^"]+)"', page)[0]
    form = people_form(page, "team", "").put(new_key="billing", name__zh="账单", name__en="Billing")
    assert send(ada, "people/team", form.put_at({"members[]": [me]})).status_code == 303
    with scripted.service.database.reading("demo") as session:
        team = find_team(session, "demo", "billing")
    assert team is not None
    assert (team.name.en, team.members, team.auto_assign) == ("Billing", (me,), True)
    kept = people_form(ada.get("/console/settings/people").text, "team", "billing")
    assert send(ada, "people/team", kept.put(auto_assign=None)).status_code == 303
    assert post(ada, "people/team/delete", key="billing").status_code == 303
    assert "Billing" not in ada.get("/console/settings/people").text


def test_a_key_that_is_taken_or_none_is_refused_beside_it(ada) -> None:
    form = people_form(ada.get("/console/settings/people").text, "team", "").put(name__zh="甲", name__en="A")
    taken = send(ada, "people/team", form.put(new_key="support"))
    assert "This one is there already." in wrong(taken.text, "team-new-new_key")
    bad = send(ada, "people/team", form.put(new_key="Big Team"))
    assert bad.status_code == 422
    assert "Expected small letters" in wrong(bad.text, "team-new-new_key")
    assert people_form(bad.text, "team", "").value("name.zh") == "甲"


def test_what_rules_name_is_not_taken_away_and_who_names_it_is_told(ada) -> None:
    answer = post(ada, "people/queue/delete", key="bot")
    assert answer.status_code == 422
    assert "Still in use: Normal: the bot." in answer.text
    assert post(ada, "people/queue/delete", key="default").status_code == 422


# Macros and templates


def test_a_macro_is_kept_with_its_actions_and_its_reply(ada, scripted) -> None:
    form = form_of(ada.get("/console/settings/macros/edit").text, "/console/settings/macros/edit")
    form = form.put(
        name__zh="退款",
        name__en="Refund",
        reply__zh="{{customer}}，已退款。",
        reply__en="{{customer}}, it is done.",
    )
    form = form.put_at({"actions.0.do": "tag", "actions.0.add": "refund\nbilling",
                        "actions.1.do": "set_status", "actions.1.status": "resolved"})  # fmt: skip
    assert send(ada, "macros/edit", form).status_code == 303
    page = texts(ada.get("/console/settings/macros").text)
    assert "Refund actions and reply tag refund, billing; set to “Resolved”" in page
    with scripted.service.database.reading("demo") as session:
        [kept] = MACROS.list(session, "demo")
    again = form_of(
        ada.get(f"/console/settings/macros/edit?id={kept.key}").text, "/console/settings/macros/edit"
    )
    assert send(ada, "macros/edit", again).status_code == 303
    assert send(ada, "macros/edit", again).status_code == 409
    lacking = send(ada, "macros/edit", form.put(reply__en="done"))
    assert "the same places in both languages" in wrong(lacking.text, "reply.en")
    assert post(ada, "macros/delete", id=kept.key).status_code == 303


def test_a_template_with_a_place_that_is_none_is_refused_and_previewed_empty(hire, open_one) -> None:
    zhao, number = hire("zhao", "owner", "zh"), open_one("<b>报表</b>导不出")
    form = form_of(
        zhao.get("/console/settings/templates/edit?id=assigned").text, "/console/settings/templates/edit"
    )
    form = form.put(text__zh="{{ticket}} {{subject}} {{nonsense}}")
    refused = send(zhao, "templates/edit", form)
    assert "只有这些占位符" in wrong(refused.text, "text.zh")
    assert form_of(refused.text, "/console/settings/templates/edit").value("text.zh") == form.value("text.zh")
    shown = send(zhao, "templates/preview", form).text
    assert f"#{number} &lt;b&gt;报表&lt;/b&gt;导不出 </p>" in shown
    assert post(zhao, "templates/delete", id="critical_alert").status_code == 422


# Deadlines


def policy(browser: TestClient, query: str = "") -> HtmlForm:
    return form_of(browser.get(f"/console/settings/sla/policy{query}").text, "/console/settings/sla/policy")


def sla(scripted: Scripted) -> Mapping[str, Any]:
    with scripted.service.database.reading("demo") as session:
        return get_settings(session, "demo").data


def test_a_policy_comes_out_of_its_form_as_it_went_in(ada, scripted) -> None:
    before = sla(scripted)
    for level in ("p0", "p3"):
        assert send(ada, "sla/policy", policy(ada, f"?id={level}")).status_code == 303
    assert sla(scripted) == before


def test_a_policy_for_large_customers_is_put_first_and_asked_about(ada, scripted) -> None:
    form = policy(ada).put(name="Large", warn="50", calendar="24x7").put_at(
        {"tier[]": ["enterprise", "none"], "targets.first_response.minutes": "5",
         "targets.first_response.hours": "around_the_clock"}
    )  # fmt: skip
    assert send(ada, "sla/policy", form).status_code == 303
    *_, kept = sla(scripted)["policies"]
    assert kept["when"] == {"tier": ["enterprise", None]}
    assert (kept["warn_at"], kept["targets"]) == (
        0.5,
        {"first_response": {"minutes": 5, "hours": "around_the_clock"}},
    )
    for _ in range(6):
        post(ada, "sla/move", id=kept["id"], by="-1")
    page = texts(ada.get("/console/settings/sla?priority=P1&tier=enterprise&channel=email").text)
    assert "“Large”, number 1, applies:" in page
    assert "“P1”, number 3, applies:" in texts(ada.get("/console/settings/sla?priority=P1&tier=free").text)
    post(ada, "sla/delete", id=kept["id"])
    assert len(sla(scripted)["policies"]) == 4


def test_a_ticket_opened_now_would_be_due_by_the_tenants_clock(ada, scripted) -> None:
    info = replace(scripted.demo, fixed_clock=datetime(2026, 5, 15, 9, 30, tzinfo=UTC))  # Friday 17:30 there
    scripted.service.tenants.replace([info, scripted.other])
    page = texts(ada.get("/console/settings/sla?priority=P1").text)
    assert "First response Mon 18 May 09:30" in page


def test_two_who_edit_two_policies_do_not_get_into_each_others_way(hire) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    mine, theirs, same = policy(ada, "?id=p0"), policy(zhao, "?id=p1"), policy(zhao, "?id=p0")
    assert send(ada, "sla/policy", mine.put(warn="70")).status_code == 303
    assert send(zhao, "sla/policy", theirs.put(warn="60")).status_code == 303
    late = send(zhao, "sla/policy", same.put(warn="65"))
    assert late.status_code == 409
    again = form_of(late.text, "/console/settings/sla/policy")
    assert again.value("warn") == "65"
    assert send(zhao, "sla/policy", again).status_code == 303


def test_a_policy_without_a_target_or_with_nonsense_is_refused_in_their_language(hire) -> None:
    zhao = hire("zhao", "owner", "zh")
    answer = send(zhao, "sla/policy", policy(zhao).put(name="", warn="120"))
    for path, told in (
        ("name", "应为一段文字"),
        ("warn", "应为1 到 99 之间的整数"),
        ("targets", "应为至少一个时限"),
    ):
        assert told in wrong(answer.text, path)


def targets_of(scripted: Scripted, number: int) -> list[int]:
    """Minutes for the first response, as the ticket's log had them one after the other."""
    with scripted.service.database.reading("demo") as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        applied = [one.data for one in read_events(session, ticket) if one.type == "sla.applied"]
    return [one["policy"]["targets"]["first_response"]["minutes"] for one in applied]


def test_a_change_reaches_open_tickets_where_that_is_wished_and_the_page_says_how_far(
    ada, scripted, open_one
) -> None:
    scripted.service.sweeper.stop()
    number = open_one("it broke")
    form = policy(ada, "?id=p2").put_at({"targets.first_response.minutes": "300"})
    assert form.value("for_open") == "on"
    send(ada, "sla/policy", form)
    assert "still to be gone through: 1" in texts(ada.get("/console/settings/sla").text)
    scripted.service.sweeper.work_desk(utc_now())
    assert targets_of(scripted, number) == [240, 300]
    assert "gone through" not in ada.get("/console/settings/sla/following").text

    form = policy(ada, "?id=p2").put_at({"targets.first_response.minutes": "360", "for_open": None})
    send(ada, "sla/policy", form)
    scripted.service.sweeper.work_desk(utc_now())
    assert targets_of(scripted, number) == [240, 300]
    page = ada.get("/console/settings/sla").text
    assert "those that were open keep what they were promised" in texts(page)
    again = form_of(page, "/console/settings/sla/follow")
    assert send(ada, "sla/follow", again).headers["location"] == "/console/settings/sla?done=followed"
    scripted.service.sweeper.work_desk(utc_now())
    assert targets_of(scripted, number) == [240, 300, 360]
    assert "keep what they were promised" not in texts(ada.get("/console/settings/sla").text)


def test_the_choice_for_open_tickets_is_kept_when_a_form_comes_back(hire) -> None:
    zhao = hire("zhao", "owner", "zh")
    refused = send(zhao, "sla/policy", policy(zhao, "?id=p2").put(name="", for_open=None))
    assert "也用于现在未结的工单" in refused.text
    assert form_of(refused.text, "/console/settings/sla/policy").values("for_open") == []
    refused = send(zhao, "sla/calendar", calendar(zhao, "?name=office").put(zone="nowhere"))
    assert form_of(refused.text, "/console/settings/sla/calendar").value("for_open") == "on"


def calendar(browser: TestClient, query: str = "") -> HtmlForm:
    return form_of(
        browser.get(f"/console/settings/sla/calendar{query}").text, "/console/settings/sla/calendar"
    )


def test_a_calendar_has_several_periods_holidays_and_extra_days(ada, scripted) -> None:
    form = calendar(ada).put(
        name="Shanghai", zone="Asia/Shanghai", week__mon="9-12, 13:30–18:00", week__sat="22:00-06:00"
    )
    form = form.put(
        holidays="2026-10-01 国庆节\n\n2026-10-02", extra_days="2026-10-10 09:00-12:00, 13:00-15:00"
    )
    assert send(ada, "sla/calendar", form).status_code == 303
    kept = sla(scripted)["calendars"]["Shanghai"]
    assert kept["week"]["mon"] == [["09:00", "12:00"], ["13:30", "18:00"]]
    assert kept["week"]["sat"] == [["22:00", "06:00"]]
    assert kept["holidays"] == {"2026-10-01": "国庆节", "2026-10-02": "2026-10-02"}
    assert kept["extra_days"] == {"2026-10-10": [["09:00", "12:00"], ["13:00", "15:00"]]}
    assert send(ada, "sla/calendar", calendar(ada, "?name=Shanghai")).status_code == 303
    assert sla(scripted)["calendars"]["Shanghai"] == kept
    assert post(ada, "sla/calendar/delete", name="office").status_code == 422
    assert post(ada, "sla/calendar/delete", name="Shanghai").status_code == 303


def test_a_calendar_around_the_clock_is_shown_and_can_be_given_hours(ada, scripted) -> None:
    data = sla(scripted)
    change = {**data, "calendars": {**data["calendars"], "office": "24x7"}}
    with scripted.service.database.uow("demo") as session:
        version = get_settings(session, "demo").version
        save_settings(session, "demo", change, version=version, author="cli", now=NOW)
    assert "00:00–24:00" in ada.get("/console/settings/sla").text
    form = calendar(ada, "?name=office")
    assert (form.value("zone"), form.value("week.sun")) == ("+08:00", "00:00-24:00")
    assert send(ada, "sla/calendar", form.put(week__sun="")).status_code == 303
    kept = sla(scripted)["calendars"]["office"]
    assert sorted(kept["week"]) == ["fri", "mon", "sat", "thu", "tue", "wed"]


@pytest.mark.parametrize("name", ["", "office", "24x7"])
def test_a_new_calendar_needs_a_name_of_its_own(hire, scripted, name: str) -> None:
    zhao = hire("zhao", "owner", "zh")
    before = sla(scripted)
    answer = send(zhao, "sla/calendar", calendar(zhao).put(name=name))
    assert answer.status_code == 422
    assert "应为" in wrong(answer.text, "name")
    assert sla(scripted) == before


def test_a_calendar_that_somebody_changed_meanwhile_comes_back_and_is_saved_over_it(hire, scripted) -> None:
    ada, zhao = hire(), hire("zhao", "owner", "zh")
    theirs = calendar(zhao, "?name=office").put(zone="Asia/Tokyo")
    assert send(ada, "sla/calendar", calendar(ada, "?name=office").put(zone="UTC")).status_code == 303
    late = send(zhao, "sla/calendar", theirs)
    assert late.status_code == 409
    assert "Ada" in late.text
    again = form_of(late.text, "/console/settings/sla/calendar")
    assert send(zhao, "sla/calendar", again).status_code == 303
    assert sla(scripted)["calendars"]["office"]["zone"] == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"week.tue": "nine to five"}, "week.tue"),
        ({"week.tue": "25:00-26:00"}, "week.tue"),
        ({"week.mon": "09:00-12:00, 11:00-13:00"}, "week"),
        ({f"week.{day}": "" for day in ("mon", "tue", "wed", "thu", "fri")}, "week"),
        ({"holidays": "2026-02-30 nothing"}, "holidays"),
        ({"extra_days": "2026-10-10"}, "extra_days"),
        ({"holidays": "2026-10-01 x", "extra_days": "2026-10-01 09:00-10:00"}, "extra_days"),
        ({"extra_days": "2026-10-10 09:00-12:00, 11:00-13:00"}, "extra_days"),
        ({"holidays": "\n".join(f"{year}-10-12" for year in range(2026, 2427))}, "holidays"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_in_their_language(
    hire, scripted, change: dict[str, str], path: str
) -> None:
    zhao = hire("zhao", "owner", "zh")
    answer = send(zhao, "sla/calendar", calendar(zhao, "?name=office").put_at(change))
    assert answer.status_code == 422
    assert "应为" in wrong(answer.text, path)
    again = form_of(answer.text, "/console/settings/sla/calendar")
    assert all(again.value(name).strip() == value for name, value in change.items())


# The desk, outside systems, what was not delivered


def desk(browser: TestClient) -> HtmlForm:
    return form_of(browser.get("/console/settings/desk").text, "/console/settings/desk")


def test_hours_patience_surveys_and_reports_are_in_force_at_once(ada, scripted) -> None:
    form = desk(ada).put(timezone="Europe/Berlin", opens="08:30", closes="17:00", patience="25", reopen="3")
    form = form.put(
        back_to_bot="on", merge_unasked="on", language="en", report_to="a@lanyun.example\nb@lanyun.example"
    )
    form = form.put(support_addresses="Help@lanyun.example\n")
    form = form.put_at({"days[]": ["mon", "sat"], "surveys[]": ["nps"]})
    assert send(ada, "desk", form).status_code == 303
    info = scripted.service.tenants.get("demo")
    assert info.business_hours == {"days": ["mon", "sat"], "from": "08:30", "to": "17:00"}
    assert (info.timezone, info.patience, info.reopen_within) == (
        "Europe/Berlin",
        timedelta(minutes=25),
        timedelta(days=3),
    )
    assert (info.back_to_bot, info.surveys, info.language) == (True, ("nps",), "en")
    assert info.merge_unasked
    assert info.report_to == ("a@lanyun.example", "b@lanyun.example")
    assert info.support_addresses == ("help@lanyun.example",)
    assert (info.widget_secret, info.allowed_origins) == (
        scripted.demo.widget_secret,
        scripted.demo.allowed_origins,
    )
    assert scripted.service.tenants.get("other").timezone == "+08:00"
    assert send(ada, "desk", form).status_code == 409


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "它与这里的营业时间不同"), ("en", "not the same as these hours")]
)
def test_hours_that_deadlines_do_not_go_by_say_so_and_fill_the_calendar(
    hire, scripted, language: str, told: str
) -> None:
    ada = hire(language=language)
    send(ada, "desk", desk(ada).put(opens="08:30"))
    assert told not in ada.get("/console/settings/desk").text  # nobody has saved deadlines: they follow
    send(ada, "sla/calendar", calendar(ada, "?name=office").put(holidays="2026-10-01 x", week__fri=""))
    send(ada, "desk", desk(ada).put(opens="07:30"))
    page = ada.get("/console/settings/desk").text
    assert told in page
    assert 'href="/console/settings/sla/calendar?name=office&amp;hours=desk"' in page
    assert send(ada, "sla/calendar", calendar(ada, "?name=office&hours=desk")).status_code == 303
    kept = sla(scripted)["calendars"]["office"]
    assert kept["week"] == {day: [["07:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert kept["holidays"] == {"2026-10-01": "x"}
    assert told not in ada.get("/console/settings/desk").text


def test_hours_that_cannot_be_are_refused_beside_their_fields(hire, scripted) -> None:
    zhao = hire("zhao", "owner", "zh")
    with scripted.service.database.control() as session:
        store_tenant(session, replace(scripted.other, support_addresses=("help@rival.example",)), now=NOW)
    form = desk(zhao).put(timezone="", opens="19:00", patience="0", report_to="nobody")
    form = form.put(support_addresses="help@rival.example").put_at({"days[]": None})
    answer = send(zhao, "desk", form)
    for path in ("timezone", "days", "closes", "patience", "report_to", "support_addresses"):
        assert "应为" in wrong(answer.text, path), path
    assert form_of(answer.text, "/console/settings/desk").value("opens") == "19:00"
    assert scripted.service.tenants.get("demo").timezone == "+08:00"


def test_dead_letters_are_shown_with_their_reason_and_tried_again(ada, scripted) -> None:
    scripted.service.sweeper.stop()  # or it may have failed to deliver them again before we look
    with scripted.service.database.uow("demo") as session:
        for key in ("one", "two"):
            add_effect(session, key=key, kind="notify.mail", payload={"to": "ops@lanyun.example"}, now=NOW)
        session.flush()
        for item in session.scalars(select(OutboxItem)):
            item.state, item.attempts, item.last_error = "dead", 8, f"no such user {NASTY}"
    page = ada.get("/console/settings/outbox").text
    assert page.count("no such user") == 2
    assert "<script>alert" not in page
    assert "2 wait for you" in ada.get("/console/settings").text
    form = form_of(page.split("<ul", 1)[1].split("set-row", 1)[1], "/console/settings/outbox/retry")
    assert send(ada, "outbox/retry", form).status_code == 303
    assert states(scripted) == ["dead", "pending"]
    post(ada, "outbox/retry", id="*")
    assert states(scripted) == ["pending", "pending"]


def states(scripted: Scripted) -> list[str]:
    with scripted.service.database.reading("demo") as session:
        return sorted(session.scalars(select(OutboxItem.state)))


def test_a_ticket_that_stopped_on_its_way_out_is_answered_for(ada, scripted, open_one) -> None:
    number = open_one("is it there?")
    with scripted.service.database.uow("demo") as session:
        ticket = session.scalars(select(Ticket)).one()
        shared = {
            "tenant_id": "demo",
            "since": NOW,
            "cursor": None,
            "pulled_at": None,
            "held_until": None,
            "problem": None,
        }
        session.add(
            OutsideSystem(
                kind="zammad.v1", url="https://z.example", options={}, secret="HUIYI_BACKEND_Z", **shared
            )
        )
        session.add(OutsideTicket(
            tenant_id="demo", ticket_id=ticket.id, system="zammad.v1 z.example", outside_id=None,
            queued=1, pushed=0, mark="", status=None, sent_at=NOW, busy_until=None, state="unknown",
            problem="no answer within 10 s", problem_at=NOW,
        ))  # fmt: skip
    page = ada.get("/console/settings/outside").text
    assert "no answer within 10 s" in page
    assert "1 tickets to be checked" in ada.get("/console/settings").text
    missing = post(ada, "outside/answer", number=number, answer="there")
    assert missing.status_code == 422
    assert "its id there is needed" in wrong(missing.text, f"outside_id-{number}")
    assert post(ada, "outside/answer", number=number, answer="there", outside_id="4711").status_code == 303
    assert "None has stopped." in ada.get("/console/settings/outside").text
    assert post(ada, "outside/answer", number=number, answer="again").status_code == 409
