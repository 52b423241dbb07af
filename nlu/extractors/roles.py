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
_WAY = r"(?:\s+(?:back|straight|right|up|down|over|all\s+the\s+way))*"
_STOP = r"\s*[,.;。、]?\s*"

# "We have 9 seats and would like to go up to 30", 我们有9个席位，想加到30个: what there is, then what is wished for.
WISH_ZH = r"(?:想要?|需要?|要|得|打算|准备|计划|希望|考虑)"
_BECOME_ZH = rf"{CHANGE_ZH}(?:成|到|为|至|去|回|用|个)?了?"
_NOW_ZH = r"(?:现在|如今|目前|这次|今年|明年|下个?月|接下来|最近)"
THEN_ZH = rf"(?:但是?|可是?|不过|所以|而)?(?:我们?|咱们|公司)?{_NOW_ZH}?(?:也|就|又|还是?|再|另外|正)?"
_WAS_ZH = r"(?:原来|原先|之前|本来|以前|目前|现在|当前|眼下)"
_HAS_ZH = rf"(?:(?<!不)(?<!还)(?<!如果)是|为|(?<!你们)有|用的?|用着|用了|买的?|买了|订的?|订了|开的?|开了|开通的?|开通了|共|公司|我们?|咱们|现有|已有|{_WAS_ZH})(?:的?是)?\s*$"
WISH_EN = (
    r"(?:\b(?:like|love|prefer|want(?:s|ing)?|wanna|need(?:s|ing)?|require|wish|hop(?:e|ing)|plan(?:ning)?|looking|considering|thinking|going|ready|intend(?:ing)?)\b"
    rf"(?:\s+(?:(?:to|of|about|for|on|at|onto|into|the|a|our|your|go|going|get|getting|have|having|be|us|it|that|this|them|everyone|back|straight|up|down|over)\b|{CHANGE_EN})){{0,6}})"
)
THEN_EN = r"(?:\s+(?:now|today|already|currently|right\s+now|at\s+the\s+moment))?\s*[,.;]?\s*(?:and|but|so)?\s*(?:we|i)?(?:'d|'re|'m|\s+are|\s+am|\s+would)?\s*(?:(?:now|really|just)\s+)?"
_HAS_EN = r"(?:\b(?:have|has|had|got|with|on|use|uses|using|under|ordered|bought|booked|says?|currently|now|is|are|am)|'re|'m)(?:\s+(?:only|just|currently|now|still|already|the|a|an|our|your))*\s+$"
_HAVE_EN = (
    r"\s*[,.;]?\s*(?:(?:and|but|as|since)\s+)?(?:(?:we|i)(?:\s+are|\s+am|'re|'m|'ve)?\s+(?:(?:currently|now|only|still|already)\s+)*(?:(?:on|have|had|use|got)\s+)?"
    r"|(?:currently|now|at\s+the\s+moment)\s+(?:(?:on|have|with|using)\s+)?)(?:(?:the|a|only|just)\s+)*"
)

# Old and new by name: 旧邮箱…，新邮箱…; new email is …, old one …
_FIELD_ZH = r"(?:订单|发票|账单|工单|单|编号|单号|号码|号|套餐|方案|版本?|邮箱|邮件|地址|手机|电话|联系|负责|管理员|所有者|人|公司|单位|名称|名字|姓名|名|抬头|域名|网址|链接|回调|金额|价格?|席位|数量?|账号|时间|日期|预约|培训)"
_OLD_ZH = rf"(?:原来|原先|之前|以前|先前|从前|原有|旧|老(?!师|板|总)|原)的?{_FIELD_ZH}{{0,3}}(?:地址)?(?:是|为|叫|:)?\s*"
_NEW_ZH = rf"(?:换成?|改成?|改为|用)?(?:新|现在?|如今|目前)的?{_FIELD_ZH}{{0,3}}(?:是|为|叫|:|用|换成?|改成?|改为)?\s*"
_FIELD_EN = r"(?:\s+(?:email|e-mail|mail|address|phone|mobile|number|order|invoice|ticket|plan|price|amount|name|title|company|contact|owner|admin|url|link|domain|seats?|count|version|date|time|slot|session|one|is|was|will\s+be|should\s+be|would\s+be)\b){0,4}\s*[:=]?\s*"
_OLD_EN = rf"\b(?:old|previous|former|original){_FIELD_EN}"
_NEW_EN = rf"\bnew{_FIELD_EN}"
_AND_EN = r"\s*[,.;]?\s*(?:(?:and|but)\s+)?(?:(?:the|my|our|a)\s+)?"


@dataclass(frozen=True, slots=True)
class Role:
    name: Literal["from", "to"]
    reason: RoleReason


@dataclass(frozen=True, slots=True)
class _Rule:
    """`first` is the role of the one that stands first, None where only the second has one; `before` is what stands
    right before it, if that matters.

    `kinds` are the entities it holds for, empty for all; one that `corrects` needs a wish where facts are told; one
    that reaches `across` holds over the end of a sentence too.
    """

    first: Literal["from", "to"] | None
    reason: RoleReason
    between: re.Pattern[str]
    before: re.Pattern[str] | None
    kinds: frozenset[str]
    corrects: bool
    across: bool


def _rule(
    first: Literal["from", "to"] | None,
    reason: RoleReason,
    between: str,
    before: str | None = None,
    *,
    kinds: str = "",
    corrects: bool = False,
    across: bool = False,
) -> _Rule:
    return _Rule(
        first,
        reason,
        re.compile(between),
        re.compile(before) if before else None,
        frozenset(kinds.split()),
        corrects,
        across,
    )


_CHANGE, _CONTRAST, _NAMED = RoleReason.change, RoleReason.contrast, RoleReason.named
_RULES = (
    _rule("from", _CHANGE, r"\s*(?:-+>|=+>|→|➜)\s*"),
    _rule("to", _CHANGE, r"(?:来)?(?:替换|代替|接替|顶替|取代|换掉)掉?\s*", r"(?:用|拿|让|由)\s*$"),
    # 增加10个席位到30个: the first says by how many
    _rule(None, _CHANGE, r"\s*(?:到|至)\s*", r"(?:增加|新增|追加|(?:再|多)加|减少|减掉|减)了?\s*$", kinds="seats"),
    # 从企业版换到团队版, 把周一的培训挪到周四
    _rule("from", _CHANGE, rf"[^,]{{0,12}}?{CHANGE_ZH}(?:成|到|为|至|去|回|给)?了?\s*"),
    _rule("from", _CHANGE, r"\s*(?:到|至)\s*", rf"{CHANGE_ZH}[^,]{{0,8}}(?:从|由|自)?\s*$"),
    _rule("from", _CHANGE, r"\s*[个席]?\s*(?:到|至)\s*", r"(?:从|由)\s*$", kinds="seats"),
    _rule("from", _CHANGE, rf"{_NOUN}{_WAY}\s+(?:(?:in)?to|onto){_THE}", r"\bfrom(?:\s+(?:the|a|our|my))?\s+$"),
    _rule("from", _CHANGE, rf"{_NOUN}\s+(?:(?:in)?to|onto|for|with|by){_THE}", rf"(?:{CHANGE_EN}|\breplac\w+|\bexchang\w+)[^,]{{0,32}}$"),
    _rule("from", _CHANGE, rf"{_NOUN}{_WAY}\s+to{_THE}", r"^\s*(?:(?:please|pls|hi|hello|ok|yes|just)[,\s]+)*(?:the\s+)?$", kinds="plan"),
    _rule("to", _CHANGE, rf"{_NOUN},?\s+(?:and\s+)?from{_THE}", r"\b(?:in)?to(?:\s+(?:the|a|our|my))?\s+$"),
    # 升级到企业版，原来是团队版; need 30 seats, we have 20
    _rule("to", _CHANGE, rf"\s*[个席]?{_STOP}(?:因为)?(?:我们?|咱们|公司)?{_WAS_ZH}的?(?:是|用的?是?|在用|有|只有|为)?\s*", rf"(?:{_BECOME_ZH}|{WISH_ZH}(?:买|用|开|订|上)?)\s*$", across=True),
    _rule("to", _CHANGE, rf"{_NOUN}{_HAVE_EN}", rf"(?:{WISH_EN}|{CHANGE_EN}[^,]{{0,16}}\b(?:to|onto))(?:\s+(?:the|a))?\s+$", kinds="seats plan", across=True),
    # 原来20个席位, 现在要30个; we have 20 seats and need thirty more
    _rule("from", _CHANGE, rf"\s*[个席]?的?{_STOP}{THEN_ZH}(?:{WISH_ZH}{{1,3}}(?:把?(?:它|套餐|席位))?(?:再|多|直接)?(?:{_BECOME_ZH})?|{_BECOME_ZH})\s*", _HAS_ZH, kinds="seats plan", across=True),
    _rule("from", _CHANGE, rf"{_STOP}(?:而?{_NOW_ZH}(?:想|需)?要?(?:{_BECOME_ZH})?|(?:想|需|还)?要(?:{_BECOME_ZH})?|{_BECOME_ZH})\s*", rf"{_WAS_ZH}(?:我们)?的?(?:是|用的是|订的?是?|买的?是?|有|为)?\s*$"),
    _rule("from", _CHANGE, rf"{_NOUN}{THEN_EN}{WISH_EN}\s+", _HAS_EN, kinds="seats plan", across=True),
    # 旧邮箱…，新邮箱…; new email is …, old one …
    _rule("from", _NAMED, rf"\s*[个席]?{_STOP}{_NEW_ZH}", rf"{_OLD_ZH}$", across=True),
    _rule("to", _NAMED, rf"\s*[个席]?{_STOP}{_OLD_ZH}", rf"(?<!最){_NEW_ZH}$", across=True),
    _rule("from", _NAMED, rf"{_NOUN}{_AND_EN}{_NEW_EN}", rf"{_OLD_EN}$", across=True),
    _rule("to", _NAMED, rf"{_NOUN}{_AND_EN}{_OLD_EN}", rf"{_NEW_EN}$", across=True),
    # 25 seats rather than 20, 是18个不是81个
    _rule("to", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:rather\s+than|instead\s+of|in\s+place\s+of|(?:and\s+)?not){_THE}(?:on\s+|for\s+|from\s+)?(?:the\s+)?(?:{_THING_EN}\s+)?", corrects=True),
    _rule("to", _CONTRAST, rf"\s*[的版]?\s*,?\s*(?:而不是|而非|不是|不要)(?:{_THING_ZH})?\s*", corrects=True),
    _rule("from", _CONTRAST, rf"{_NOUN}\s*,?\s*(?:(?:but|and)\s+)?(?:(?:it|that|this)\s+)?(?:really\s+)?(?:should\s+(?:be|have\s+been|read|say)|ought\s+to\s+be){_THE}"),
    _rule("from", _CONTRAST, rf"\s*[个席]?(?:(?:写|填|输|打|弄|搞|标|算|记|录|报|开|选)?错了?|不对|有误)?\s*,?\s*(?:本来?|实际上?|其实|正确的?|{_FIELD_ZH}{{1,3}})?(?:应该?是|应为|应该为)\s*"),
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


_ADDS = re.compile(
    r"(?:还(?!是)|再|另外|多|增加|追加|加)[^到至成为改换]*$|\b(?:more|extra|additional|another)\b"
)


def roles_of(text: str, found: Sequence[Found]) -> dict[int, Role]:
    """Roles by the place of the find in `found`, which is in the order of the text; `text` is folded."""
    roles: dict[int, Role] = {}
    for kind in {one.entity for one in found}:
        places = [place for place, one in enumerate(found) if one.entity == kind]
        for first, second in pairwise(places):
            rule = _fitting(text, found[first], found[second])
            if rule is not None and first not in roles:
                if rule.first and not _adds_fewer(text, found[first], found[second]):
                    roles[first] = Role(rule.first, rule.reason)
                roles[second] = Role("from" if rule.first == "to" else "to", rule.reason)
    return roles


def _adds_fewer(text: str, first: Found, second: Found) -> bool:
    """ "20 seats, and 10 more": those 10 are not what the 20 shall become."""
    said = text[first.end : second.end + len(" more")]
    return (
        first.entity == "seats" and int(second.value) <= int(first.value) and _ADDS.search(said) is not None
    )


def _fitting(text: str, first: Found, second: Found) -> _Rule | None:
    if first.value == second.value:
        return None
    between = text[first.end : second.start]
    if len(between) > _REACH:
        return None
    ends = _CLAUSE_END.search(between) is not None
    before = _CLAUSE_END.split(text[max(0, first.start - _REACH) : first.start])[-1]
    return next(
        (
            rule
            for rule in _RULES
            if (rule.across or not ends)
            and rule.between.fullmatch(between)
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
