"""What becomes of a call: by HTTP, in process, on a real action server; slow, broken, killed, taken over."""

import hashlib
import hmac
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from bot.actions.beside import BesideRelay
from bot.actions.hosts import target_of
from bot.actions.http_client import send
from bot.clock import utc_now
from bot.conversations import read_messages
from bot.inbox import Arrival
from bot.intake import WEB
from bot.models import DialogueEvent, OutboxItem
from bot.outbox import claim, retry_dead
from bot.principal import Principal
from dialogs.types import ActionCall
from tests.action_desk import ATTEMPTS, NING, SUNDAY, ActionDesk, build_desk
from tests.scripted import build_scripted
from tests.shop_server import Shop, open_shop

ROOT = Path(__file__).parents[2]
ENTRY = """
{name}:
  method: {method}
  url: "http://127.0.0.1:{port}/{path}"
  {more}
  say:
    zh: 已登记，编号 {{answer.number}}。
    en: It is registered as {{answer.number}}.
"""
REGISTERED = {"en": "It is registered as R-7.", "zh": "已登记，编号 R-7。"}
SLOW = {
    "en": "This is taking longer than usual. It is still being worked on, and you will hear the result here.",
    "zh": "这件事比平时慢一些，还在办理，有了结果会在这里告诉您。",
}
PASSED_ON = {
    "en": "Sorry, I could not confirm that your request went through. My colleagues have it now with "
    "everything so far, and will check and finish it (ticket #1). They will answer here as soon as possible.",
    "zh": "抱歉，刚才的事我没能确认办成。已连同全部内容转给同事核实处理（工单 #1），会尽快在这里回复您。",
}


@pytest.fixture
def desk(database, tmp_path) -> ActionDesk:
    return build_desk(database, tmp_path)


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[Shop]:
    with open_shop() as shop:
        yield shop


@pytest.fixture
def shop(open_for_all) -> Shop:
    open_for_all.asked.clear()
    open_for_all.done.clear()
    return open_for_all


@pytest.fixture(scope="module")
def action_server() -> Iterator[str]:
    """`python -m rasa_sdk` with our classes, as its users start it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "tests.shop_actions", "-p", str(port)]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env={**os.environ, "SANIC_HOST": "127.0.0.1"}, **quiet)
    try:
        for _ in range(300):
            assert server.poll() is None
            try:
                with urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        server.terminate()
        server.wait(20)


RASA = ("in process", "action server")


def use_rasa(request, desk: ActionDesk, **settings) -> ActionDesk:
    """The desk with the same classes at hand, either way."""
    if request.param == "in process":
        desk.use(action_modules="tests.shop_actions", action_timeout=5, **settings)
    else:
        desk.use(action_endpoint=request.getfixturevalue("action_server"), action_timeout=5, **settings)
    return desk


@pytest.fixture(params=RASA)
def rasa(request, desk) -> ActionDesk:
    return use_rasa(request, desk)


@pytest.fixture(params=RASA)
def patient_rasa(request, desk) -> ActionDesk:
    """Nobody is told that it takes longer, however busy the machine is."""
    return use_rasa(request, desk, patient_s=5)


LATE = ("slow", "slow-at-first", "drip", "broken")


def sell(
    desk: ActionDesk, shop: Shop, path: str, *, more: str = "", method: str = "POST", **settings
) -> None:
    """The desk has one HTTP action, `register`, at that path of the shop; patient unless that is slow."""
    if path not in LATE and not settings:
        settings = {"action_timeout": 5, "patient_s": 5}
    entry = ENTRY.format(name="register", method=method, port=shop.port, path=path, more=more)
    desk.use(entry, action_hosts=f"127.0.0.1:{shop.port}", **settings)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_of_an_http_action_is_told_once(desk, shop, language) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register", language=language)
    assert desk.deliver() == 1
    assert desk.deliver(later=timedelta(minutes=5)) == 0
    assert desk.said(conversation) == [("bot", REGISTERED[language])]
    assert desk.outbox() == [("done", 1)]


def test_values_stand_escaped_where_they_were_asked_for(desk, shop) -> None:
    body = (
        "headers: {X-Customer: '{customer.name}'}\n"
        '  body: {order: "{slots.order}", seats: "{slots.seats}", none: "{slots.none}",'
        ' note: "for {customer.email} of {tenant}"}'
    )
    sell(desk, shop, "orders/{slots.order}?by={customer.email}", more=body, method="PUT")
    desk.call("http", "register", order='a/b?"c" 中', seats=12)
    desk.deliver()
    (asked,) = shop.asked
    assert asked.method == "PUT"
    assert asked.path == "/orders/a%2Fb%3F%22c%22%20%E4%B8%AD?by=chen%40demo.example"
    assert json.loads(asked.body) == {
        "order": 'a/b?"c" 中',
        "seats": 12,
        "none": None,
        "note": "for chen@demo.example of lanyun",
    }
    assert asked.headers["x-customer"] == "%E9%99%88 %E6%99%B4%E5%B2%9A"
    assert asked.headers["idempotency-key"] == "action.call:demo:c1:1"


def test_a_value_cannot_lead_the_url_elsewhere(desk, shop) -> None:
    sell(desk, shop, "orders/{slots.order}/notes")
    desk.call("http", "register", order="..")
    desk.deliver()
    assert shop.asked == []
    assert "slots.order is '..', which would lead the URL elsewhere" in desk.error()


def test_a_signed_call_can_be_checked_by_the_receiver(desk, shop) -> None:
    secret = "0123456789abcdef0123"
    sell(
        desk,
        shop,
        "orders",
        more="signed_with: SHOP_SECRET\n  body: {a: 会}",
        environment={"SHOP_SECRET": secret},
    )
    desk.call("http", "register")
    desk.deliver()
    (asked,) = shop.asked
    parts = dict(part.split("=") for part in asked.headers["huiyi-signature"].split(","))
    assert int(parts["t"]) == int(desk.now.timestamp())
    signed = f"{parts['t']}.".encode() + asked.body
    assert parts["v1"] == hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("path", ["500-after-the-work", "slow-at-first", "429-at-first"])
def test_what_went_wrong_once_is_tried_again_with_the_same_key_and_done_once(desk, shop, path) -> None:
    sell(desk, shop, path)
    conversation = desk.call("http", "register")
    desk.deliver()
    desk.deliver(later=timedelta(seconds=5))
    assert [asked.headers["idempotency-key"] for asked in shop.asked] == ["action.call:demo:c1:1"] * 2
    assert shop.done == ["action.call:demo:c1:1"]
    told = [("bot", REGISTERED["en"])]
    assert desk.said(conversation) == ([("bot", SLOW["en"]), *told] if path == "slow-at-first" else told)
    assert desk.outbox() == [("done", 2)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["slow", "broken", "drip"])
def test_one_that_never_answers_is_said_to_be_slow_once_then_handed_over(desk, shop, path, language) -> None:
    sell(desk, shop, path)
    conversation = desk.call("http", "register", language=language, order="LY20260428006")
    desk.deliver_all()
    assert desk.said(conversation) == [("bot", SLOW[language]), ("bot", PASSED_ON[language])]
    assert desk.outbox() == [("dead", ATTEMPTS)]
    ((ticket, notes),) = desk.tickets()
    assert (ticket.intent, ticket.conversation_id, ticket.promised_at) == (
        "talk_to_human",
        conversation,
        None,
    )
    assert "LY20260428006" in notes[-1] and "action.call:demo:c1:1" in notes[-1]
    assert desk.nudged == ["demo"]
    with desk.database.reading("demo") as session:
        assert session.scalars(select(DialogueEvent.type)).all() == ["person.awaited"]


def test_outside_business_hours_the_handoff_comes_with_a_promised_time(desk, shop) -> None:
    desk.now = SUNDAY
    sell(desk, shop, "gone")
    here, there = desk.call("http", "register"), desk.call("http", "register", language="zh")
    desk.deliver()
    assert (
        "(ticket #1). You will have an answer here tomorrow at 10:00 at the latest." in desk.said(here)[0][1]
    )
    assert desk.said(there)[0][1].endswith("最晚明天 10:00会在这里回复您。")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("gone", "answered 410: 'no such order'"),
        ("redirect", "answered 302, a redirect, and none is followed"),
        ("huge", "answered with more than 262144 bytes"),
        ("page", "with what is no JSON: '<html>welcome</html>'"),
    ],
)
def test_an_answer_that_another_try_would_not_change_is_handed_over_at_once(desk, shop, path, why) -> None:
    sell(desk, shop, path)
    conversation = desk.call("http", "register")
    desk.deliver()
    assert desk.said(conversation) == [("bot", PASSED_ON["en"])]
    assert desk.outbox() == [("dead", 1)]
    assert why in desk.error()
    assert len(shop.asked) == 1


def test_a_server_whose_certificate_does_not_hold_is_not_called(tmp_path, monkeypatch) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    made = [tmp_path / "cert.pem", tmp_path / "key.pem"]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    files = ["-out", str(made[0]), "-keyout", str(made[1])]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files],
        check=True,
        capture_output=True,
    )
    with open_shop(*made) as shop:
        by_name, by_address = (
            target_of(f"https://{host}:{shop.port}/ok", private_too=True)
            for host in ("localhost", "127.0.0.1")
        )
        with pytest.raises(ssl.SSLCertVerificationError):
            send("GET", by_name, headers={}, body=b"", timeout_s=5)
        monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        with pytest.raises(ssl.SSLCertVerificationError):
            send("GET", by_address, headers={}, body=b"", timeout_s=5)
        assert shop.asked == []
        assert send("GET", by_name, headers={}, body=b"", timeout_s=5).status == 200


def test_what_cannot_be_stored_is_left_out_of_an_answer(desk, shop) -> None:
    sell(desk, shop, "controls")
    conversation = desk.call("http", "register")
    desk.deliver()
    ((_, told),) = desk.said(conversation)
    assert told.startswith("It is registered as R-7xxx")
    assert len(told) == 4000


def test_half_an_answer_is_none(desk, shop) -> None:
    sell(desk, shop, "half")
    conversation = desk.call("http", "register")
    desk.deliver()
    assert "ended its answer 60 bytes early" in desk.error()
    assert desk.outbox() == [("pending", 1)]
    assert desk.said(conversation) == []


def test_a_host_that_was_not_listed_is_not_called(desk, shop) -> None:
    with pytest.raises(Exception, match=r"is not in HUIYI_ACTION_HOSTS"):
        desk.use(
            ENTRY.format(name="x", method="GET", port=shop.port, path="", more=""), action_hosts="crm.example"
        )


def test_a_name_that_was_listed_by_its_ending_may_not_lead_into_this_network(desk, shop, monkeypatch) -> None:
    entry = ENTRY.format(name="register", method="GET", port=shop.port, path="x", more="")
    entry = entry.replace(f"http://127.0.0.1:{shop.port}", "https://inner.shop.example")
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **how: real("127.0.0.1", port, **how))
    desk.use(entry, action_hosts="*.shop.example")
    desk.call("http", "register")
    desk.deliver()
    assert "inner.shop.example is 127.0.0.1, an address that is not public" in desk.error()
    assert shop.asked == []


def test_an_action_that_nobody_has_is_handed_over_and_the_operator_told_which_there_are(desk, shop) -> None:
    sell(desk, shop, "orders")
    first, second = desk.call("http", "strange"), desk.call("rasa", "action_strange")
    desk.deliver()
    assert [author for author, _ in desk.said(first) + desk.said(second)] == ["bot", "bot"]
    assert sorted(desk.outbox()) == [("dead", 1), ("dead", 1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_rasa_action_runs_unchanged(rasa, language) -> None:
    conversation = rasa.call("rasa", "action_extend_order", language=language, order_id="LY1")
    rasa.deliver()
    assert rasa.said(conversation) == [
        ("bot", {"zh": "订单 LY1 已延长一个月。", "en": "Order LY1 is a month longer."}[language]),
        ("bot", {"zh": "还需要别的吗？", "en": "Anything else?"}[language]),
    ]
    assert rasa.outbox() == [("done", 1)]


def test_two_tenants_in_a_row_see_only_their_own(rasa) -> None:
    mine = rasa.call("rasa", "action_tell_what_i_see", plan="team")
    theirs = rasa.call("rasa", "action_tell_what_i_see", tenant="other", seats=3)
    rasa.deliver()
    rasa.deliver("other")
    ((_, first),) = rasa.said(mine)
    ((_, second),) = rasa.said(theirs, "other")
    assert json.loads(first) == {
        "tenant": "lanyun",
        "key": "action.call:demo:c1:1",
        "domain": ["idempotency_key", "plan", "tenant"],
        "said": "Yes, go ahead",
        "sender": "c1",
        "customer": "chen@demo.example",
    }
    assert json.loads(second)["tenant"] == "rival"
    assert json.loads(second)["domain"] == ["idempotency_key", "seats", "tenant"]
    assert json.loads(second)["customer"] == "chen@other.example"


def test_many_calls_of_two_tenants_at_once_do_not_mix(patient_rasa) -> None:
    rasa = patient_rasa
    beside = BesideRelay(rasa.relay, lambda: rasa.now)
    calls = [
        (tenant, rasa.call("rasa", "action_tell_what_i_see", tenant=tenant, **{f"only_{tenant}": 1}))
        for _ in range(8)
        for tenant in ("demo", "other")
    ]
    for tenant in ("demo", "other"):
        beside.run(tenant, rasa.now)
    for _ in range(100):
        if rasa.outbox() + rasa.outbox("other") == [("done", 1)] * 16:
            break
        time.sleep(0.05)
    assert beside.wait(5)
    for tenant, conversation in calls:
        ((_, told),) = rasa.said(conversation, tenant)
        assert f"only_{tenant}" in json.loads(told)["domain"]
        assert json.loads(told)["tenant"] == {"demo": "lanyun", "other": "rival"}[tenant]


def test_a_rasa_action_that_breaks_is_tried_again_then_handed_over(rasa) -> None:
    conversation = rasa.call("rasa", "action_break", language="zh")
    rasa.deliver_all()
    assert rasa.said(conversation) == [("bot", SLOW["zh"]), ("bot", PASSED_ON["zh"])]
    assert rasa.outbox() == [("dead", ATTEMPTS)]
    assert "the shop is on fire" in rasa.error()


@pytest.mark.parametrize(
    ("name", "why"),
    [("action_reject", "not for this order"), ("action_use_template", "the template 'utter_done'")],
)
def test_a_rasa_action_that_declines_is_handed_over_at_once(rasa, name, why) -> None:
    conversation = rasa.call("rasa", name)
    rasa.deliver()
    assert rasa.said(conversation) == [("bot", PASSED_ON["en"])]
    assert rasa.outbox() == [("dead", 1)]
    assert why in rasa.error()


def test_a_rasa_action_that_hangs_in_our_process_holds_up_nobody(desk, shop) -> None:
    sell(desk, shop, "orders", action_modules="tests.shop_actions", action_timeout=1.0)
    hanging = [desk.call("rasa", "action_dawdle", seconds=3.0) for _ in range(6)]
    theirs = desk.call("http", "register", tenant="other")
    beside = BesideRelay(desk.relay, lambda: desk.now)
    begun = time.monotonic()
    assert beside.run("demo", desk.now) == 4
    assert beside.run("other", desk.now) == 1
    assert time.monotonic() - begun < 0.9
    for _ in range(100):
        if all(desk.said(one) for one in hanging):
            break
        time.sleep(0.05)
    assert beside.wait(10)
    assert desk.said(theirs, "other") == [("bot", REGISTERED["en"])]
    assert [desk.said(one) for one in hanging] == [[("bot", SLOW["en"])]] * 6


def test_the_running_service_carries_out_what_a_turn_asks_for(database, tmp_path, shop) -> None:
    entry = ENTRY.format(name="register", method="POST", port=shop.port, path="orders", more="")
    (tmp_path / "actions.yml").write_text(entry, encoding="utf-8")
    hosts = f"127.0.0.1:{shop.port}"
    scripted = build_scripted(database, tmp_path, actions=tmp_path / "actions.yml", action_hosts=hosts)
    service, handle = scripted.service, scripted.manager.handle
    call = ActionCall("http", "register", "extend_order", {})
    scripted.manager.handle = lambda *given: replace(handle(*given), action=call)
    service.start_now()
    try:
        customer, now = Principal("contact", "demo", "qinglan"), utc_now()
        service.intake.open_conversation(customer, language="en", contact=None, key=None, new_id="c", now=now)
        service.intake.receive(customer, Arrival("c", WEB, "c:m", "go ahead", client_id="m"), now)
        for _ in range(60):
            with service.database.reading("demo") as session:
                said = [(one["author"], one["text"]) for one in read_messages(session, "c", after=0, limit=9)]
            if len(said) == 3:
                break
            time.sleep(0.05)
    finally:
        service.stop()
    assert said == [("customer", "go ahead"), ("bot", "1: go ahead"), ("bot", REGISTERED["en"])]


def test_a_call_whose_process_died_is_made_again_with_the_same_key(desk, shop) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register")
    with desk.database.uow("demo") as session:
        assert len(claim(session, desk.now)) == 1
    assert desk.deliver(later=timedelta(seconds=30)) == 0
    assert desk.deliver(later=timedelta(seconds=31)) == 1
    assert desk.said(conversation) == [("bot", REGISTERED["en"])]
    assert shop.asked[0].headers["idempotency-key"] == "action.call:demo:c1:1"
    assert desk.outbox() == [("done", 2)]


def test_an_outcome_that_was_told_before_the_process_died_is_not_told_again(desk, shop) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register")
    with desk.database.uow("demo") as session:
        (effect,) = claim(session, desk.now)
    desk.handler(effect)  # and here it ends, before the row says so
    desk.deliver(later=timedelta(minutes=2))
    assert desk.said(conversation) == [("bot", REGISTERED["en"])]
    assert len(shop.asked) == 1
    assert desk.outbox() == [("done", 2)]


def test_relays_of_several_processes_tell_it_once(desk, shop) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register")
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: desk.relay.run("demo", desk.now), range(4))) == 1
    assert desk.said(conversation) == [("bot", REGISTERED["en"])]


def test_of_several_that_fail_at_the_same_moment_each_is_handed_over(desk, shop) -> None:
    """On PostgreSQL they contend for the tenant's first ticket number."""
    sell(desk, shop, "gone")
    conversations = [desk.call("http", "register") for _ in range(8)]
    beside = BesideRelay(desk.relay, lambda: desk.now)
    beside.run("demo", desk.now)
    assert beside.wait(10)
    desk.deliver_all()
    for conversation in conversations:
        ((author, told),) = desk.said(conversation)
        assert (author, re.sub(r"#\d", "#1", told)) == ("bot", PASSED_ON["en"])
    assert {state for state, _ in desk.outbox()} == {"dead"}


def test_a_call_that_ends_the_process_at_each_try_is_handed_over(desk, shop) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register")
    for _ in range(ATTEMPTS):
        desk.now += timedelta(minutes=2)
        with desk.database.uow("demo") as session:
            claim(session, desk.now)
    desk.deliver(later=timedelta(minutes=2))
    assert desk.said(conversation) == [("bot", PASSED_ON["en"])]
    assert shop.asked == []


def test_the_operator_s_retry_tells_the_late_answer_and_no_second_apology(desk, shop) -> None:
    sell(desk, shop, "broken")
    conversation = desk.call("http", "register")
    desk.deliver_all()
    for path in ("gone", "orders"):
        sell(desk, shop, path)
        with desk.database.uow("demo") as session:
            dead = session.scalars(select(OutboxItem.id).where(OutboxItem.state == "dead")).one()
            retry_dead(session, dead, desk.now)
        desk.deliver()
    assert desk.said(conversation) == [
        ("bot", SLOW["en"]),
        ("bot", PASSED_ON["en"]),
        ("bot", REGISTERED["en"]),
    ]
    assert len(desk.tickets()) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_while_a_person_has_the_conversation_the_bot_says_nothing(desk, shop, language) -> None:
    sell(desk, shop, "orders")
    conversation = desk.call("http", "register", language=language)
    desk.ownership.take_over(NING, conversation, desk.now)
    desk.deliver()
    told = {"zh": f"办理结果：{REGISTERED['zh']}", "en": f"Result of the request: {REGISTERED['en']}"}
    assert desk.said(conversation)[1:] == [("system", told[language])]


def test_a_person_who_has_the_conversation_is_told_what_could_not_be_done(desk, shop) -> None:
    sell(desk, shop, "slow")
    conversation = desk.call("http", "register", language="zh")
    desk.ownership.take_over(NING, conversation, desk.now)
    desk.deliver_all()
    assert desk.said(conversation)[1:] == [("system", "刚才的事系统没能确认办成，请 周宁 核实处理。")]
    ((ticket, notes),) = desk.tickets()
    assert ticket.promised_at is None
    assert "TimeoutError" in notes[-1]


def test_a_visitor_s_call_says_what_is_missing_instead_of_sending_nothing(desk, shop) -> None:
    sell(desk, shop, "orders?phone={customer.phone}")
    desk.call("http", "register")
    desk.deliver()
    assert shop.asked == []
    assert "{customer.phone} has no value" in desk.error()
