"""Every error that a package can raise leaves the API in the one shape."""

import importlib
import inspect
import pkgutil

import pytest

import bot
import dialogs
import escalation
import kb_index
import nlu
from bot.api.exception_handlers import STATUS, error_shape, status_of
from bot.errors import BotError, DatabaseUnsafe, NotFound, TextTooLong, TooFast
from dialogs.errors import DialogueError
from escalation.errors import EscalationError
from kb_index.errors import KnowledgeBaseError
from nlu.errors import NLUError

ROOTS = (BotError, DialogueError, EscalationError, KnowledgeBaseError, NLUError)


def error_classes() -> list[type[Exception]]:
    found: set[type[Exception]] = set()
    for package in (bot, dialogs, escalation, kb_index, nlu):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("errors") or module.name == "bot.agents":
                members = vars(importlib.import_module(module.name)).values()
                found |= {one for one in members if inspect.isclass(one) and issubclass(one, ROOTS)}
    return sorted(found, key=lambda one: one.__qualname__)


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_the_one_shape(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    error.args = ("inner detail",)
    for name in ("retry_after", "got", "limit"):
        setattr(error, name, 1)
    assert any(base in STATUS for base in kind.__mro__)
    shape = error_shape(error)
    assert set(shape) == {"error"}
    assert set(shape["error"]) == {"code", "message", "hint"}
    assert all(isinstance(value, str) for value in shape["error"].values())
    assert shape["error"]["code"]
    if status_of(error) >= 500:
        assert "inner detail" not in str(shape) or shape["error"]["code"] == "not_ready"


def test_there_are_errors_to_walk() -> None:
    assert len(error_classes()) > 25
    assert set(ROOTS) <= set(error_classes())


def test_messages_say_what_was_got_and_expected() -> None:
    assert error_shape(TextTooLong(5000, 4000))["error"]["message"] == (
        "the text has 5000 characters; at most 4000 are taken"
    )
    assert error_shape(TooFast(2.4))["error"]["hint"] == "wait 2 s"
    assert error_shape(NotFound("conversation"))["error"]["message"] == "no such conversation"


def test_nothing_of_the_inside_is_told() -> None:
    assert "secret role" not in str(error_shape(DatabaseUnsafe("secret role")))
