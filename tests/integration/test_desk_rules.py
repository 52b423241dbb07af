"""Rules act on tickets, over both databases: each thing once, whatever happens in between."""

from datetime import timedelta
from threading import Thread

import pytest

from bot.conversations import change_conversation, find_conversation, new_conversation
from bot.desk import rule_acting
from bot.desk.macro_use import macro_reply, use_macro
from bot.desk.notify_places import Places
from bot.desk.rule_rehearsing import rehearse_tickets
from bot.desk.rule_worker import RuleWorker
from bot.intake import WEB
from bot.mail.opening import hold_by_mail
from bot.models import Agent
from bot.persistence.database import Database
from escalation.crm.models import Contact
from escalation.duplicates.incidents import gather
from escalation.duplicates.merging import merge
from escalation.routing.action_check import Known
from escalation.routing.people import save_team
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import active_rules, save_rule
from escalation.sla.policy_data import default_settings
from escalation.sla.settings import save_settings
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_ticket, record
from escalation.ticketing.work import Deed, change_status, mark_incident, note, watch
from escalation.workflow.shelf import MACROS, TEMPLATES
from tests.rule_desk import NAMES, RuleDesk, rule

PENDING = {"events": ["time.passed"], "after": {"status": "pending", "minutes": 3 * 24 * 60}}
TELL = {"do": "notify", "by": "customer", "template": "received"}


@pytest.fixture
def desk(database: Database) -> RuleDesk:
    return RuleDesk(database)


@pytest.mark.parametrize(
    ("priority", "team", "queue"),
    [
        ("P0", "emergency", "emergency"),
        ("P1", "support", "support"),
        ("P2", None, "bot"),
        ("P3", None, "default"),
    ],
)
def test_a_ticket_goes_where_the_default_rules_send_it(desk, priority, team, queue):
    number = desk.open(priority)
    desk.work()
    ticket = desk.ticket(number)
    assert (ticket.team, ticket.queue) == (team, queue)
    assert desk.pending() == 0


def test_a_critical_ticket_sends_one_sms_to_each_of_the_team_who_has_a_phone(desk):
    desk.employ("Li", team="emergency", phone="+8613800000001")
    desk.employ("Mo", team="emergency", phone="+8613800000002")
    desk.employ("Sam", team="emergency")
    desk.open("P0")
    desk.work()
    desk.restart().work()
    sent = [effect.payload["to"] for effect in desk.effects("notify.sms")]
    assert sorted(sent) == ["+8613800000001", "+8613800000002"]
    assert "Critical ticket" not in desk.effects("notify.sms")[0].payload["text"]
    assert "#1" in desk.effects("notify.sms")[0].payload["text"]


@pytest.mark.parametrize("rules", ["default", "only an SMS"])
def test_an_alert_to_a_team_in_which_nobody_is_shows_at_everybodys_console_once(desk, rules):
    everybody = [desk.employ("Li"), desk.employ("Sam", team="billing", here=False)]
    desk.employ("Mo")
    desk.leave("Mo")
    if rules == "only an SMS":
        sms = {"do": "notify", "by": "sms", "to": ["team"], "template": "critical_alert"}
        desk.set_rules(rule("critical", {"do": "assign", "team": "emergency"}, sms))
    desk.open("P0")
    desk.work()
    (notice,) = desk.effects("notify.console")
    assert notice.payload["agents"] == sorted(everybody)
    assert "#1" in notice.payload["subject"]["en"]
    assert desk.runs("failed")[0].failures[0]["en"] == "nobody to notify: team"


def test_a_team_without_phones_sees_at_the_console_what_no_sms_tells_it(desk):
    li = desk.employ("Li", team="emergency")
    sms = {"do": "notify", "by": "sms", "to": ["team"], "template": "critical_alert"}
    desk.set_rules(rule("critical", {"do": "assign", "team": "emergency"}, sms))
    desk.open("P0")
    desk.work()
    assert [one.payload["agents"] for one in desk.effects("notify.console")] == [[li]]


def test_who_names_no_team_alerts_nobody_else(desk):
    desk.employ("Li")
    mine = {"do": "notify", "by": "console", "to": ["assignee"], "template": "assigned"}
    desk.set_rules(rule("r", mine))
    desk.open()
    desk.work()
    assert not desk.effects()
    assert desk.runs("failed")[0].failures[0]["en"] == "nobody to notify: assignee"


def fire(desk, number, kind):
    """As the clocks do."""
    with desk.database.uow("demo") as session:
        event = TicketEvent(kind, desk.now, "system", {"clock": "first_response", "n": 1})
        record(session, lock_ticket(session, "demo", number), event)


def test_of_deadlines_people_are_told_without_any_setting(desk):
    li, sam = desk.employ("Li"), desk.employ("Sam", here=False)
    number = desk.open("P1")
    desk.work()
    fire(desk, number, "sla.warned")
    fire(desk, number, "sla.breached")
    desk.work()
    near, missed = desk.effects("notify.console")
    assert near.payload["agents"] == [li]
    assert "close to its deadline" in near.payload["text"]["en"]
    assert missed.payload["agents"] == sorted([li, sam])
    assert "已超时" in missed.payload["subject"]["zh"]


def test_of_the_deadline_of_a_ticket_that_nobody_has_everybody_is_told(desk):
    everybody = [desk.employ("Li"), desk.employ("Sam")]
    number = desk.open("P2")
    desk.work()
    fire(desk, number, "sla.warned")
    desk.work()
    assert [one.payload["agents"] for one in desk.effects("notify.console")] == [sorted(everybody)]


def watch_it(desk, number, *names):
    with desk.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", number)
        for name in names:
            watch(session, ticket, Deed(f"agent:{desk.agents[name]}", desk.now), desk.agents[name])


def test_who_watches_hears_of_the_customers_words_and_of_what_others_make_of_it(desk):
    desk.set_rules()
    li, sam = desk.employ("Li"), desk.employ("Sam")
    number = desk.open()
    watch_it(desk, number, "Li", "Sam")
    desk.work()
    assert not desk.effects()
    desk.write(number, "still broken")
    desk.work()
    (wrote,) = desk.effects("notify.console")
    assert wrote.payload["agents"] == sorted([li, sam])
    assert wrote.payload["text"]["zh"] == "still broken"
    assert wrote.payload["subject"]["zh"].startswith("#1 客户来信")
    with desk.database.uow("demo") as session:
        change_status(session, lock_ticket(session, "demo", number), Deed(f"agent:{li}", desk.now), "pending")
    desk.work()
    desk.restart().work()
    _, moved = desk.effects("notify.console")
    assert (moved.payload["agents"], moved.payload["subject"]["en"]) == ([sam], '#1 is now "Pending"')


def test_one_message_is_one_piece_of_news_and_who_left_hears_none(desk):
    desk.set_rules()
    li = desk.employ("Li")
    desk.employ("Sam")
    number = desk.open()
    watch_it(desk, number, "Li", "Sam")
    desk.leave("Sam")
    desk.set_status(number, "pending")
    desk.work()
    desk.write(number)
    desk.work()
    assert [one.payload["agents"] for one in desk.effects("notify.console")] == [[li], [li]]


def test_what_nobody_watches_is_told_to_nobody(desk):
    desk.set_rules()
    desk.employ("Li")
    number = desk.open()
    desk.write(number)
    desk.set_status(number, "resolved")
    desk.work()
    assert not desk.effects()


def test_an_alert_that_reaches_nobody_is_on_record(desk):
    desk.open("P0")
    desk.work()
    failed = desk.runs("failed")
    assert [(one.rule_id, one.failures[0]["en"]) for one in failed] == [
        ("critical", "nobody to notify: team")
    ]
    assert desk.ticket(1).team == "emergency"


def test_each_event_is_looked_at_once_however_often_the_worker_runs(desk):
    desk.set_rules(
        rule("hello", TELL), rule("again", {"do": "tag", "add": ["wrote"]}, events=["ticket.customer_wrote"])
    )
    number = desk.open(conversation_id="c_1")
    desk.work()
    desk.write(number)
    desk.work()
    desk.restart().work()
    assert [(one.event, one.rule_id) for one in desk.runs("matched")] == [
        ("ticket.opened", "hello"),
        ("ticket.customer_wrote", "again"),
    ]
    assert len(desk.effects()) == 1


def test_the_message_that_opens_a_ticket_is_not_taken_for_a_second_one(desk):
    desk.set_rules(rule("wrote", {"do": "set_priority", "priority": "P1"}, events=["ticket.customer_wrote"]))
    number = desk.open()
    desk.work()
    assert desk.ticket(number).priority == "P2"
    desk.write(number)
    desk.work()
    assert desk.ticket(number).priority == "P1"


def test_rules_see_the_ticket_as_it_was_at_the_event_however_late_they_look(desk):
    new = [{"field": "status", "operator": "is", "value": "new"}]
    desk.set_rules(rule("new", {"do": "tag", "add": ["was-new"]}, when={"all": new}))
    desk.employ("Sam")
    number = desk.open()
    desk.answer(number)
    desk.set_status(number, "resolved")
    desk.work()
    assert desk.ticket(number).tags == ["was-new"]


def test_what_a_rule_does_another_rule_answers(desk):
    desk.set_rules(
        rule("raise", {"do": "set_priority", "priority": "P0"}),
        rule("mark", {"do": "mark_incident"}, events=["ticket.priority_changed"]),
        rule("tag", {"do": "tag", "add": ["incident"]}, events=["ticket.incident_marked"]),
    )
    number = desk.open()
    desk.work()
    assert desk.ticket(number).tags == ["incident"]
    assert [(one.rule_id, one.root) for one in desk.runs("matched")] == [
        ("raise", "1"),
        ("mark", "1"),
        ("tag", "1"),
    ]


def test_rules_that_answer_each_other_run_once_and_end(desk):
    desk.set_rules(
        rule(
            "up",
            {"do": "set_priority", "priority": "P0"},
            events=["ticket.priority_changed", "ticket.opened"],
        ),
        rule("down", {"do": "set_priority", "priority": "P3"}, events=["ticket.priority_changed"]),
    )
    number = desk.open()
    desk.work()
    assert [(one.rule_id, one.outcome) for one in desk.runs()] == [
        ("up", "matched"),
        ("down", "matched"),
        ("up", "repeat"),
        ("down", "repeat"),
        ("up", "repeat"),
    ]
    assert desk.ticket(number).priority == "P3"
    assert desk.pending() == 0


def test_a_chain_of_many_rules_is_cut_off_and_shown_as_a_loop(desk):
    wait = [{"field": "tags", "operator": "contains", "value": f"t{n}"} for n in range(9)]
    desk.set_rules(
        rule("r0", {"do": "tag", "add": ["t0"]}),
        *(
            rule(
                f"r{n}",
                {"do": "tag", "add": [f"t{n}"]},
                events=["ticket.tagged"],
                when={"all": [wait[n - 1]]},
            )
            for n in range(1, 9)
        ),
    )
    number = desk.open()
    desk.work()
    assert desk.ticket(number).tags == ["t0", "t1", "t2", "t3", "t4", "t5"]
    loop = desk.runs("loop")
    assert [(one.rule_id, one.why["got"]) for one in loop] == [("r6", "6")]


def test_two_machines_that_answer_each_other_are_stopped_within_the_hour(desk):
    desk.set_rules(rule("answer", TELL, events=["ticket.customer_wrote"]))
    number = desk.open(conversation_id="c_1")
    for _ in range(30):
        desk.write(number, "I am on holiday")
        desk.work(seconds=5)
    assert len(desk.effects("notify.customer")) == 20
    assert desk.runs("loop")[0].why == {"code": "often", "got": "20"}
    desk.write(number)
    desk.work(hours=2)
    assert len(desk.effects("notify.customer")) == 21


def test_what_cannot_be_done_is_on_record_and_the_rest_of_the_rule_is_done(desk):
    desk.set_rules(
        rule(
            "r",
            {"do": "assign", "team": "gone"},
            {"do": "set_status", "status": "reopened"},
            {"do": "notify", "by": "email", "to": ["assignee"], "template": "assigned"},
            {"do": "apply_macro", "macro": "gone"},
            {"do": "tag", "add": ["done"]},
        )
    )
    number = desk.open()
    desk.work()
    run = desk.runs("failed")[0]
    assert [(one["action"], one["zh"]) for one in run.failures] == [
        (1, "团队 gone 已不存在"),
        (2, "工单现在是“新建”，不能变为“重新打开”"),
        (3, "没有可以通知的人：assignee"),
        (4, "宏 gone 已不存在"),
    ]
    assert desk.ticket(number).tags == ["done"]


def test_a_defect_holds_up_neither_the_next_event_nor_the_next_ticket(desk, monkeypatch):
    desk.set_rules(rule("r", {"do": "tag", "add": ["x"]}), rule("n", TELL, events=["ticket.customer_wrote"]))
    first, second = desk.open(conversation_id="c_1"), desk.open()
    desk.write(first)
    real = rule_acting.work.tag

    def broken(session, ticket, *rest, **more):
        if ticket.number == first:
            raise ZeroDivisionError("a defect")
        return real(session, ticket, *rest, **more)

    monkeypatch.setattr(rule_acting.work, "tag", broken)
    desk.work()
    assert [(one.rule_id, one.why["code"]) for one in desk.runs("failed")] == [("*", "defect")]
    assert desk.ticket(second).tags == ["x"]
    assert len(desk.effects("notify.customer")) == 1
    assert desk.pending() == 0


def test_a_defect_at_one_due_time_does_not_keep_the_others_from_theirs(desk, monkeypatch):
    desk.set_rules(rule("tag", {"do": "tag", "add": ["slow"]}, **PENDING))
    first, second = desk.open(), desk.open()
    for number in (first, second):
        desk.set_status(number, "pending")
    desk.work()
    real = rule_acting.work.tag

    def broken(session, ticket, *rest, **more):
        if ticket.number == first:
            raise ZeroDivisionError("a defect")
        return real(session, ticket, *rest, **more)

    monkeypatch.setattr(rule_acting.work, "tag", broken)
    desk.work(days=3)
    assert desk.ticket(second).tags == ["slow"]
    assert [(one.rule_id, one.why["code"]) for one in desk.runs("failed")] == [("tag", "defect")]
    assert desk.work() == 0


def test_an_event_whose_transaction_is_lost_is_looked_at_again_and_nothing_is_doubled(desk, monkeypatch):
    desk.set_rules(rule("r", {"do": "set_priority", "priority": "P1"}, TELL, {"do": "tag", "add": ["x"]}))
    number = desk.open(conversation_id="c_1")

    class Killed(BaseException):
        pass

    def killed(*_, **__):
        raise Killed

    monkeypatch.setattr(rule_acting.work, "tag", killed)
    with pytest.raises(Killed):
        desk.work()
    assert desk.ticket(number).priority == "P2"
    assert not desk.effects()
    assert not desk.runs()
    monkeypatch.undo()
    desk.restart().work()
    assert desk.ticket(number).priority == "P1"
    assert len(desk.effects()) == 1
    assert [one.outcome for one in desk.runs()] == ["matched"]


def test_a_ticket_that_waits_for_three_days_is_due_once_for_each_time_it_waits(desk):
    desk.set_rules(rule("remind", {**TELL, "template": "still_waiting"}, **PENDING))
    number = desk.open(conversation_id="c_1")
    desk.set_status(number, "pending")
    desk.work()
    desk.work(days=2, hours=23)
    assert not desk.effects()
    desk.restart().work(hours=1)
    desk.restart().work(days=5)
    assert len(desk.effects("notify.customer")) == 1
    desk.write(number)
    desk.set_status(number, "pending")
    desk.work()
    desk.work(days=3)
    assert len(desk.effects("notify.customer")) == 2


def test_what_comes_back_in_time_is_not_reminded(desk):
    desk.set_rules(rule("remind", TELL, **PENDING))
    number = desk.open(conversation_id="c_1")
    desk.set_status(number, "pending")
    desk.work(days=2)
    desk.write(number)
    desk.work(days=2)
    assert not desk.effects()


def test_a_rule_that_waits_can_set_the_status_and_what_follows_is_looked_at(desk):
    desk.set_rules(
        rule("give-up", {"do": "set_status", "status": "resolved"}, **PENDING),
        rule(
            "tell",
            TELL,
            events=["ticket.status_changed"],
            when={"all": [{"field": "status", "operator": "is", "value": "resolved"}]},
        ),
    )
    number = desk.open(conversation_id="c_1")
    desk.set_status(number, "pending")
    desk.work()
    desk.work(days=3)
    assert desk.ticket(number).status == "resolved"
    assert len(desk.effects("notify.customer")) == 1
    assert desk.events(number)[-1] == ("ticket.status_changed", "rule:give-up")


def test_a_rule_that_solves_an_incident_solves_what_it_gathers_and_their_customers_are_told(desk):
    desk.set_rules(
        rule("solve", {"do": "set_status", "status": "resolved"}, events=["ticket.noted"]),
        rule(
            "tell",
            TELL,
            events=["ticket.status_changed"],
            when={"all": [{"field": "status", "operator": "is", "value": "resolved"}]},
        ),
    )
    hit, incident, other = desk.open(conversation_id="c_1"), desk.open(), desk.open(conversation_id="c_2")
    deed = Deed("agent:a", desk.now)
    with desk.database.uow("demo") as session:
        hers, ours = (lock_ticket(session, "demo", number) for number in (hit, incident))
        mark_incident(session, ours, deed, incident=True)
        gather(session, ours, hers, deed)
        note(session, ours, deed, name="Sam", text="the disk is replaced")
    desk.work()
    desk.work()
    assert [desk.ticket(one).status for one in (hit, incident, other)] == ["resolved", "resolved", "new"]
    assert [one.payload["conversation"] for one in desk.effects("notify.customer")] == ["c_1"]


def test_a_rule_saved_today_counts_tickets_that_wait_already_and_none_twice(desk):
    desk.set_rules()
    number = desk.open(conversation_id="c_1")
    desk.set_status(number, "pending")
    desk.work()
    waits = rule("remind", TELL, **PENDING)
    desk.work(days=4)
    with desk.database.uow("demo") as session:
        save_rule(session, "demo", waits, Known(), version=None, by="x", now=desk.now)
    desk.work()
    assert len(desk.effects()) == 1
    with desk.database.uow("demo") as session:
        save_rule(session, "demo", {**waits, "stop": True}, Known(), version=1, by="x", now=desk.now)
    desk.work()
    assert len(desk.effects()) == 1


def test_a_macro_does_what_it_says_and_answers_in_the_customers_language(desk):
    body = {
        "name": {"zh": "先道歉", "en": "Say sorry"},
        "actions": [{"do": "tag", "add": ["sorry"]}, {"do": "note", "text": "{{customer}} is upset"}],
        "reply": {"zh": "{{customer}}，很抱歉。", "en": "{{customer}}, we are sorry."},
    }
    with desk.database.uow("demo") as session:
        MACROS.save(session, "demo", "sorry", body, Known(), version=None, by="x", now=desk.now)
    desk.set_rules(rule("r", {"do": "apply_macro", "macro": "sorry"}))
    zh = desk.open(conversation_id="c_1")
    desk.open(conversation_id="c_2", language="en")
    desk.work()
    assert desk.ticket(zh).tags == ["sorry"]
    assert ("ticket.noted", "rule:r") in desk.events(zh)
    assert {one.payload["text"] for one in desk.effects("notify.customer")} == {
        "林青，很抱歉。",
        "林青, we are sorry.",
    }
    assert desk.ticket(zh).first_responded_at is None


def test_mail_goes_to_each_reader_in_their_language_and_carries_no_markup_of_the_customers(desk):
    desk.employ("Sam")
    desk.set_rules(
        rule(
            "r",
            {"do": "assign", "team": "support"},
            {
                "do": "notify",
                "by": "email",
                "to": ["assignee", "team", "address"],
                "address": "ops@x.example",
                "template": "assigned",
            },
        )
    )
    desk.open(subject="<b>坏了</b>\r\nBcc: x@y.example")
    desk.work()
    mails = {one.payload["to"]: one.payload for one in desk.effects("notify.mail")}
    assert set(mails) == {"sam@lanyun.example", "ops@x.example"}
    assert mails["sam@lanyun.example"]["subject"].startswith("#1 is yours")
    assert "\n" not in mails["sam@lanyun.example"]["subject"]
    assert "https://desk.example/console/tickets/1" in mails["sam@lanyun.example"]["text"]
    assert mails["ops@x.example"]["subject"].startswith("#1 分派给你")


def test_a_customer_without_a_conversation_is_told_by_mail(desk):
    desk.set_rules(rule("r", TELL))
    desk.open()
    desk.work()
    assert [one.payload["to"] for one in desk.effects("notify.mail")] == ["lin@qinglan.example"]


def test_nothing_runs_on_a_ticket_that_is_merged(desk):
    desk.set_rules(rule("r", {"do": "tag", "add": ["x"]}, events=["ticket.noted"]))
    number, other = desk.open(), desk.open()
    with desk.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", number)
        record(session, ticket, TicketEvent("ticket.merged", desk.now, "agent:a", {"into": f"t_{other}"}))
        note(session, ticket, Deed("agent:a", desk.now), name="Sam", text="a note")
    desk.work()
    assert desk.ticket(number).tags == []
    assert desk.runs()[0].why == {"code": "merged"}


def test_a_ticket_is_given_to_who_speaks_the_language_and_is_there(desk):
    desk.employ("Sam", languages=["en"])
    desk.employ("Li", languages=["zh"], here=False)
    mo = desk.employ("Mo", languages=["zh"])
    number = desk.open("P1")
    desk.work()
    assert desk.ticket(number).agent_id == mo


def test_a_ticket_waits_in_its_team_until_somebody_comes(desk):
    sam = desk.employ("Sam", here=False)
    number = desk.open("P1")
    desk.work()
    assert desk.ticket(number).agent_id is None
    desk.present.add(sam)
    desk.work()
    assert desk.ticket(number).agent_id == sam


def test_nobody_gets_more_than_they_can_take_and_the_most_urgent_goes_first(desk):
    sam = desk.employ("Sam", here=False, capacity=1)
    desk.set_rules(rule("r", {"do": "assign", "team": "support"}))
    low, high = desk.open("P3"), desk.open("P1")
    desk.work()
    desk.present.add(sam)
    desk.work()
    assert desk.ticket(high).agent_id == sam
    assert desk.ticket(low).agent_id is None
    desk.set_status(high, "resolved")
    desk.work()
    assert desk.ticket(low).agent_id == sam


def test_what_nobody_there_can_take_stands_before_nothing_else(desk, monkeypatch):
    monkeypatch.setattr("bot.desk.assigning.BATCH", 2)
    desk.employ("Li", languages=["zh"], capacity=3)
    desk.set_rules(
        rule("s", {"do": "assign", "team": "support"}),
        rule(
            "b",
            {"do": "assign", "team": "billing"},
            when={"all": [{"field": "priority", "operator": "is", "value": "P3"}]},
        ),
    )
    foreign = [desk.open("P1", language="en") for _ in range(3)]
    chinese = desk.open("P2")
    desk.work()
    assert desk.ticket(chinese).agent_id == desk.agents["Li"]
    assert {desk.ticket(number).agent_id for number in foreign} == {None}
    filling = [desk.open("P1") for _ in range(5)]
    desk.employ("Bo", team="billing")
    bill = desk.open("P3")
    desk.work()
    assert desk.ticket(bill).agent_id == desk.agents["Bo"]
    assert [desk.ticket(number).agent_id for number in filling].count(None) == 3


def test_who_is_of_two_teams_takes_the_more_urgent_ticket_of_both_first(desk):
    sam = desk.employ("Sam", here=False, capacity=1)
    desk.employ("Mo", team="billing", here=False)
    with desk.database.uow("demo") as session:
        both = {"key": "billing", "name": NAMES, "members": list(desk.agents.values())}
        save_team(session, "demo", both, agents=desk.agents.values())
    least = {"all": [{"field": "priority", "operator": "is", "value": "P3"}]}
    desk.set_rules(
        rule("b", {"do": "assign", "team": "billing"}, when=least, stop=True),
        rule("s", {"do": "assign", "team": "support"}),
    )
    low, high = desk.open("P3"), desk.open("P1")
    desk.work()
    assert (desk.ticket(low).team, desk.ticket(high).team) == ("billing", "support")
    desk.present.add(sam)
    desk.work()
    assert (desk.ticket(low).agent_id, desk.ticket(high).agent_id) == (None, sam)


def test_no_ticket_is_locked_that_nobody_can_take(desk, monkeypatch):
    desk.employ("Li", capacity=1)
    desk.set_rules(rule("s", {"do": "assign", "team": "support"}))
    for _ in range(4):
        desk.open("P1")
    desk.work()
    locked = []
    monkeypatch.setattr("bot.desk.assigning.lock_tickets", lambda *_: locked.append(1) or [])
    desk.work()
    assert locked == []


def test_what_somebody_had_goes_to_another_when_they_leave(desk):
    desk.employ("Sam")
    first = desk.open("P1")
    desk.work()
    mo = desk.employ("Mo")
    desk.leave("Sam")
    desk.work()
    assert desk.ticket(first).agent_id == mo
    assert desk.reasons(first)[-1] == "Sam 已离开或停用；Mo：技能匹配 –，手上 0/20 张"
    told = "Sam has left or is switched off; Mo: matching skills –, 0 of 20 tickets in hand"
    assert desk.reasons(first, "en")[-1] == told
    desk.leave("Mo")
    desk.work()
    assert desk.ticket(first).agent_id is None
    assert desk.ticket(first).team == "support"
    why = desk.reasons(first)[-1]
    assert why.startswith("没有人能接：")
    assert why.count("Mo 已离开或停用") == 1


def test_a_reopened_ticket_goes_back_to_who_had_it_if_they_are_there(desk):
    desk.employ("Sam")
    number = desk.open("P1")
    desk.work()
    sam = desk.ticket(number).agent_id
    mo = desk.employ("Mo")
    desk.set_status(number, "resolved")
    desk.write(number)
    desk.work()
    assert (desk.ticket(number).status, desk.ticket(number).agent_id) == ("reopened", sam)
    desk.set_status(number, "resolved")
    desk.present.discard(sam)
    desk.write(number)
    desk.work()
    assert desk.ticket(number).agent_id == mo


TO_SUPPORT = {"do": "assign", "team": "support"}


def test_a_late_rule_leaves_a_ticket_to_whom_a_person_gave_it_and_says_so(desk):
    desk.employ("Li")
    desk.employ("Sam", team="billing")
    desk.set_rules(rule("r", TO_SUPPORT, {"do": "tag", "add": ["seen"]}))
    number = desk.open()
    desk.give(number, "Sam", "billing")
    desk.work(minutes=1)
    ticket = desk.ticket(number)
    assert (ticket.agent_id, ticket.team, ticket.tags) == (desk.agents["Sam"], "billing", ["seen"])
    (run,) = desk.runs("failed")
    assert run.failures == [
        {
            "action": 1,
            "zh": "工单是人工交给 Sam 的，规则没有注明改派",
            "en": "it was given to Sam by hand, and the rule does not say to override that",
        }
    ]


def test_a_rule_that_says_override_gives_it_to_somebody_else(desk):
    li = desk.employ("Li")
    desk.employ("Sam", team="billing")
    desk.set_rules(rule("r", {**TO_SUPPORT, "override": True}))
    number = desk.open()
    desk.give(number, "Sam", "billing")
    desk.work()
    assert (desk.ticket(number).agent_id, desk.ticket(number).team) == (li, "support")


def test_what_somebody_who_left_was_given_by_hand_goes_on(desk):
    li = desk.employ("Li")
    desk.employ("Sam", team="billing")
    desk.set_rules(rule("r", TO_SUPPORT))
    number = desk.open()
    desk.give(number, "Sam", "billing")
    desk.leave("Sam")
    desk.work()
    assert (desk.ticket(number).agent_id, desk.ticket(number).team) == (li, "support")


def test_what_a_rule_gave_another_rule_may_take(desk):
    li = desk.employ("Li")
    desk.employ("Sam", team="billing")
    desk.set_rules(rule("r", TO_SUPPORT))
    number = desk.open()
    desk.give(number, "Sam", "billing", by="rule:earlier")
    desk.work()
    assert desk.ticket(number).agent_id == li


def test_two_workers_at_once_do_each_thing_once(desk):
    desk.set_rules(
        rule("r", TELL, {"do": "set_priority", "priority": "P0"}),
        rule("p", {"do": "tag", "add": ["x"]}, events=["ticket.priority_changed"]),
    )
    numbers = [desk.open(conversation_id=f"c_{n}") for n in range(8)]
    second = RuleWorker(desk.database, desk.hub, lambda _: (), "https://desk.example")
    threads = [Thread(target=one.run, args=(desk.tenant, desk.now)) for one in (desk.worker, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    desk.work()
    assert len(desk.effects("notify.customer")) == len(numbers)
    assert [one.outcome for one in desk.runs()] == ["matched"] * 2 * len(numbers)
    assert all(desk.events(number).count(("ticket.tagged", "rule:p")) == 1 for number in numbers)


def test_a_rule_that_would_overfill_a_ticket_says_so_and_does_the_rest(desk):
    many = {"do": "tag", "add": [f"t{n}" for n in range(31)]}
    desk.set_rules(rule("r", many, {"do": "set_priority", "priority": "P1"}))
    number = desk.open()
    desk.work()
    assert (desk.ticket(number).tags, desk.ticket(number).priority) == ([], "P1")
    assert "at most 30" in desk.runs("failed")[0].failures[0]["en"]


def set_calendar(desk, *holidays):
    data = dict(default_settings({"zone": "+08:00", "week": {"mon": [["09:00", "18:00"]]}}))
    for calendar in data["calendars"].values():
        if "week" in calendar:
            calendar["holidays"] = dict.fromkeys(holidays, "节")
    with desk.database.uow("demo") as session:
        save_settings(session, "demo", data, version=0, author="test", now=desk.now)


@pytest.mark.parametrize(("holidays", "tags"), [((), []), (("2026-05-11",), ["closed"])])
def test_the_business_hours_of_rules_know_the_calendars_holidays(desk, holidays, tags):
    set_calendar(desk, *holidays)
    closed = {"all": [{"field": "hours", "operator": "is", "value": "closed"}]}
    mark = rule("closed", {"do": "tag", "add": ["closed"]}, when=closed)
    desk.set_rules(mark)
    number = desk.open()
    with desk.database.reading("demo") as session:
        read = [read_rule(mark, Known())]
        (told,) = rehearse_tickets(session, desk.tenant, read, limit=1, now=desk.now)
    desk.work()
    assert desk.ticket(number).tags == tags
    assert told.would_run == (("closed",) if tags else ())


def test_a_dry_run_does_in_thought_what_a_macro_does(desk):
    number = desk.open()
    urgent = {"do": "set_priority", "priority": "P0"}
    to_team = {"do": "assign", "team": "emergency"}
    body = {"name": {"zh": "升级", "en": "Escalate"}, "actions": [urgent, to_team]}
    with desk.database.uow("demo") as session:
        MACROS.save(session, "demo", "up", body, Known(), version=None, by="x", now=desk.now)
        rules = [
            read_rule(rule("r", {"do": "apply_macro", "macro": "up"}), Known()),
            read_rule(rule("p", {"do": "tag", "add": ["p"]}, events=["ticket.priority_changed"]), Known()),
        ]
        (told,) = rehearse_tickets(session, desk.tenant, rules, limit=1, now=desk.now)
    assert told.number == number
    assert {one.field: one.would for one in told.rehearsal.changes} == {
        "priority": "P0",
        "team": "emergency",
        "tags": ("p",),
    }


def test_a_dry_run_says_what_would_have_gone_where_and_writes_nothing(desk):
    kept, moved = desk.open("P1"), desk.open("P2", intent="outage")
    desk.work()
    outage = {"all": [{"field": "intent", "operator": "is", "value": "outage"}]}
    first = read_rule(rule("outage", {"do": "assign", "team": "emergency"}, when=outage, stop=True), Known())
    before = (len(desk.runs()), desk.ticket(moved).events)
    with desk.database.reading("demo") as session:
        rules = [first, *active_rules(session, "demo")]
        told = {
            one.number: one for one in rehearse_tickets(session, desk.tenant, rules, limit=10, now=desk.now)
        }
    assert not told[kept].differs
    assert {one.field: (one.was, one.would) for one in told[moved].rehearsal.changes} == {
        "team": (None, "emergency"),
        "queue": ("bot", None),
    }
    assert (told[moved].ran, told[moved].would_run) == (("normal",), ("outage",))
    assert (len(desk.runs()), desk.ticket(moved).events) == before


def test_an_agents_macro_acts_in_their_name_and_hands_its_reply_to_the_composer(desk):
    desk.employ("Sam")
    body = {
        "name": {"zh": "关单", "en": "Close it"},
        "actions": [{"do": "set_status", "status": "resolved"}, {"do": "assign", "team": "gone"}],
        "reply": {"zh": "{{customer}}，已解决。{{agent}}", "en": "{{customer}}, it is solved. {{agent}}"},
    }
    with desk.database.uow("demo") as session:
        MACROS.save(session, "demo", "close", body, Known(), version=None, by="x", now=desk.now)
    number = desk.open()
    with desk.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", number)
        sam = session.get_one(Agent, ("demo", desk.agents["Sam"]))
        where = {"site": "https://desk.example"}
        assert ticket.agent_id is None
        reply = macro_reply(session, desk.tenant, ticket, "close", agent=sam, **where)
        assert reply == "林青，已解决。Sam"
        refused = use_macro(
            session, desk.tenant, ticket, "close", agent=sam, present=(), mark="m1", now=desk.now, **where
        )
    assert [one.en for one in refused] == ["the team gone is gone"]
    assert desk.ticket(number).status == "resolved"
    assert ("ticket.status_changed", f"agent:{desk.agents['Sam']}") in desk.events(number)


SAY = {
    "name": {"zh": "告知", "en": "Tell them"},
    "subject": {"zh": "{{ticket}}", "en": "{{ticket}}"},
    "text": {
        "zh": "{{customer}}：{{ticket}} {{status}}（{{message}}）",
        "en": "{{customer}}: {{ticket}} {{status}} ({{message}})",
    },
}
RESOLVED = rule(
    "say",
    {"do": "notify", "by": "customer", "template": "say"},
    events=["ticket.status_changed"],
    when={"all": [{"field": "status", "operator": "is", "value": "resolved"}]},
)


def says_when_resolved(desk):
    with desk.database.uow("demo") as session:
        TEMPLATES.save(session, "demo", "say", SAY, Known(), version=None, by="x", now=desk.now)
    desk.set_rules(RESOLVED)


def talks(desk, conversation, number, contact):
    """A conversation of theirs that the ticket went on in."""
    with desk.database.uow("demo") as session:
        new_conversation(
            session,
            conversation,
            channel=WEB,
            contact_key=contact,
            visitor_id=None,
            language="zh",
            now=desk.now,
        )
        change_conversation(session, conversation, ticket_id=f"#{number}", updated_at=desk.now)


def test_a_rules_word_is_said_where_the_customer_reads_answers_and_once(desk):
    says_when_resolved(desk)
    number, same = desk.open(conversation_id="c_1"), desk.open(conversation_id="c_2")
    desk.now += timedelta(minutes=5)
    talks(desk, "c_3", number, "qinglan")
    with desk.database.uow("demo") as session:
        first, second = (lock_ticket(session, "demo", one) for one in (number, same))
        merge(session, second, first, Deed("agent:a_1", desk.now))
    desk.set_status(number, "resolved")
    desk.work()
    assert said_to_customers(desk) == [("c_3", f"林青：#{number} 已解决（报表导出卡在一半）")]


def test_the_customers_of_merged_tickets_hear_it_too_of_their_own_ticket(desk):
    says_when_resolved(desk)
    with desk.database.uow("demo") as session:
        session.add(
            Contact(
                tenant_id="demo", key="northfold", name="Kim", email="kim@northfold.example",
                company="Northfold", phone=None, language="en", role="owner",
            )
        )  # fmt: skip
    number, other = (
        desk.open(conversation_id="c_1"),
        desk.open(conversation_id="c_2", contact_key="northfold"),
    )
    with desk.database.uow("demo") as session:
        first, second = (lock_ticket(session, "demo", one) for one in (number, other))
        merge(session, second, first, Deed("agent:a_1", desk.now))
    desk.set_status(number, "resolved")
    desk.work()
    desk.restart().work()
    assert said_to_customers(desk) == [
        ("c_1", f"林青：#{number} 已解决（报表导出卡在一半）"),
        ("c_2", f"Kim：#{other} 已解决（）"),
    ]


def test_whom_the_desk_has_no_address_to_write_to_from_has_a_rules_word_by_mail(desk):
    says_when_resolved(desk)
    with desk.database.uow("demo") as session:
        hold_by_mail(
            session, "c_1", address="new@mail.example", name="New", ours="", subject="x", language="zh",
            customer_key=None, now=desk.now,
        )  # fmt: skip
    number = desk.open(conversation_id="c_1", contact_key=None)
    desk.set_status(number, "resolved")
    desk.work()
    assert said_to_customers(desk) == []
    assert [one.payload["to"] for one in desk.effects("notify.mail")] == ["new@mail.example"]


def said_to_customers(desk):
    told = desk.effects("notify.customer")
    return sorted((one.payload["conversation"], one.payload["text"]) for one in told)


def asks_for_a_person(desk, number, conversation="c"):
    """In a conversation that the ticket is about."""
    with desk.database.uow("demo") as session:
        new_conversation(
            session,
            conversation,
            channel=WEB,
            contact_key="qinglan",
            visitor_id=None,
            language="zh",
            now=desk.now,
        )
        changes = {"ticket_id": f"#{number}", "waiting_since": desk.now, "unanswered_since": desk.now}
        change_conversation(session, conversation, **changes)


def waits(desk, conversation="c"):
    with desk.database.reading("demo") as session:
        row = find_conversation(session, conversation)
        return row["waiting_since"] is not None and row["unanswered_since"] is not None


SOLVE = {"do": "set_status", "status": "resolved"}


def by_macro(desk, number):
    body = {"name": {"zh": "关单", "en": "Close it"}, "actions": [SOLVE]}
    agent_id = desk.employ("Sam")
    with desk.database.uow("demo") as session:
        MACROS.save(session, "demo", "close", body, Known(), version=None, by="x", now=desk.now)
        ticket = lock_ticket(session, "demo", number)
        sam = session.get_one(Agent, ("demo", agent_id))
        where = {"site": "https://desk.example"}
        use_macro(
            session, desk.tenant, ticket, "close", agent=sam, present=(), mark="m1", now=desk.now, **where
        )


@pytest.mark.parametrize("way", ["a rule", "a macro", "somebody"])
def test_whose_ticket_is_solved_waits_no_longer_whoever_solves_it(desk, way):
    desk.set_rules(*([rule("done", SOLVE)] if way == "a rule" else []))
    number = desk.open()
    asks_for_a_person(desk, number)
    asks_for_a_person(desk, number + 1, "c2")
    if way == "a macro":
        by_macro(desk, number)
    if way == "somebody":
        desk.set_status(number, "resolved")
    desk.work()
    assert desk.ticket(number).status == "resolved"
    assert not waits(desk)
    assert waits(desk, "c2")


def test_whose_ticket_is_open_again_before_the_rules_look_goes_on_waiting(desk):
    desk.set_rules()
    number = desk.open()
    desk.set_status(number, "resolved")
    desk.write(number, "还没好")
    asks_for_a_person(desk, number)
    desk.work()
    assert desk.ticket(number).status == "reopened"
    assert waits(desk)


def test_an_incident_that_is_closed_later_leaves_the_wait_of_what_was_opened_again(desk):
    desk.set_rules()
    incident, number = desk.open(), desk.open()
    with desk.database.uow("demo") as session:
        whole, one = (lock_ticket(session, "demo", each) for each in (incident, number))
        mark_incident(session, whole, Deed("agent:a_1", desk.now), incident=True)
        gather(session, whole, one, Deed("agent:a_1", desk.now))
    desk.set_status(incident, "resolved")
    desk.set_status(number, "resolved")
    desk.write(number, "还没好")
    asks_for_a_person(desk, number)
    desk.work()
    desk.set_status(incident, "closed")
    desk.work()
    assert waits(desk)


def test_a_customer_never_reads_that_nobody_has_their_ticket(desk):
    number = desk.open()
    with desk.database.uow("demo") as session:
        places = Places(
            session, desk.tenant, lock_ticket(session, "demo", number), "https://desk.example", ""
        )
        for language in ("zh", "en"):
            assert places.for_customer(language)["agent"] == desk.tenant.name
            assert places.for_customer(language)["team"] == desk.tenant.name
        assert places.for_agent("zh")["agent"] == "未分派"
        assert places.for_agent("en")["agent"] == "nobody yet"


@pytest.mark.parametrize(("score", "tags"), [(1, ["unhappy"]), (2, ["unhappy"]), (3, []), (None, [])])
def test_a_rule_looks_at_the_customers_rating(desk, score, tags):
    bad = {"all": [{"field": "score", "operator": "at_most", "value": "2"}]}
    unhappy = {"do": "tag", "add": ["unhappy"]}
    desk.set_rules(rule("bad", unhappy, events=["survey.answered", "ticket.tagged"], when=bad))
    number = desk.open()
    with desk.database.uow("demo") as session:
        said = {"kind": "csat", "score": score, "comment": "slow"}
        ticket = lock_ticket(session, "demo", number)
        record(session, ticket, TicketEvent("survey.answered", desk.now, "customer", said))
    desk.work()
    assert desk.ticket(number).tags == tags


def test_a_rule_hears_of_an_attached_file(desk):
    desk.set_rules(rule("file", {"do": "tag", "add": ["file"]}, events=["ticket.attached"]))
    number = desk.open()
    with desk.database.uow("demo") as session:
        attached = {"attachment": "f1", "name": "log.txt"}
        ticket = lock_ticket(session, "demo", number)
        record(session, ticket, TicketEvent("ticket.attached", desk.now, "customer", attached))
    desk.work()
    assert desk.ticket(number).tags == ["file"]


def test_why_a_rule_did_not_run_is_forgotten_after_a_month_and_what_it_did_is_not(desk):
    never = {"all": [{"field": "priority", "operator": "is", "value": "P0"}]}
    desk.set_rules(rule("never", TELL, when=never), rule("r", {"do": "tag", "add": ["x"]}))
    desk.open()
    desk.work()
    assert [one.outcome for one in desk.runs()] == ["unmatched", "matched"]
    desk.worker.tidy(desk.tenant, desk.now + timedelta(days=31))
    assert [one.outcome for one in desk.runs()] == ["matched"]
