"""Webhooks are signed as Standard Webhooks 1.0 has it."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from escalation.backends.signing import TOLERANCE, is_signed, read_secret, signed_headers

# The example that the standard's own libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNED = {
    "webhook-id": ID,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_the_example_of_the_standard() -> None:
    assert signed_headers(BODY, read_secret(SECRET), id=ID, at=AT) == SIGNED
    assert is_signed(BODY, SIGNED, read_secret(SECRET), now=AT)


def test_one_signature_of_several_is_enough() -> None:
    rotated = {**SIGNED, "webhook-signature": f"v1,AAAA v1a,BBBB {SIGNED['webhook-signature']}"}
    assert is_signed(BODY, rotated, read_secret(SECRET), now=AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "１６１４２６５３３０"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": SIGNED["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": "v1,签名"},
    ],
)
def test_what_does_not_hold_is_refused(changed: dict[str, str]) -> None:
    assert not is_signed(BODY, SIGNED | changed, read_secret(SECRET), now=AT)


def test_another_body_secret_or_time_is_refused() -> None:
    other = "whsec_" + base64.b64encode(b"another secret of 24 bytes").decode()
    assert not is_signed(BODY + b" ", SIGNED, read_secret(SECRET), now=AT)
    assert not is_signed(BODY, SIGNED, read_secret(other), now=AT)
    for late in (TOLERANCE, -TOLERANCE):
        assert is_signed(BODY, SIGNED, read_secret(SECRET), now=AT + late)
        assert not is_signed(BODY, SIGNED, read_secret(SECRET), now=AT + late * 1.01)


@pytest.mark.parametrize("secret", ["", "plain", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64!"])
def test_a_secret_that_is_none_is_named(secret: str) -> None:
    with pytest.raises(ValueError, match="24 bytes"):
        read_secret(secret)


def test_headers_of_the_future_or_the_past_by_a_clock_set_back() -> None:
    headers = signed_headers(BODY, read_secret(SECRET), id=ID, at=AT + timedelta(hours=1))
    assert not is_signed(BODY, headers, read_secret(SECRET), now=AT)
