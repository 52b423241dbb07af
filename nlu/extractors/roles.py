# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Which of two values of one kind is the old and which the new: from Business to Team, 25 seats rather than 20.

The words before and between the two decide; where they say nothing, neither has a role.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from nlu.extractors.found import Found
from nlu.types import RoleReason

# What may stand around the two and still speak of them; a bound, so that no message is slow.
_REACH = 48
_CLAUSE_END = re.compile(r"[!?;\n]|[.](?!\d)|。")

CHANGE_ZH = r"(?:改|换|变更?|更[改换新]|调整?|升级?|降级?|加|增加?|减少?|缩|扩容?|挪|移|推迟?|延期?|提前|转|切换?|迁移?|收|放|涨|搬|替换)"
CHANGE_EN = (
    r"\b(?:mov(?:e[sd]?|ing)|chang(?:e[sd]?|ing)|switch(?:ed|ing)?|reschedul(?:e[sd]?|ing)|postpon(?:e[sd]?|ing)|shift(?:ed|ing)?|push(?:ed|ing)?"
    r"|bring|brought|put|upgrad\w+|downgrad\w+|migrat\w+|convert\w*|increas\w+|decreas\w+|reduc\w+|rais\w+|lower(?:ed|ing)?|cut|bump\w*|expand\w*"
    r"|extend\w*|shrink|grow|correct(?:ed|ing)?|updat\w+|swap\w*|transfer\w*|scal(?:e|ed|ing)|amend\w*|modif\w+|adjust\w*|alter\w*|delay\w*)\b"
)
_NOUN = r"(?:\s+(?:plan|tier|edition|seats?|users?|version|booking|session|training|course|one|e-?mail|address|licen[cs]es?))?"
_THE = r"\s+(?:(?:the|a|our|my)\s+)?"


@dataclass(frozen=True, slots=True)
class Role:
    name: Literal["from", "to"]
    reason: RoleReason


@dataclass(frozen=True, slots=True)
class _Rule:
    """`first` is the role of the one that stands first; `before` is what stands right before it, if that matters."""

    first: Literal["from", "to"]
    reason: RoleReason
    between: re.Pattern[str]
    before: re.Pattern[str] | None = None


def _rule(first: Literal["from", "to"], reason: RoleReason, between: str, before: str | None = None) -> _Rule:
    return _Rule(first, reason, re.compile(between), re.compile(before) if before else None)


_CHANGE, _CONTRAST = RoleReason.change, RoleReason.contrast
_RULES = (
    _rule("from", _CHANGE, r"\s*(?:-+>|=+>|→|➜)\s*"),
    # 从企业版换到团队版, 把周一的培训挪到周四
    _rule("from", _CHANGE, rf"[^,]{{0,12}}?{CHANGE_ZH}(?:成|到|为|至|去|回)?了?\s*"),
    _rule("from", _CHANGE, r"\s*(?:到|至)\s*", rf"{CHANGE_ZH}[^,]{{0,8}}(?:从|由|自)?\s*$"),
    _rule("from", _CHANGE, rf"{_NOUN}\s+(?:(?:in)?to|onto){_THE}", r"\bfrom(?:\s+(?:the|a|our|my))?\s+$"),
    _rule("from", _CHANGE, rf"{_NOUN}\s+(?:(?:in)?to|onto|for|with|by){_THE}", rf"(?:{CHANGE_EN}|\breplac\w+|\bexchang\w+)[^,]{{0,32}}$"),
    _rule("to", _CHANGE, rf"{_NOUN},?\s+(?:and\s+)?from{_THE}", r"\b(?:in)?to(?:\s+(?:the|a|our|my))?\s+$"),
    _rule("to", _CHANGE, r"(?:来)?(?:替换|代替|取代|换掉)掉?\s*", r"(?:用|拿)\s*$"),
    _rule("to", _CHANGE, r"\s*,?\s*(?:原来|原先|之前|本来|以前|目前|现在)的?(?:是|用的是|为)?\s*", rf"{CHANGE_ZH}(?:成|到|为|至)\s*$"),
    # 25 seats rather than 20, 是18个不是81个
    _rule("to", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:rather\s+than|instead\s+of|in\s+place\s+of|(?:and\s+)?not){_THE}(?:on\s+|for\s+|from\s+)?(?:the\s+)?"),
    _rule("to", _CONTRAST, r"\s*[的版]?\s*,?\s*(?:而不是|而非|不是|不要)\s*"),
    _rule("from", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:but|it'?s|it\s+(?:is|should\s+be)|should\s+be|make\s+it){_THE}(?:on\s+|for\s+)?(?:the\s+)?", r"\bnot(?:\s+(?:the|a|on|for|from))*\s+$"),
    _rule("from", _CONTRAST, r"\s*的?\s*,?\s*(?:而是|而要|要的?是|应该是|应为|是|要)\s*", r"(?:不是|不要)\s*$"),
    _rule("from", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:we\s+(?:want|need)|i\s+(?:want|need)|please\s+make\s+it|make\s+it|use){_THE}", r"\b(?:instead\s+of|rather\s+than)(?:\s+the)?\s+$"),
)  # fmt: skip


def roles_of(text: str, found: Sequence[Found]) -> dict[int, Role]:
    """Roles by the place of the find in `found`, which is in the order of the text; `text` is folded."""
    roles: dict[int, Role] = {}
    for kind in {one.entity for one in found}:
        places = [place for place, one in enumerate(found) if one.entity == kind]
        for first, second in pairwise(places):
            rule = _fitting(text, found[first], found[second])
            if rule is not None and first not in roles:
                roles[first] = Role(rule.first, rule.reason)
                roles[second] = Role("to" if rule.first == "from" else "from", rule.reason)
    return roles


def _fitting(text: str, first: Found, second: Found) -> _Rule | None:
    if first.value == second.value:
        return None
    between = text[first.end : second.start]
    if len(between) > _REACH or _CLAUSE_END.search(between):
        return None
    before = _CLAUSE_END.split(text[max(0, first.start - _REACH) : first.start])[-1]
    return next(
        (
            rule
            for rule in _RULES
            if rule.between.fullmatch(between) and (rule.before is None or rule.before.search(before))
        ),
        None,
    )
