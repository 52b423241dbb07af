# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Which of two values of one kind is the old and which the new: from Business to Team, 25 seats rather than 20.

The words before and between the two decide; where they say nothing, neither has a role. "Android, not iOS" says
where something happens: of such kinds, and where the clause tells what was charged or works, a contrast sets
nothing right unless a wish stands before it.
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

CHANGE_ZH = r"(?:改|换|变更?|更[改换新]|调整?|升级?|降级?|加|增加?|减少?|缩|扩容?|挪|移|推迟?|延期?|提前|转|切换?|迁移?|收|放|涨|搬|替换|交接|移交|过户)"
CHANGE_EN = (
    r"\b(?:mov(?:e[sd]?|ing)|chang(?:e[sd]?|ing)|switch(?:ed|ing)?|reschedul(?:e[sd]?|ing)|postpon(?:e[sd]?|ing)|shift(?:ed|ing)?|push(?:ed|ing)?"
    r"|bring|brought|put|upgrad\w+|downgrad\w+|migrat\w+|convert\w*|increas\w+|decreas\w+|reduc\w+|rais\w+|lower(?:ed|ing)?|cut|bump\w*|expand\w*"
    r"|extend\w*|shrink|grow|correct(?:ed|ing)?|updat\w+|swap\w*|transfer\w*|scal(?:e|ed|ing)|amend\w*|modif\w+|adjust\w*|alter\w*|delay\w*)\b"
)
_NOUN = r"(?:\s+(?:plan|tier|edition|seats?|users?|version|booking|session|training|course|one|e-?mail|address|licen[cs]es?|add-?ons?|modules?|app|client|number|account))?"
_THING_EN = r"(?:order|invoice|ticket|bill|number|no\.?|plan|add-?on|module|e-?mail|address)"
_THING_ZH = r"(?:订单|发票|工单|单子|账单|编号|单号|号码?|套餐|邮箱|电话)"
_THE = r"\s+(?:(?:the|a|our|my)\s+)?"


@dataclass(frozen=True, slots=True)
class Role:
    name: Literal["from", "to"]
    reason: RoleReason


@dataclass(frozen=True, slots=True)
class _Rule:
    """`first` is the role of the one that stands first; `before` is what stands right before it, if that matters.

    `kinds` are the entities it holds for, empty for all; one that `corrects` needs a wish where facts are told.
    """

    first: Literal["from", "to"]
    reason: RoleReason
    between: re.Pattern[str]
    before: re.Pattern[str] | None
    kinds: frozenset[str]
    corrects: bool


def _rule(
    first: Literal["from", "to"],
    reason: RoleReason,
    between: str,
    before: str | None = None,
    *,
    kinds: str = "",
    corrects: bool = False,
) -> _Rule:
    return _Rule(
        first,
        reason,
        re.compile(between),
        re.compile(before) if before else None,
        frozenset(kinds.split()),
        corrects,
    )


_CHANGE, _CONTRAST = RoleReason.change, RoleReason.contrast
_RULES = (
    _rule("from", _CHANGE, r"\s*(?:-+>|=+>|→|➜)\s*"),
    # 从企业版换到团队版, 把周一的培训挪到周四
    _rule("from", _CHANGE, rf"[^,]{{0,12}}?{CHANGE_ZH}(?:成|到|为|至|去|回|给)?了?\s*"),
    _rule("from", _CHANGE, r"\s*(?:到|至)\s*", rf"{CHANGE_ZH}[^,]{{0,8}}(?:从|由|自)?\s*$"),
    _rule("from", _CHANGE, r"\s*[个席]?\s*(?:到|至)\s*", r"(?:从|由)\s*$", kinds="seats"),
    _rule("from", _CHANGE, rf"{_NOUN}\s+(?:(?:in)?to|onto){_THE}", r"\bfrom(?:\s+(?:the|a|our|my))?\s+$"),
    _rule("from", _CHANGE, rf"{_NOUN}\s+(?:(?:in)?to|onto|for|with|by){_THE}", rf"(?:{CHANGE_EN}|\breplac\w+|\bexchang\w+)[^,]{{0,32}}$"),
    _rule("to", _CHANGE, rf"{_NOUN},?\s+(?:and\s+)?from{_THE}", r"\b(?:in)?to(?:\s+(?:the|a|our|my))?\s+$"),
    _rule("to", _CHANGE, r"(?:来)?(?:替换|代替|取代|换掉)掉?\s*", r"(?:用|拿)\s*$"),
    _rule("to", _CHANGE, r"\s*,?\s*(?:原来|原先|之前|本来|以前|目前|现在)的?(?:是|用的是|为)?\s*", rf"{CHANGE_ZH}(?:成|到|为|至)\s*$"),
    # 原来20个席位, 现在要30个; we have 20 seats and need thirty more
    _rule("from", _CHANGE, r"\s*[个席]?的?\s*,?\s*(?:而?现在|如今|这次)?(?:想|需|还)?要(?:改?成|改为|变成|换成|加到?|增加到?|减到|降到|再?加)?\s*", r"(?:原来|原先|之前|本来|以前|目前|现有|已有)(?:我们)?的?(?:是|用的是|订的?是?|买的?是?|有|为)?\s*$"),
    _rule("from", _CHANGE, rf"{_NOUN}(?:\s+(?:now|today|already|currently))?\s*,?\s*(?:and|but)?\s*(?:we|i)?\s*(?:now\s+)?(?:need|want|require)\s+", r"\b(?:have|had|got|with|ordered|bought|booked|says?)(?:\s+(?:only|just|currently|now))?\s+$", kinds="seats plan"),
    # 25 seats rather than 20, 是18个不是81个
    _rule("to", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:rather\s+than|instead\s+of|in\s+place\s+of|(?:and\s+)?not){_THE}(?:on\s+|for\s+|from\s+)?(?:the\s+)?(?:{_THING_EN}\s+)?", corrects=True),
    _rule("to", _CONTRAST, rf"\s*[的版]?\s*,?\s*(?:而不是|而非|不是|不要)(?:{_THING_ZH})?\s*", corrects=True),
    _rule("from", _CONTRAST, r"\s*(?:should\s+(?:be|have\s+been|read|say)|ought\s+to\s+be|(?:本)?(?:应该?是|应为|应该为))\s*"),
    _rule("from", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:but|it'?s|it\s+(?:is|should\s+be)|should\s+be|make\s+it|(?:i|we)\s+meant?){_THE}(?:on\s+|for\s+)?(?:the\s+)?(?:{_THING_EN}\s+)?", rf"\bnot(?:\s+(?:the|a|on|for|from|my|our|{_THING_EN}))*\s+$"),
    _rule("from", _CONTRAST, r"\s*,\s*", r"(?:^|,)\s*(?:(?:no|sorry|please|ok|oops|i said|i meant),?\s+)?not\s+$", kinds="seats"),
    _rule("from", _CONTRAST, rf"\s*[个席]?的?\s*,?\s*(?:而是|而要|要的?是|应该是|应为|是|要)(?:{_THING_ZH})?\s*", rf"(?<!是)(?:不是|不要)(?:{_THING_ZH})?\s*$"),
    _rule("from", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:we\s+(?:want|need)|i\s+(?:want|need)|please\s+make\s+it|make\s+it|use){_THE}", r"\b(?:instead\s+of|rather\s+than)(?:\s+the)?\s+$"),
)  # fmt: skip

# What says where something happens rather than what is wanted.
_TOLD = frozenset({"platform", "product_module", "product_version", "error_code"})
_FACT_OR_WISH = re.compile(
    r"(?P<wish>\b(?:want\w*|need\w*|meant?|use|choose|chose|pick\w*|prefer\w*|select\w*|make|should|switch|install|download|please|pls)\b"
    r"|想|要|选|换|改|应该|应为|指的是|说的是|写错|填错|弄错|搞错|订错|选错|麻烦)"
    r"|(?P<fact>\b(?:charg\w+|bill(?:ed|s)|debited|deducted|took|taken|got|gets?|receiv\w+|shows?|showing|displays?|says|work\w*|happen\w*|fail\w*|crash\w*"
    r"|freez\w+|froze\w*|br[eo]ak\w*|broken?|appears?|available|includ\w+|support(?:s|ed)|loads?|opens?|runs?|hangs?)\b"
    r"|收了|扣了|扣款|扣的|收的|收费|收到|到账|显示|出现|能用|可以用|正常|没问题|打不开|闪退|崩溃|卡顿|有问题|出问题|发生|支持|包含|算成)"
)


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
            if rule.between.fullmatch(between)
            and (rule.before is None or rule.before.search(before))
            and (not rule.kinds or first.entity in rule.kinds)
            and (not rule.corrects or _is_wished(first.entity, before))
        ),
        None,
    )


def _is_wished(kind: str, before: str) -> bool:
    """What stands last of wish and fact in the part of the sentence decides; without either, the kind does."""
    said = [match.lastgroup for match in _FACT_OR_WISH.finditer(before.rpartition(",")[2])]
    return said[-1] == "wish" if said else kind not in _TOLD
