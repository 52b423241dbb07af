import threading
from datetime import datetime

import pytest

from bot.inbox import Arrival, Mail
from bot.read_ahead import MOST_HELD, ReadAhead
from bot.tenants import TenantDirectory, new_tenant
from nlu.errors import NLUError
from nlu.types import ParseResult
from tests.scripted import ScriptedUnderstanding

TENANT = new_tenant("demo", "lanyun", "Lanyun")


class LoadingUnderstanding(ScriptedUnderstanding):
    """Fails the first time, as while its models load."""

    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult:
        parsed = super().parse(text, tenant_id=tenant_id, now=now, timezone=timezone)
        if len(self.parsed) == 1:
            raise NLUError("the models are still loading")
        return parsed


def ahead_of(understanding: ScriptedUnderstanding) -> ReadAhead:
    tenants = TenantDirectory()
    tenants.replace([TENANT])
    return ReadAhead(understanding, tenants)


def arrival(text: str) -> Arrival:
    return Arrival("c", "web", f"c:{text}", text)


def mail(text: str) -> Mail:
    return Mail("web", f"c:{text}", 1, "text", 0, text, "bot", 0, "en", None)


def test_what_was_begun_is_not_understood_twice() -> None:
    understanding = ScriptedUnderstanding()
    ahead = ahead_of(understanding)
    ahead.begin("demo", arrival("wait"))
    assert understanding.reading.wait(5)  # nobody has asked for it
    understanding.go.set()
    assert ahead.read(TENANT, mail("wait")).text == "wait"
    assert understanding.parsed == ["wait"]


def test_what_was_not_begun_is_understood_when_it_is_asked_for() -> None:
    understanding = ScriptedUnderstanding()
    assert ahead_of(understanding).read(TENANT, mail("hello")).text == "hello"
    assert understanding.parsed == ["hello"]


def test_a_turn_does_not_wait_for_a_message_of_another() -> None:
    understanding = ScriptedUnderstanding()
    ahead = ahead_of(understanding)
    ahead.begin("demo", arrival("wait"))
    assert understanding.reading.wait(5)
    ahead.begin("demo", arrival("hello"))
    assert ahead.read(TENANT, mail("hello")).text == "hello"
    understanding.go.set()
    assert ahead.read(TENANT, mail("wait")).text == "wait"
    assert understanding.parsed == ["wait", "hello"]


def test_what_failed_is_tried_again_for_the_turn() -> None:
    ahead = ahead_of(LoadingUnderstanding())
    ahead.begin("demo", arrival("hello"))
    assert ahead.read(TENANT, mail("hello")).text == "hello"


def test_what_fails_for_the_turn_too_is_raised() -> None:
    with pytest.raises(NLUError, match="still loading"):
        ahead_of(LoadingUnderstanding()).read(TENANT, mail("hello"))


def test_what_nobody_asks_for_is_forgotten() -> None:
    understanding = ScriptedUnderstanding()
    ahead = ahead_of(understanding)
    for number in range(MOST_HELD + 1):
        ahead.begin("demo", arrival(str(number)))
    idle = threading.Event()
    ahead._pool.submit(idle.set)
    assert idle.wait(5)
    understanding.parsed.clear()
    ahead.read(TENANT, mail("1"))
    assert understanding.parsed == []
    ahead.read(TENANT, mail("0"))
    assert understanding.parsed == ["0"]
