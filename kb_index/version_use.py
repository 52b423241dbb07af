# ruff: noqa: E501 (a pattern reads better on its one long line)
"""What a question says of a version that it names: that they use it, that they left it, or that it is asked about.

"Since we upgraded from 4.8, where do I create a token?" is no question about 4.8; "how do we upgrade from 4.8?" is
one. The words of the sentence around the version decide. Pure.
"""

import re
from enum import StrEnum

# A bound, so that no question is slow.
_REACH = 80
_SENTENCE_END = re.compile(r"[!?;\n。！？；]|[.](?!\d)")


class Use(StrEnum):
    """`topic` is what a change or a comparison is about, `place` where something is asked for on purpose."""

    now = "now"
    past = "past"
    topic = "topic"
    place = "place"
    named = "named"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_V = r"(?:the\s+)?(?:(?:version|release|ver)\.?\s+|v)?$"
_IN_PART = r"[^.?!;,]"
_IN_SENTENCE = r"(?:[^.?!;]|\.\d)"
_IS_ZH = r"\s*(?:版本?|系列)?\s*"

# From one version to another: done already, or only asked about.
_CHANGE_EN = _words(
    r"(?P<done>(?<!\bbe )(?<!\bget )\b(?:upgraded|moved|migrated|switched|updated|downgraded|converted|transitioned|transferred|jumped|brought|went|came|coming|left)\b"
    r"|\b(?:we|i|just|recently)(?:'ve|\s+have)?\s+(?:just\s+)?changed\b)"
    r"|(?P<open>\b(?:upgrad(?:e|ing)|mov(?:e|ing)|migrat(?:e|ing|ion)|switch(?:ing)?|updat(?:e|ing)|downgrad(?:e|ing)|convert(?:ing)?|transition(?:ing)?|go(?:ing)?"
    r"|get(?:ting)?|roll(?:ing)?\s?back|rollback|chang(?:e|ing)|jump(?:ing)?|return(?:ing)?|(?:be|get)\s+(?:upgraded|moved|migrated|switched|updated|downgraded|converted|transferred))\b)"
)
_ENDS_OF_IT_EN = _words(rf"\b(?P<end>from|off|to|onto)\s+{_V}|\b(?P<left>left|leaving)\s+{_V}")
_AFTERWARDS_EN = _words(r"\b(?:since|after|now that|once|having|following)\b")
_AHEAD_EN = _words(r"\b(?:will|would|going to|'ll)\b")

_CHANGE_ZH = r"(?:升级?|更新|迁移?|降级?|换|转|切换?|搬|过渡|回退|退回?|回滚)"
_FROM_ZH = _words(r"(?P<done>刚刚?|已经?|才|是|自)?\s*(?:从|由|自)\s*(?:版本?)?\s*v?$")
_TO_ZH = _words(
    rf"(?P<done>刚刚?|已经?|才)?[^,，]{{0,12}}?{_CHANGE_ZH}[^,，]{{0,3}}?(?:到|至|为|成|回)(?P<done2>了)?\s*(?:版本?)?\s*v?$"
)
_CHANGES_ZH = _words(rf"{_IS_ZH}[^,，]{{0,4}}?{_CHANGE_ZH}")
_DONE_ZH = _words(
    rf"{_IS_ZH}(?:[^,，怎如哪什能吗]{{0,3}}?{_CHANGE_ZH}[^,，怎如哪什能吗]{{0,14}}?)?"
    r"(?:(?:上来|过来|之后|以后|以来|后|了|完)(?!\s*(?:还|会|能|要|需|是否|有没有|可以))|的(?=用户|客户|团队|公司|工作区|\s*$|[,，]))"
)

# What they were on, and what they are on.
_PAST_BEFORE = _words(
    rf"\bused to\s+{_IN_PART}{{0,24}}{_V}"
    rf"|\b(?:we|i|they|team|company|workspace|it|that|which)\s+(?:\w+\s+)?(?:was|were|had|used|ran|had been)\b{_IN_PART}{{0,24}}{_V}"
    rf"|\b(?:before|previously|formerly|originally|earlier|until\s+\w+|back),?\s+(?:(?:we|i)\s+)?(?:(?:was|were|had|used|ran)\s+)?(?:on|in|with|using|at)?\s*{_V}"
    rf"|\b(?:old|previous|former|earlier|prior)\s+(?:\w+\s+)?,?\s*{_V}"
    rf"|\b(?:not|no longer|aren't|isn't|don't|never)\s+(?:still\s+)?(?:on|using|running|use|run|at)?\s*{_V}"
    rf"|\b(?:like|as|than|unlike)\s+(?:it\s+(?:is|was)\s+)?(?:in|on|with)?\s*{_V}"
    rf"|\b(?:was|were|had|could|did|existed|worked|lived|sat|made|created|built)\b{_IN_PART}{{0,24}}\b(?:in|on|with|under)\s+{_V}"
    r"|(?:之前|以前|原来|原先|从前|过去|早先|曾经?|本来|旧版本?|老版本?|那时|当初|以往|去年|上个?月|上周)[^,，现]{0,10}$"
    r"|(?:不是|没用|没在用|不用|不再用?|没有用|不在|像)的?\s*(?:版本?)?\s*v?$"
)
_PAST_AFTER = _words(
    r"\s*(?:before|previously|until\s+\w+|formerly|back then|days)\b"
    r"|,?\s*(?:we|i|you|it|there|this|that|they)\s+(?:could|was|were|had|used|did)\b"
    rf"|{_IS_ZH}(?:里|中|上)?的?(?:时候|时代|那会|那时|那阵|时(?!间)|那样)"
)
_NOW_BEFORE = _words(
    rf"\b(?:we|i|team|company|workspace|everyone|office)(?:\s*(?:'re|'m|are|am|is))?\s+(?:(?:all|still|currently|now|already|only|stay|stuck)\s+)*(?:on|use|uses|using|run|runs|running|have|at|with)\s+{_V}"
    rf"|\b(?:we|i)(?:'re|'m|\s+are|\s+am)\s+(?:(?:all|still|currently|now|already|only|stuck|staying)\s+)*(?:on|in|at|using|running|with)\s+{_V}"
    rf"|\b(?:still|currently|now)\s+(?:on|using|running|use|run)\s+{_V}"
    rf"|(?:^|,|\()\s*(?:on|using|running)\s+{_V}"
    rf"|\b(?:my|our)\s+(?:\w+\s+){{0,2}}(?:(?:is|runs|uses|are)\s+|[=:]\s*)?(?:still\s+)?(?:on\s+)?{_V}"
    r"|(?:用着?的?|使用的?|停在|停留在|装的?|跑的?|我们?[^,，]{0,6}(?:是|在)|(?:目前|现在|当前|仍然?|还)[^,，]{0,4}(?:是|在)|版本号?[:：]?)(?:版本号?)?(?:还?是|为)?\s*(?:版本?)?\s*v?$"
)
# An old one that goes on being used: "how long may we keep using the old 4.8?"
_KEPT_BEFORE = _words(
    rf"\b(?:keep|keeps|keeping|continue|continues|continuing|stay|staying|remain|remaining|stick|sticking|still|support|supporting|maintain|maintaining)\s+(?:to\s+)?(?:(?:on|in|with|at|to|use|uses|using|run|running)\s+)?"
    rf"(?:(?:the|our|my|an?)\s+)?(?:old|older|previous|former|earlier|prior)\s+{_V}"
    r"|(?:还在?|继续|仍然?|一直|接着)(?:使?用|停在|留在|待在)着?的?(?:旧|老|以前|之前|原来)的?(?:版本?)?\s*v?$"
)
_KEPT_AFTER = _words(rf"{_IS_ZH}(?:还|继续)?(?:能不能|可不可以|能|可以)?(?:还|继续)(?:能|可以)?(?:使?用|待)")

# "What changed in 6.0?" asks about the version itself.
_ABOUT_VERSIONS = _words(
    r"\bwhat(?:'?s| is| are| has| have| did| will)?(?:\s+\w+){0,3}?\s+(?:chang\w+|differ\w+|removed|improved)\b|\bnew (?:in|with|about)\b"
    r"|\b(?:changelog|release notes?|differences?|differs?|compared?|compatib\w+|new features?|end of (?:life|support))\b"
    r"|变化|变更|改动|更新内容|更新日志|更新了(?:什么|啥|哪些)|改了(?:什么|啥|哪些)|新功能|新特性|新增|新东西|区别|差别|差异|相比|兼容|停止支持|支持到|停服"
    r"|(?:有什么|有啥|有哪些|哪里|哪些)[^,，]{0,6}(?:不同|不一样|变)"
)
_ASKS_EN = _words(r"\b(?:how|where|what|which|can|does|do|is|are|why)\b")
_IN_IT_EN = _words(rf"\b(?:in|on|for|under|with|of)\s+{_V}")
_IN_IT_ZH = _words(rf"{_IS_ZH}(?:里面?|中|下|上|当中)(?!来|次|面)")
_AT_ZH = _words(r"在\s*(?:版本?)?\s*v?$")


def read_use(text: str, start: int, end: int) -> Use:
    """Of the version at `text[start:end]`, with or without the word "version"."""
    before = _SENTENCE_END.split(text[max(0, start - _REACH) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _REACH], maxsplit=1)[0]
    change = _read_change(before, after)
    if change is not None:
        return change
    if _KEPT_BEFORE.search(before) or _KEPT_AFTER.match(after):
        return Use.now
    if _PAST_BEFORE.search(before) or _PAST_AFTER.match(after):
        return Use.past
    if _NOW_BEFORE.search(before):
        return Use.now
    if _ABOUT_VERSIONS.search(before) or _ABOUT_VERSIONS.search(after):
        return Use.topic
    if _IN_IT_ZH.match(after) or _AT_ZH.search(before):
        return Use.place
    if _IN_IT_EN.search(before) and (_ASKS_EN.search(before) or _ASKS_EN.search(after)):
        return Use.place
    return Use.named


def _read_change(before: str, after: str) -> Use | None:
    """For one that a change comes from or goes to."""
    ends = _ENDS_OF_IT_EN.search(before)
    changes = list(_CHANGE_EN.finditer(before)) if ends else []
    if ends and changes:
        later = _AFTERWARDS_EN.search(before) and not _AHEAD_EN.search(before + after)
        done = bool(later or any(change["done"] for change in changes))
        left = ends["end"] in (None, "from", "off") or ends["end"].lower() in ("from", "off")
        return _of_change(left=left, done=done)
    if (come := _FROM_ZH.search(before)) and _CHANGES_ZH.match(after):
        return _of_change(left=True, done=bool(come["done"] or _DONE_ZH.match(after)))
    if gone := _TO_ZH.search(before):
        return _of_change(left=False, done=bool(gone["done"] or gone["done2"] or _DONE_ZH.match(after)))
    return None


def _of_change(*, left: bool, done: bool) -> Use:
    if not done:
        return Use.topic
    return Use.past if left else Use.now
