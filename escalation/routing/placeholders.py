"""Places in templates, notes and canned replies: {{customer}}. What is named here, no code, no nesting."""

import re
from collections.abc import Mapping

from escalation.routing.words import Words

PLACES: Mapping[str, Words] = {
    "ticket": Words("工单号，如 #3313", "the ticket as people say it, #3313"),
    "subject": Words("工单主题", "the ticket's subject"),
    "status": Words("状态", "its status"),
    "priority": Words("优先级", "its priority"),
    "customer": Words("客户姓名", "the customer's name"),
    "company": Words("客户公司", "the customer's company"),
    "agent": Words("负责人姓名", "the assignee's name"),
    "team": Words("团队名称", "the team's name"),
    "message": Words("触发的消息或最近一条公开消息", "the message it is about, else the last public one"),
    "link": Words("打开工单的链接", "a link that opens the ticket"),
    "desk": Words("你们公司的名称", "your company's name"),
}

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_HALF = re.compile(r"\{\{|\}\}")


def places_in(text: str) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def unknown_places(text: str) -> tuple[str, ...]:
    """Names that nothing fills, and braces that do not close."""
    unknown = tuple(one for one in places_in(text) if one not in PLACES)
    return unknown + tuple(_HALF.findall(_PLACE.sub("", text)))[:1]


def unknown_places_complaint() -> Words:
    names = ", ".join(f"{{{{{name}}}}}" for name in PLACES)
    return Words(f"只有这些占位符：{names}", f"no other places than {names}")


def fill_places(text: str, values: Mapping[str, str]) -> str:
    """A value is text, whatever is in it: a place in it stays as it is. A place without a value is empty."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)
