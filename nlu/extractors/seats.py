# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Numbers of users with the noun they count, as digits: 20个账号, thirty seats, 3 more users."""

import re
from collections.abc import Iterator

from nlu.extractors import numbers_en, numbers_zh
from nlu.extractors.found import Found
from nlu.extractors.surface import Surface

_NOUN_ZH = (
    "席位数?|坐席|座席|座位|账号|帐号|账户|用户数?|名额|授权|许可证?|licen[cs]es?|seats?|users?|accounts?|坑位|位子|席"
    "|新?成员|新?员工|新?同事|新人|职员|老师|教师|学生|客服|销售|实习生|外包|开发者?|工程师|设计师|伙伴|队友|使用者|人员|访客|志愿者|义工|顾问|学员|经销商|店员|号(?![码段线])|人(?![民工力类事家生次均群资才情气像脸质们])|号人|员"
)
_ADJECTIVE_ZH = (
    "(?:只读|新增?的?|外籍|额外的?|付费的?|正式的?|在职的?|全职|兼职|活跃|企业|内部|外部|访客|席位)?"
)
_ZH = re.compile(
    rf"(?<![\d.第a-z])(?<!第)(?P<n>{numbers_zh.NUMBER}|俩|仨)\s?(?:多|来|余|几)?\s?(?:个|位|名|口|号(?=人))?\s?{_ADJECTIVE_ZH}(?:{_NOUN_ZH})(?!版|类型|管理|权限|名单|次|月|页|都没有?|没有?)"
)
# "席位从 50 个改成 35 个": the noun comes first.
_ZH_BARE = re.compile(
    r"(?P<n>\d{1,6}|[一二两三四五六七八九十百千]{1,6})\s?个(?!人|月|小时|星期|礼拜|季度|字|\w{0,2}(?:看板|报表|表单|工单|订单|问题))"
)
_ZH_BARE_CONTEXT = re.compile(
    r"(?:席位|座位|坐席|账号数?|帐号数?|人数|名额|seats?|用户数)[^,.，。!?！？;；]{0,12}$"
)
# One of these is a purchase; one person is talk of somebody.
_ONE_COUNTS = re.compile("席|坐|座|名额|账号|帐号|licen|seat|许可|授权")
_NO_SEATS_BEFORE_ZH = re.compile(
    r"(?:换了?|转了|转给|转到|转手|问了|找了|经手|排在?|前面(?:有|还有)?|第|每|同|某|另|哪|打了|见了|接了|过了|联系了)\s?$"
)
_ADJECTIVE_EN = (
    "(?:(?:more|new|extra|additional|other|fewer|less|further|of\\s+(?:our|my|the|us|these)|paid|paying|active|full|"
    "part-time|full-time|remote|team|user|named|spare|empty|unused|external|internal|odd|or\\s+so|different|read-only|view-only|licensed|junior|office)\\s+){0,2}"
)
_NOUN_EN = (
    "seats?|users?|people|ppl|places(?=\b)|persons?|licen[cs]es?|members?|teammates?|accounts?|employees|staff(?:ers)?|colleagues|co-?workers|"
    "starters|hires|joiners|headcount|heads|folks|agents|editors|guests|contractors|interns|students|teachers|logins|reps|"
    "engineers|developers|devs|designers|managers|freelancers|volunteers|learners|participants|attendees|newcomers|workers|nurses|"
    "analysts|consultants|trainees|recruits|collaborators|salespeople|admins|humans|clinicians|drivers|lawyers|guys"
)
_EN = re.compile(
    rf"(?<![\w.$€£¥#-])(?P<n>{numbers_en.NUMBER})[\s-]{{1,2}}{_ADJECTIVE_EN}(?:{_NOUN_EN})\b(?!\s+(?:ids?|numbers?|names?|pages?|settings?|plan)\b)"
)
_EN_BARE = re.compile(
    r"\b(?:seats?|licen[cs]es|users|headcount)\s*(?:count)?\s*(?:[:=]|from|to|at|is|are)\s*(?P<n>\d{1,6})(?![\d.,%]|\s*(?:[a-z]|/))"
)
_NO_SEATS_BEFORE_EN = re.compile(
    r"\b(?:spoken? (?:to|with)|talked (?:to|with)|asked|called|passed (?:to|through|around|between)|through|ask(?:ed)?|by|told|version|error|e|step|one of|any)\s+$"
)
# "25 seats rather than 20": the other number of a correction leaves its noun out.
_OTHER_EN = re.compile(
    r"\s*,?\s*(?:rather\s+than|instead\s+of|(?:and\s+)?not)\s+(?P<n>\d{1,6})(?![\d.,]?\d|%|\s*(?!please|pls|thanks|thx|on|in|for|from|at|as|when|by|if|and|but|or)[a-z])"
)
_OTHER_ZH = re.compile(
    r"\s*,?\s*(?:而不是|而非|不是|不要)\s?(?P<n>\d{1,6}|[一二两三四五六七八九十百]{1,4})\s?个?(?=\s*(?:了|[,.!?;。]|$))"
)
# "人数写错了, 是18个不是81个": the noun stands in another clause.
_CORRECTED_ZH = re.compile(
    r"(?:不是|是|应为|应该是|要)\s?(?P<a>\d{1,6})\s?个\s?,?\s?(?:而?不是|(?:而|应该)?是)\s?(?P<b>\d{1,6})\s?个(?!人|月|小时|字)"
)
_COUNTED_ZH = re.compile(r"席位|座位|坐席|账号|帐号|人数|名额|用户数|seats?\b|users?\b")
# Two or three accounts that somebody has are no purchase.
_ACCOUNT = re.compile(r"(?:账号|帐号|账户|个号|accounts?|logins?)$")
_OWN_ACCOUNTS = re.compile(
    r"合并|合不|注册了|名下|我有|不小心|误|重复|同一个人|\bmerg\w+|\bi(?:'ve| have| hold| made| opened| created)\b|\bmy (?:two|three|2|3)\b"
    r"|\bby (?:mistake|accident)\b|\bduplicat\w+|\bon one (?:phone|device)\b|\baccounts exist\b"
)
_MOST_OWN = 3
_ADDS_EN = re.compile(
    r"(?:add|adding|buy|buying|get|need|want|remove|drop|extra|for|only|just|purchase|order|invite|another|plus)\s+$"
)


def find_seats(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for match in _ZH.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if match[0].endswith("号") and not re.search(r"[个位名口]", match[0]):
            continue  # 31号 is a day
        single = match["n"] in {"一", "1"} and not _ONE_COUNTS.search(match[0])
        if single or _NO_SEATS_BEFORE_ZH.search(before):
            continue
        yield from _counted(match, numbers_zh.number_zh(match["n"]), text)
        if (other := _OTHER_ZH.match(text, match.end())) and (number := numbers_zh.number_zh(other["n"])):
            yield Found("seats", *other.span("n"), str(int(number)))
    for match in _CORRECTED_ZH.finditer(text):
        if _COUNTED_ZH.search(text[max(0, match.start() - 40) : match.start()]):
            yield from (
                Found("seats", match.start(n), match.end(n) + 1, str(int(match[n]))) for n in ("a", "b")
            )
    for match in _ZH_BARE.finditer(text):
        if match["n"] not in {"一", "1"} and _ZH_BARE_CONTEXT.search(
            text[max(0, match.start() - 24) : match.start()]
        ):
            yield from _found(match, numbers_zh.number_zh(match["n"]))
    for match in _EN.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if _NO_SEATS_BEFORE_EN.search(before) or (
            match["n"] in {"one", "1"} and not _counts_one(match[0], before)
        ):
            continue
        yield from _counted(match, numbers_en.number_en(match["n"]), text)
        if other := _OTHER_EN.match(text, match.end()):
            yield Found("seats", *other.span("n"), str(int(other["n"])))
    for match in _EN_BARE.finditer(text):
        yield Found("seats", *match.span("n"), str(int(match["n"])))


def _counts_one(span: str, before: str) -> bool:
    """ "one more seat" counts; "one person said" is talk of somebody."""
    return re.search(r"\b(?:more|extra|additional|seat|licen[cs]e)\b", span) is not None or bool(
        _ADDS_EN.search(before)
    )


def _counted(match: re.Match[str], number: float | None, text: str) -> Iterator[Found]:
    if number and number <= _MOST_OWN and _ACCOUNT.search(match[0]) and _OWN_ACCOUNTS.search(text):
        return
    yield from _found(match, number)


def _found(match: re.Match[str], number: float | None) -> Iterator[Found]:
    if number is not None and 0 < number < 10_000_000 and number == int(number):
        yield Found("seats", match.start(), match.end(), str(int(number)))
