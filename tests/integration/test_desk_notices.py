"""What rules send goes out: into conversations, to gateways and hooks; or it ends where that shows."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.conversations import new_conversation
from bot.desk.notify_console import ConsoleHandler
from bot.desk.notify_customer import CustomerHandler
from bot.desk.notify_handlers import far_handlers
from bot.desk.notify_webhook import tenant_secret
from bot.errors import SettingsWrong
from bot.hub import Hub, Topic
from bot.models import Message
from bot.outbox import Effect, Relay, Undeliverable
from bot.persistence.database import Database
from bot.settings import Settings
from escalation.backends.signing import is_signed, read_secret
from tests.faulty_server import Reply, faulty_server
from tests.rule_desk import RuleDesk, rule

SECRET = "whsec_" + "c2VjcmV0" * 6
SESSION_SECRET = "s" * 40


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Receiver:
    """Keeps what is signed by `secret`."""

    secret: bytes
    got: list[dict] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def __call__(self, _method, _path, headers, body) -> Reply:
        if not is_signed(body, headers, self.secret, now=utc_now()):
            return Reply(400, b"the signature does not hold")
        self.got.append(json.loads(body))
        self.ids.append(headers["webhook-id"])
        return Reply(200, b"{}")


@pytest.fixture
def desk(database: Database) -> RuleDesk:
    return RuleDesk(database)


def settings(tmp_path, **more) -> Settings:
    return Settings(home=tmp_path, session_secret=SESSION_SECRET, **more)


def talk(desk: RuleDesk) -> None:
    with desk.database.uow("demo") as session:
        new_conversation(
            session,
            "c_1",
            channel="widget",
            contact_key="qinglan",
            visitor_id=None,
            language="zh",
            now=desk.now,
        )


def said(desk: RuleDesk) -> list[tuple[int, str, str]]:
    with desk.database.reading("demo") as session:
        rows = session.scalars(select(Message).order_by(Message.seq))
        return [(one.seq, one.author, one.text) for one in rows]


def test_a_customer_is_told_in_their_conversation_once_however_often_it_is_tried(desk):
    talk(desk)
    desk.set_rules(rule("r", {"do": "notify", "by": "customer", "template": "received"}))
    desk.open(conversation_id="c_1")
    desk.work()
    handler = CustomerHandler(desk.database, Hub(), utc_now)
    (item,) = desk.effects("notify.customer")
    effect = Effect("demo", item.id, item.key, item.kind, item.payload, 1)
    handler(effect)
    handler(effect)
    assert said(desk) == [
        (1, "system", "林青，您好！您的问题已记为工单 #1，我们会尽快回复您。直接回复这条消息即可补充说明。")
    ]


def test_a_conversation_that_is_gone_ends_it(desk):
    effect = Effect("demo", "o", "k", "notify.customer", {"conversation": "c_9", "text": "x"}, 1)
    with pytest.raises(Undeliverable, match="no conversation"):
        CustomerHandler(desk.database, Hub(), utc_now)(effect)


def test_an_sms_goes_to_the_gateway_signed_and_with_the_same_id_at_each_try(desk, tmp_path):
    desk.employ("Li", team="emergency", phone="+8613800000001")
    desk.open("P0")
    desk.work()
    receiver = Receiver(read_secret(SECRET))
    with faulty_server(receiver) as server:
        handlers = far_handlers(settings(tmp_path, sms_url=f"{server.url}/sms", sms_secret=SECRET), utc_now)
        relay = Relay(desk.database, handlers, attempts=3, only=True)
        server.faults = ["500 after"]
        assert relay.run("demo", desk.now) == 1
        relay.run("demo", desk.now.replace(hour=3))
    assert [one["to"] for one in receiver.got] == ["+8613800000001"] * 2
    assert len(set(receiver.ids)) == 1
    assert [one.state for one in desk.effects("notify.sms")] == ["done"]


def test_a_webhook_gets_the_ticket_signed_with_the_tenants_own_secret(desk, tmp_path):
    receiver = Receiver(tenant_secret(SESSION_SECRET.encode(), "demo"))
    with faulty_server(receiver) as server:
        hook = {"do": "notify", "by": "webhook", "template": "critical_alert", "address": f"{server.url}/h"}
        desk.set_rules(rule("r", hook))
        desk.open("P0", subject="全公司登录不了")
        desk.work()
        listed = settings(tmp_path, action_hosts=f"127.0.0.1:{server.port}")
        Relay(desk.database, far_handlers(listed, utc_now), attempts=3, only=True).run("demo", desk.now)
    (body,) = receiver.got
    assert body["type"] == "ticket.notice"
    assert body["data"]["event"] == "ticket.opened"
    assert body["data"]["ticket"]["subject"] == "全公司登录不了"
    assert body["data"]["subject"]["en"] == "Critical: #1 全公司登录不了"


def test_a_hook_may_not_reach_into_our_own_network(desk, tmp_path):
    hook = {"do": "notify", "by": "webhook", "template": "received", "address": "https://127.0.0.1/x"}
    desk.set_rules(rule("r", hook))
    desk.open()
    desk.work()
    Relay(desk.database, far_handlers(settings(tmp_path), utc_now), attempts=3, only=True).run(
        "demo", desk.now
    )
    (item,) = desk.effects("notify.webhook")
    assert item.state == "dead"
    assert "not public" in item.last_error


def test_without_a_gateway_or_a_mail_server_a_notice_ends_at_once_and_says_what_to_set(desk, tmp_path):
    desk.employ("Li", team="emergency", phone="+8613800000001")
    mail = {"do": "notify", "by": "email", "to": ["team"], "template": "assigned"}
    sms = {"do": "notify", "by": "sms", "to": ["team"], "template": "critical_alert"}
    desk.set_rules(rule("r", {"do": "assign", "team": "emergency"}, mail, sms))
    desk.open()
    desk.work()
    Relay(desk.database, far_handlers(settings(tmp_path), utc_now), attempts=8, only=True).run(
        "demo", desk.now
    )
    ended = {item.kind: (item.state, item.attempts, item.last_error) for item in desk.effects()}
    assert ended == {
        "notify.mail": ("dead", 1, "not configured: set HUIYI_SMTP_URL and HUIYI_MAIL_FROM to send mail"),
        "notify.sms": ("dead", 1, "not configured: set HUIYI_SMS_URL and HUIYI_SMS_SECRET to send SMS"),
    }


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"smtp_url": "smtp://localhost"}, "HUIYI_MAIL_FROM"),
        ({"smtp_url": "localhost", "mail_from": "a@x.example"}, "HUIYI_SMTP_URL"),
        ({"sms_url": "https://sms.example"}, "HUIYI_SMS_SECRET"),
        ({"sms_url": "sms.example", "sms_secret": SECRET}, "HUIYI_SMS_URL"),
    ],
)
def test_settings_that_do_not_fit_are_told_at_the_start(tmp_path, more, named):
    with pytest.raises(SettingsWrong, match=named):
        far_handlers(settings(tmp_path, **more), utc_now)


def test_consoles_are_told_whom_it_concerns():
    published = []

    class Heard(Hub):
        def publish(self, topic, *frames):
            published.extend((topic, one.body) for one in frames)

    payload = {"agents": ["a_1"], "ticket": 7, "conversation": None, "subject": {}, "text": {}}
    ConsoleHandler(Heard())(Effect("demo", "o", "k", "notify.console", payload, 1))
    ((topic, body),) = published
    assert topic == Topic("demo")
    assert body["kind"] == "desk.notice"
    assert body["data"]["agents"] == ["a_1"]
