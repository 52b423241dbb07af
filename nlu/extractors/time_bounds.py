# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Whether "before March 5" bounds what shall be done or what was: 周五前修好 against 周五之前就提交了.

A bound lies ahead unless its clause tells of something done. In English the verb nearest to the bound decides, in
Chinese the first sign behind it.
"""

import re

from nlu.extractors.time_values import Prefer

_IRREGULAR = (
    "was|were|got|paid|sent|bought|broke|lost|went|came|made|told|said|began|stopped|gave|took|left|saw|wrote|spoke|had|did|kept|put|set"
    "|found|knew|heard|held|felt|thought|read|ran|met|built|done|been|seen|gone|taken|given|written|made|filed|shut|fell|forgot|chose|worked"
)
_DONE = rf"(?:{_IRREGULAR}|[a-z]{{3,}}(?<!ne)(?<!spe)(?<!fe)(?<!se)(?<!exce)(?<!succe)(?<!proce)ed)"
_TOLD = re.compile(
    r"\b(?:"
    rf"(?<!get )(?<!have )(?<!see )(?<!keep )(?<!want )(?<!need )(?<!make )(?<!like )(?<!are )(?<!is )(?<!be )(?:i|we|he|she|it|they|you|who|which|that|nobody|everything|nothing)(?:'d|'ve)?\s+(?:(?:have|has|had|also|already|only|just|first|never|even|all|always|both|then)\s+)*{_DONE}"
    r"|(?:was|were|had|did|could\s+not|would\s+not|have\s+(?:not\s+)?been|has\s+(?:not\s+)?been)"
    rf"|(?:didn|wasn|weren|hadn|couldn|wouldn)'?t|(?:have|has)(?:n't|\s+not|\s+already|\s+never)\s+(?:been|{_DONE})|already\s+{_DONE}"
    r"|(?:tried|managed|wanted|attempted|used|forgot|failed|began|started|continued)\s+to\s+\w+)\b"
)
# "If I haven't heard by Friday" and "they promised it by Friday" are still to come.
_IF = re.compile(r"\b(?:if|unless|once|when|in case)\s+(?:(?:the|my|our|your)\s+)?(?:\w+\s+)?$")
_PROMISED = re.compile(
    r"\b(?:promised|agreed|asked|told|said|expected|offered|wanted|hoped|planned|needed|assured|guaranteed)\b"
)
# "Delay what I ordered until August 1", "I was cleared until Friday": the bound is of the delay, of the clearance.
_NOT_OF_IT = re.compile(r"\b(?:what|which|that|whatever|everything)\s+$")
_GRANTED = re.compile(r"\b(?:was|were|been)\s+[a-z]+ed\s*$")
_AHEAD = re.compile(
    r"\b(?:will|'ll|won't|shall|gonna|can(?!not)|could(?!\s+not)|would(?!\s+not)|must|should|need\w*|wants?|likes?|hopes?|expects?|get|be|let's|let|make"
    r"|have\s+(?:it|this|that|them|the|my|our|all|every\w*|an?)|is|are|am|'re|'m"
    r"|if|unless|once|due|deadline|going\s+to|(?<!tried )(?<!managed )(?<!wanted )(?<!attempted )(?<!used )(?<!forgot )(?<!failed )(?<!began )(?<!started )(?<!continued )to\s+(?!the\b|my\b|our\b|your\b|us\b|you\b|an?\b)[a-z]+)\b"
)
# "Get the tickets closed before Friday" against "the tickets closed before Friday".
_CAUSED = re.compile(
    r"\b(?:get|be|being|see|keep|need\w*|wants?|likes?|make|expects?|prefers?|hopes?|have\s+(?:it|this|that|them|the|my|our|all|every\w*|an?)"
    r"|(?:is|are)\s+(?:it|this|that|they|all|every\w*))\b"
)
_PARTICIPLE = re.compile(rf"\b{_DONE}\b")
_FROM_BEFORE = re.compile(r"\bfrom\s+$")

_ACT = (
    "提交?|报|反馈|付|交|买|下|开|发|建|创建|新建|申请|注册|购买|订|上传|导入|登记|签|续费?|充值?|扣|收到?|删除?|写|存|用|产生|生成|发生|办|转|退|打|发布"
    "|完成|关闭|解决|更新|升级|邀请|添加|归档|导出|支付|付款"
)
_THING = "工单|订单|账单|发票|记录|数据|消息|日志|附件|文件|单子|历史|报表|费用|邮件|版本|用量|款"
# 了吗 asks, 付了就能用 tells what follows.
_TOLD_ZH = re.compile(
    rf"了(?!吗|么|没|吧|就|再|才|给|跟|告诉|通知)|过(?!期|来|去|户|后|会)|已|曾|一直|没(?!问题|关系|空)"
    rf"|(?:还|都|挺|很|是)(?:好|正常|能用|没事)|本来|原来|^的(?:{_THING})|(?:^|[就都也])(?:我们?|他们?|客户|同事)?(?:{_ACT})(?:好|完)?的(?!话|时候)"
)
_AHEAD_ZH = re.compile(
    r"^(?:你们?|您)?把|请|务必|必须|希望|需要|要(?!求)|想|会(?!议|员)|将|能|可以|帮|麻烦|得(?=\w)|给我|联系|回复|告诉|通知|到期|截止|过期|生效"
)
_ASKED_ZH = re.compile(
    r"(?:请|麻烦|帮忙?|让)(?:你们?|您|他们?|我们?)?(?:在|于|赶在|尽量)?$|(?:务必|必须|希望|最好|要求|应该|需要|打算|计划|准备|要|想|能|得|能否|能不能|可否|可不可以|可以|争取|保证)(?:你们?|您|我们?|他们?)?(?:能)?(?:在|于|赶在)?$"
)


def of_bound(before: str, after: str, *, cue: str) -> Prefer:
    """`before` and `after` are the clause around the bound, `cue` the word that makes it one."""
    told = _is_told_en(before, after, cue) if cue.isascii() else _is_told_zh(before, after)
    return Prefer.past if told else Prefer.future


def _is_told_en(before: str, after: str, cue: str) -> bool:
    if _FROM_BEFORE.search(before):
        return True
    has_signs = _TOLD.search(before) or _AHEAD.search(before) or _PARTICIPLE.search(before)
    side = before if has_signs else after
    told, ahead = _places(_TOLD, side), _places(_AHEAD, side)
    if not has_signs:
        first = min(told, default=len(side)), min(_places(_PARTICIPLE, side), default=len(side))
        return min(first) < min(ahead, default=len(side))
    if cue == "by" and _PROMISED.search(side):
        return False
    if told and max(told) > max(ahead, default=-1):
        is_other = cue != "before" and (_NOT_OF_IT.search(side[: max(told)]) or _GRANTED.search(side))
        return not (is_other or _IF.search(side[: max(told)]))
    # What was closed before a day is closed; what is closed by a day need not be.
    return cue == "before" and _PARTICIPLE.search(side) is not None and not _CAUSED.search(side)


def _is_told_zh(before: str, after: str) -> bool:
    if _ASKED_ZH.search(before.rstrip()):
        return False
    told, ahead = _TOLD_ZH.search(after), _AHEAD_ZH.search(after)
    return told is not None and (ahead is None or told.start() <= ahead.start())


def _places(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in pattern.finditer(text)]
