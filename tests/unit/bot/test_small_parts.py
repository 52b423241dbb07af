"""Text, limits, tokens, backoff: the parts that need neither database nor server."""

import threading
import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from bot.doorbell.in_process import InProcessDoorbell
from bot.errors import Malformed, NotSignedIn, TextEmpty, TextTooLong, TooFast
from bot.limits import RateLimit
from bot.logging import drop_forbidden
from bot.message_text import check_client_id, clean_text
from bot.outbox import backoff
from bot.persistence.tenant_predicate import unguarded_table
from bot.principal import Principal
from bot.tenants import new_tenant
from bot.tokens import SignedUser, TokenMaker, read_user_token, sign_user_token

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
MAKER = TokenMaker(b"s" * 32, timedelta(minutes=15))
# A fixed secret: it is in the names of the tests, which every worker must collect alike.
TENANT = new_tenant("demo", "lanyun", "Lanyun", widget_secret="5" * 64)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  hello ", "hello"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("<b>&'; DROP TABLE x;--", "<b>&'; DROP TABLE x;--"),
        ("😀👍🏽👨‍👩‍👧", "😀👍🏽👨‍👩‍👧"),
        ("a\u202eb\ufeff\ud800c", "abc"),
        ("你好\t世界", "你好\t世界"),
    ],
)
def test_text_is_kept_without_what_is_invisible(sent: str, kept: str) -> None:
    assert clean_text(sent, 100) == kept


@pytest.mark.parametrize("sent", ["", " \n\t", "\x00\x01", "\u200b\u200d", "\u3000\u00a0", "\u202e"])
def test_text_without_a_visible_character_is_refused(sent: str) -> None:
    with pytest.raises(TextEmpty):
        clean_text(sent, 100)


def test_text_that_is_too_long_says_by_how_much() -> None:
    assert len(clean_text("x" * 4000, 4000)) == 4000
    with pytest.raises(TextTooLong, match="5000 characters; at most 4000"):
        clean_text("x" * 5000, 4000)


@pytest.mark.parametrize("wrong", [None, 7, "", "a b", "x" * 65, "ключ", "a\n"])
def test_a_client_id_is_short_and_plain(wrong: object) -> None:
    with pytest.raises(Malformed, match="client_id"):
        check_client_id(wrong, "client_id")


def test_a_sender_may_burst_and_then_waits() -> None:
    limit = RateLimit(burst=2, rate=0.5)
    limit.check("a", 0.0)
    limit.check("a", 0.0)
    with pytest.raises(TooFast) as caught:
        limit.check("a", 0.0)
    assert caught.value.retry_after == pytest.approx(2.0)
    limit.check("b", 0.0)
    limit.check("a", 2.0)


def test_an_access_token_says_who_holds_it() -> None:
    token, expires_at = MAKER.issue(Principal("contact", "demo", "qinglan"), NOW)
    held = MAKER.read(token, NOW)
    assert (held.kind, held.tenant_id, held.id) == ("contact", "demo", "qinglan")
    assert held.expires_at == expires_at == NOW + timedelta(minutes=15)


def test_an_access_token_ends() -> None:
    token, _ = MAKER.issue(Principal("visitor", "demo", "v"), NOW)
    with pytest.raises(NotSignedIn, match="expired"):
        MAKER.read(token, NOW + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("claims", "secret", "algorithm"),
    [
        ({"sub": "qinglan", "aud": "widget"}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "aud": "widget", "exp": 1}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "aud": "other", "exp": 2_000_000_000}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "exp": 2_000_000_000}, TENANT.widget_secret, "HS256"),
        ({"aud": "widget", "exp": 2_000_000_000}, TENANT.widget_secret, "HS256"),
        ({"sub": "", "aud": "widget", "exp": 1778570000}, TENANT.widget_secret, "HS256"),
        ({"sub": "q" * 65, "aud": "widget", "exp": 1778570000}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "aud": "widget", "exp": 2_000_000_000}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "aud": "widget", "exp": "soon"}, TENANT.widget_secret, "HS256"),
        ({"sub": "qinglan", "aud": "widget", "exp": 1778570000}, "x" * 64, "HS256"),
        ({"sub": "qinglan", "aud": "widget", "exp": 1778570000}, TENANT.widget_secret * 2, "HS512"),
        ({"sub": "qinglan", "aud": "widget", "exp": 1778570000}, None, "none"),
    ],
)
def test_a_user_token_that_does_not_hold_is_refused(claims, secret, algorithm) -> None:
    with pytest.raises(NotSignedIn):
        read_user_token(jwt.encode(claims, secret, algorithm), TENANT, NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 500])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NotSignedIn):
        MAKER.read(token, NOW)
    with pytest.raises(NotSignedIn):
        read_user_token(token, TENANT, NOW)


def test_a_user_token_names_its_contact() -> None:
    token = sign_user_token("qinglan", TENANT, NOW + timedelta(minutes=5))
    assert read_user_token(token, TENANT, NOW) == SignedUser("qinglan")
    more = sign_user_token(
        "qinglan", TENANT, NOW + timedelta(minutes=5), product_version="5.2", platform="ios"
    )
    assert read_user_token(more, TENANT, NOW) == SignedUser("qinglan", "5.2", "ios")
    with pytest.raises(NotSignedIn, match="platform is not a text"):
        read_user_token(
            sign_user_token("qinglan", TENANT, NOW + timedelta(minutes=5), platform="x" * 33), TENANT, NOW
        )
    with pytest.raises(NotSignedIn):
        MAKER.read(token, NOW)


@pytest.mark.parametrize("forged", ["", "v_", "v_" + "0" * 56, "v_é", "x"])
def test_a_visitor_cannot_choose_an_id(forged: str) -> None:
    assert MAKER.is_visitor(MAKER.new_visitor())
    assert not MAKER.is_visitor(forged)
    assert not TokenMaker(b"t" * 32, timedelta(1)).is_visitor(MAKER.new_visitor())


def test_backoff_doubles_to_an_hour_with_jitter() -> None:
    assert [backoff(attempt, 0.0).total_seconds() for attempt in (1, 2, 3, 20)] == [1, 2, 4, 3600]
    assert backoff(3, 1.0).total_seconds() == 2


@pytest.mark.parametrize(
    ("sql", "open_table"),
    [
        ("SELECT x FROM messages WHERE messages.tenant_id = ?", None),
        ("SELECT x FROM messages WHERE messages.seq = ?", "messages"),
        ("SELECT x FROM messages AS m WHERE m.tenant_id = %(t)s", None),
        ("SELECT x FROM messages AS m WHERE messages.tenant_id = ?", "messages"),
        ("SELECT x FROM messages, inbox WHERE messages.tenant_id = ?", "inbox"),
        ("SELECT x FROM tenants", None),
        ("UPDATE inbox SET state = ? WHERE inbox.tenant_id = ?", None),
        ("UPDATE inbox SET state = ?", "inbox"),
        ("DELETE FROM inbox", "inbox"),
        ("SELECT 1 FROM inbox WHERE inbox.tenant_id = ? UNION SELECT 1 FROM inbox", "inbox"),
        ('SELECT 1 FROM "inbox"', "inbox"),
    ],
)
def test_sql_must_name_a_tenant_wherever_it_reads(sql: str, open_table: str | None) -> None:
    assert unguarded_table(sql) == open_table


def test_logs_keep_neither_texts_nor_secrets() -> None:
    entry = drop_forbidden(None, "", {"event": "x", "text": "my card is", "token": "t", "seq": 3})
    assert entry == {"event": "x", "text": "(not logged)", "token": "(not logged)", "seq": 3}


def test_the_doorbell_never_answers_one_conversation_twice_at_once() -> None:
    busy: set[str] = set()
    answered: list[str] = []
    clash: list[str] = []
    lock = threading.Lock()

    def answer_next(_tenant: str, conversation: str) -> bool:
        with lock:
            if conversation in busy:
                clash.append(conversation)
            busy.add(conversation)
        time.sleep(0.005)
        with lock:
            busy.discard(conversation)
            answered.append(conversation)
        if conversation == "bad":
            raise RuntimeError("must not end the thread")
        return answered.count(conversation) % 3 != 0

    bell = InProcessDoorbell(answer_next, workers=4)
    bell.ring("t", "early")
    bell.start()
    for _ in range(20):
        for conversation in ("a", "b", "bad"):
            bell.ring("t", conversation)
        time.sleep(0.002)
    deadline = time.monotonic() + 5
    while ({"a", "b", "bad"} - set(answered) or answered.count("early") < 3) and time.monotonic() < deadline:
        time.sleep(0.01)
    bell.stop()
    assert clash == []
    assert {"a", "b", "bad", "early"} <= set(answered)
    assert answered.count("early") == 3  # rung for once, and there was more twice


def test_who_writes_much_holds_up_nobody_else() -> None:
    answered: list[str] = []
    over = threading.Event()

    def answer_next(_tenant: str, conversation: str) -> bool:
        answered.append(conversation)
        if answered.count("much") == 5:
            over.set()
        return conversation == "much" and not over.is_set()

    bell = InProcessDoorbell(answer_next, workers=1)
    for conversation in ("much", "one", "other"):
        bell.ring("t", conversation)
    bell.start()
    assert over.wait(5)
    bell.stop()
    assert answered == ["much", "one", "other", *["much"] * 4]
