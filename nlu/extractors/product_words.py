# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Add-ons, product modules and platforms, by their names and aliases in both languages.

Everyday words among them ("report", "form", "mobile", 文档) count only as names: a line's `unless_before` and
`unless_after` say beside which words they don't.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.extractors.found import Found
from nlu.extractors.surface import Surface


@dataclass(frozen=True, slots=True)
class Line:
    """Aliases as a regular expression; one of `only_after` and `only_before` must stand beside them."""

    entity: str
    value: str
    aliases: str
    unless_before: str = ""
    unless_after: str = ""
    only_after: str = ""
    only_before: str = ""


_A, _M, _P = "addon", "product_module", "platform"
# Latin words end where letters end; Chinese ones need no border.
_SURE = (
    Line(_A, "crm", r"\bcrm\b", unless_before=r"(?:hubspot|zoho|dynamics|salesforce|our (?:own|old)|another|their)\s+$"),
    Line(_A, "crm", r"客户关系管理"),
    Line(_A, "automation", r"\bautomations?\b|\bautomatons?\b|\bautomtion\b|\bautomaton\b", unless_before=r"(?:marketing|home|test|office|design|browser|power)\s+$"),
    Line(_A, "automation", r"自动化", unless_after=r"(?:测试|设备|运维|办公|生产|专业|学院|公司|科技|股份|脚本)", unless_before=r"(?:智能|工业|电气|办公|机械|家庭)$"),
    Line(_A, "data_warehouse", r"\bdata\s?-?\s?ware\s?houses?\b|\bdatawarehouses?\b|\bdata warehosue\b|\bdata wharehouse\b|\bdwh\b|数据仓库?|资料仓[储库]|数仓"),
    Line(_A, "data_warehouse", r"\bwarehouse\b", only_after=r"\s+(?:add-?on|module|addon|sync|queries|query|tables?)"),
    Line(_M, "board", r"\bkanbans?\b(?:\s+boards?\b)?|看板|\bbaords?\b|\bborads?\b", unless_before=r"(?:jira|trello|飞书|notion|asana)\s?的?\s?$"),
    Line(_M, "board", r"\bboards?\b", unless_before=r"(?:\bon|in front of (?:my|our|the)|across the|advisory|notice|bulletin|job|executive|white|school|circuit|skate|chair|key|exam|review|drawing|story|mood|sounding|trello|jira|miro|notion|asana|monday)\s+$",
         unless_after=r"\s+(?:of directors|of trustees|meeting|meets|met|member|members|minutes|observer|secretary|games?|room|wants|wishes|asks|asked|demands|insists|expects|says|said|voted|votes|approval|decided|decides|agreed|refused|ordered|(?:has|have) (?:asked|decided|approved|agreed|signed)|approved|pass|gender|directors?|deck|papers?|presentation)\b"),
    Line(_M, "dashboard", r"\bdash-?\s?boards?\b|\bdashbords?\b|\bdashbaords?\b|\bdasboards?\b|\bdashbord\b|仪表[盘板]|\bdashborads?\b|\bdahsboards?\b"),
    Line(_M, "calendar", r"\bcalend[ae]rs?\b|\bcalanders?\b|\bcalenders?\b", unless_before=r"(?:google|school|outlook|apple|icloud|teams|exchange|my own|wall|advent|desk|lunar|chinese|paper)\s+$",
         unless_after=r"\s+(?:year(?! view)|month(?! view)|day(?! view)|days|week|weeks|invite|months|years|quarter|invitation)\b"),
    Line(_M, "calendar", r"日历|行事历", unless_before=r"(?:谷歌|google\s?|outlook\s?|苹果|手机|台|挂|系统|这个|个)$", unless_after=r"(?:天|年|月(?!份|视)|日上|上20)"),
    Line(_M, "forms", r"\bforms\b", unless_before=r"(?:google|ms|microsoft|tax|all|other|various|both|different|which|two|paper|w-?\d?)\s+$", unless_after=r"\s+of\b"),
    Line(_M, "forms", r"\bform\b", unless_before=r"(?:google|in the|any|in any|some|contact|application|refund|request|order|tax|in|short|long|paper|the contact|sign-?up|signup|a form|great|web contact|support|credit|true|consent|w-?\d|your|cancellation|registration|entry|which|what|to|vendor|w9|(?:submit|submitted|fill(?:ed)? (?:in|out)) (?:the|a|your))\s+$",
         unless_after=r"\s+(?:of|letter|factor|w-?\d)\b"),
    Line(_M, "forms", r"表单", unless_before=r"(?:谷歌|google\s?|腾讯|金山|麦客|报名)$"),
    Line(_M, "reports", r"\breports\b", unless_before=r"(?:bug|crash|error|it|he|she|who|expense|annual|tax|credit|audit|news|police|that|book|weather|user|customer|soc|soc 2|pentest|test|security|financial)\s+$",
         unless_after=r"\s+(?:to|that|of|directly|back|an?|the|no|say|said|saying)\b"),
    Line(_M, "reports", r"\breport\b", only_before=r"(?:\b(?:the|a|an|this|that|each|every|my|our|any|weekly|monthly|daily|custom|quarterly|scheduled|burndown|sales|export|open|run|new|same|one|team|shared|saved|status|big|load|sprint|velocity|time|workload|another|which|first|pivot|chart|usage|progress|her|his|their|exported|your|no|whole|entire|broken|blank|pdf)\s+|的\s?|[\u4e00-\u9fff]\s?)$",
         unless_after=r"\s+(?:to\b|of (?:my|the|a|an) (?:bug|problem|issue|incident)|an?\b|the\b|card\b|it\b|from (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
         unless_before=r"(?:bug|crash|error|expense|annual|tax|credit|audit|news|police|book|weather|soc|soc 2|pen\s?test|penetration test|security|incident|school|lab|wish to|want to|like to|need to|to|can i|i|we|please|pls|the full|conformity)\s+$"),
    Line(_M, "reports", r"报表(?!费)"),
    Line(_M, "docs", r"\bdocs?\b", unless_before=r"(?:google|api|your|the api|developer|dev|official|help|the official|ms|word|public|product|integration|legal|sdk|webhook|tech|technical|online|support|lanyun|according to the|read the|in the api|reference|google\s+g|swagger|onboarding|compliance)\s+$",
         unless_after=r"\s+(?:say|says|site|website|page says|state|mention|claim|don't mention|about|are wrong|are outdated)\b|\.\w"),
    Line(_M, "docs", r"\bdocuments?\b", only_before=r"(?:shared|lanyun|collaborative|deleted|draft|team)\s+$",
         only_after=r"\s+(?:module|editor|page|version|versions|template|history|comment|comments|tab|won't|keeps|freezes|loses|link|got|disappeared|was deleted|together|i was)\b",
         unless_before=r"(?:invoice|legal|tax|official|the contract|security)\s+$"),
    Line(_M, "docs", r"文档|云文档", unless_before=r"(?:帮助|api\s?|接口|开发者?|官方|说明|技术|产品|合同|开放平台|使用|集成|腾讯|飞书|石墨|金山|谷歌|google\s?|word\s?|你们的?|操作|中文|英文|培训|对接|在线说明|webhook\s?|sdk\s?|有没有|参考|语雀)的?$",
         unless_after=r"(?:里?(?:说|写|没写|讲)(?:的|了|明|过)?|地址|在哪看|站|链接在|说明|中说|上说|在哪里看|发我|给我一份|[么吗]|可以参考)"),
    Line(_M, "webhooks", r"\bweb\s?-?hooks?\b|\bwebooks?\b|\bwebhoks?\b|\bwebhoosk\b|网络钩子|网钩|\bhooks\b"),
    Line(_P, "ios", r"\bios(?![a-z])|\bi-?phones?(?![a-z])(?:\s?\d{1,2}\s?(?:pro|plus)?\s?max\b)?|\bipads?(?![a-z])|\bipados\b|苹果手机|苹果平板|苹果(?=端|系统|版|客户端)|爱疯"),
    Line(_P, "ios", r"苹果", only_before=r"安卓(?:端|手机)?(?:和|跟|、|与|还是|或者?|正常|没事|可以|行|能用|好好的)[,\s]?$", only_after=r"(?:上(?!个|周|市)|也|和安卓|跟安卓|与安卓|、安卓|安卓|用户|\s?app|这边|那边|用不|打不|登不|闪退|不行|没有?推|收不)"),
    Line(_P, "android", r"\bandroids?(?![a-z])|\bandriods?\b|\bandoird\b|\bandroind\b|安卓|安桌"),
    Line(_P, "mac", r"\bmac\s?os(?:\s?x)?\b|\bmac\s?book(?:s|\s?pro|\s?air)?\b|\bos\s?x\b|\bmacs?\b|\bimacs?\b|苹果电脑|苹果笔记本|mac(?=[版端])", unless_before=r"big\s$", unless_after=r"\s?(?:address|地址|and cheese|n cheese|donald)"),
    Line(_P, "windows", r"\bwindows(?:\s?(?:1[01]|[78]|xp))?\b|\bwin\s?(?:1[01]|[78]|xp)\b|\bwin(?=[版端系])", unless_before=r"(?:pop-?up|two|three|several|many|open|browser|all|maintenance|multiple|new|incognito)\s+$", unless_after=r"\s+(?:open|of)\b"),
    Line(_P, "linux", r"\blinux\b|\bubuntu\b|\bdebian\b|\bfedora\b"),
    Line(_P, "web", r"网页[版端]|web\s?[版端]|浏览器版|浏览器端|网页上|网页里|web\s?网页"),
    Line(_P, "web", r"\bweb(?=\s+(?:app|application(?!\s+firewall)|version|client|interface|ui|login|side|portal|one)\b)|\bweb\b(?=\s*(?:$|[,.!?;:，。]|and\b|or\b|works\b|is\b|it\b|but\b|too\b|nor\b|fine\b|[\u4e00-\u9fff]))|\bwebapp\b", unless_before=r"(?:the dark|world wide|deep|dark)\s+$"),
    Line(_P, "mobile", r"手机(?:端|版|客户端)|移动(?:端|版|客户端)|行动(?:端|版|客户端)|手机(?=\s?(?:app|应用|软件|程序)|上的?\s?(?:蓝云|app)|里的?\s?(?:蓝云|app))"),
    Line(_P, "mobile", r"\bmobile(?=\s+(?:app|apps|application|version|client|one|side|site|users?|push|view|notifications?|experience|device|devices|is|keeps|won't|crashes|works|doesn't|and|or|too|only|but|offline|login|not|no longer|never|stopped|freezes|won't|isn't|shows)\b)|(?<=on )\bmobile\b|(?<=on the )\bmobile\b|(?<=for )\bmobile\b|(?<=via )\bmobile\b|(?<=from )\bmobile\b|(?<=in )\bmobile\b|\bmobile\b(?=\s*[\u4e00-\u9fff])|\bmobile\b(?=\s*$)", unless_after=r"\s+(?:number|phone number|data|network)\b"),
    Line(_P, "mobile", r"\bphone(?=\s+(?:app|apps|version|client)\b)"),
    Line(_P, "desktop", r"\bdesktop(?=\s+(?:app|application|version|client|one|side|notifications?|program)\b)|\bdesk\s?top\b(?=\s*(?:[,.!?;]|$|and\b|or\b|is\b|too\b|works\b|but\b|[\u4e00-\u9fff]))|桌面(?:端|版|客户端|应用|软件|程序)|电脑(?:端|版|客户端)|pc\s?[端版]|pc\s?客户端|\bpc(?=\s+(?:app|client|version)\b)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Compiled:
    line: Line
    aliases: re.Pattern[str]
    unless_before: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None
    only_before: re.Pattern[str] | None
    only_after: re.Pattern[str] | None


def _compile(line: Line) -> _Compiled:
    def maybe(pattern: str, prefix: str = "") -> re.Pattern[str] | None:
        return re.compile(prefix + pattern) if pattern else None

    return _Compiled(
        line,
        re.compile(line.aliases, re.ASCII),
        maybe(line.unless_before),
        maybe(line.unless_after),
        maybe(line.only_before),
        maybe(line.only_after),
    )


# With re.ASCII a border lies between Latin and Chinese letters, so that "dashboard打不开" is seen.
_LINES = tuple(_compile(line) for line in _SURE)


def find_product_words(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for compiled in _LINES:
        for match in compiled.aliases.finditer(text):
            if match.end() > match.start() and _fits(compiled, text, match.start(), match.end()):
                yield Found(compiled.line.entity, match.start(), match.end(), compiled.line.value)


def _fits(compiled: _Compiled, text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 24) : start]
    if compiled.unless_before and compiled.unless_before.search(before):
        return False
    if compiled.unless_after and compiled.unless_after.match(text, end):
        return False
    if compiled.only_before and compiled.only_before.search(before):
        return True
    if compiled.only_after and compiled.only_after.match(text, end):
        return True
    return compiled.only_before is None and compiled.only_after is None
