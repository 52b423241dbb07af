"""The form that connects an outside ticket system: what it holds, what it offers, and what came of asking."""

from typing import Any

from bot.desk.backend_setting import Wanted
from bot.web.console.settings.form import Form, part_in, text_in
from escalation.backends.errors import (
    BackendError,
    NotDone,
    NotSetUp,
    OptionsWrong,
    Refused,
    Unanswered,
)
from escalation.backends.models import OutsideSystem
from escalation.backends.registry import OPTIONS
from escalation.routing.words import Words

LONGEST_URL, LONGEST_OPTION = 500, 100
NAMES = {
    "request-tracker.v1": Words("Request Tracker 5", "Request Tracker 5"),
    "zammad.v1": Words("Zammad", "Zammad"),
    "zendesk.v1": Words("Zendesk", "Zendesk"),
    "webhook.v1": Words("签名的 webhook", "Signed webhook"),
}
FAILED: tuple[tuple[type[BackendError], Words], ...] = (
    (OptionsWrong, Words("填写的内容不能用", "What is given does not fit")),
    (NotSetUp, Words("对方还没有准备好", "The other system is not ready yet")),
    (NotDone, Words("没有连接上", "It could not be reached")),
    (Refused, Words("对方拒绝了", "It refused")),
    (Unanswered, Words("没有得到完整的答复", "It gave no whole answer")),
)
"""The first that fits is told, before the details as they came."""
OTHERWISE = Words("没有成功", "It did not work")


def form_of(system: OutsideSystem | None) -> Form:
    if system is None:
        return {"kind": next(iter(OPTIONS)), "url": "", "options": {}}
    return {"kind": system.kind, "url": system.url, "options": dict(system.options)}


def whole(form: Form) -> Form:
    """With all that a page shows of it, whatever came."""
    given = part_in(form, "options")
    options = {name: text_in(given, name)[:LONGEST_OPTION] for name in option_names()}
    return {
        "kind": text_in(form, "kind"),
        "url": text_in(form, "url")[:LONGEST_URL],
        "options": options,
    }


def wanted_of(form: Form, secret: str) -> Wanted:
    """Of the options those of its kind that are filled in: what was typed for another kind does not count."""
    shown = whole(form)
    mine = OPTIONS.get(shown["kind"], {})
    options = {name: value for name, value in shown["options"].items() if name in mine and value}
    return Wanted(shown["kind"], shown["url"], secret, options)


def option_names() -> list[str]:
    return list(dict.fromkeys(name for options in OPTIONS.values() for name in options))


def form_words(language: str) -> dict[str, Any]:
    names = {kind: NAMES[kind].in_language(language) for kind in OPTIONS}
    return {
        "kinds": list(names.items()),
        "kind_name": lambda kind: names.get(kind, kind),
        "option_names": option_names(),
        "kinds_with": {
            option: [kind for kind, options in OPTIONS.items() if option in options]
            for option in option_names()
        },
    }


def why(problem: BackendError) -> Words:
    return next((words for kind, words in FAILED if isinstance(problem, kind)), OTHERWISE)
