# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Numbers of users with the noun they count, as digits: 20个账号, thirty seats, 3 more users."""

import re
from collections.abc import Iterator

from nlu.extractors import numbers_en, numbers_zh
from nlu.extractors.found import Found
from nlu.extractors.seats_bare import END_EN, find_bare_seats, is_seats
from nlu.extractors.surface import Surface

_NOUN_ZH = (
    "席位数?|坐席|座席|座位|账号|帐号|账户|用户数?|名额|授权|许可证?|licen[cs]es?|seats?|users?|accounts?|坑位|位子|席"
    "|新?成员|新?员工|新?同事|新人|职员|老师|教师|学生|客服|销售|实习生|外包|开发者?|工程师|设计师|伙伴|队友|使用者|人员|访客|志愿者|义工|顾问|学员|经销商|店员|号(?![码段线])|人(?![民工力类事家生次均群资才情气像脸质们])|号人|员"
)
_ADJECTIVE_ZH = (
    "(?:只读|新增?的?|外籍|额外的?|付费的?|正式的?|在职的?|全职|兼职|活跃|企业|内部|外部|访客|席位)?"
)
# Of 几十个人 nobody knows how many they are; the 300 of ¥300，200个席位 are money.
_ZH = re.compile(
    rf"(?<![\d.第a-z几¥$€£])(?!(?<=数)[十百千万])(?:\d{{1,6}}\s?[-~]\s?)?(?P<n>{numbers_zh.NUMBER}|俩|仨)\s?(?:多|来|余|几|\+)?\s?(?:个|位|名|口|号(?=人))?\s?{_ADJECTIVE_ZH}(?:{_NOUN_ZH})(?!版|类型|管理|权限|名单|次|月|页|都没有?|没有?)"
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
# 12-seat plan, a five-person team.
_ONE_OF_EN = r"(?:seat|user|person|member)\b(?=\s+(?:plans?|packages?|subscriptions?|licen[cs]es?|teams?|workspaces?|tiers?|purchases?|orders?|compan(?:y|ies)|office|firm)\b)"
_EN = re.compile(
    rf"(?<![\w.$€£¥#-])(?:\d{{1,6}}\s?[-~]\s?)?(?P<n>{numbers_en.NUMBER})(?:\s?\+\s?|\s+plus\s+|[\s-]{{1,2}}){_ADJECTIVE_EN}(?:(?:{_NOUN_EN})\b(?!\s+(?:ids?|numbers?|names?|pages?|settings?|plan)\b)|{_ONE_OF_EN})"
)
# The 8 of Java 8 开发 and the 17 of iOS 17 users is a version's.
_VERSION_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:java|python|php|perl|node(?:\.?js)?|vue(?:\.?js)?|react|angular|ruby|rails|django|laravel|spring(?:\s?boot)?|swift|kotlin|typescript"
    r"|ios|ipados|android|macos|windows|ubuntu|debian|office|chrome|firefox|safari|mysql|postgres(?:ql)?|redis|dotnet)|\.net(?:\s?core)?|安卓)\s?$"
)
_NO_SEATS_BEFORE_EN = re.compile(
    r"\b(?:spoken? (?:to|with)|talked (?:to|with)|asked|called|passed (?:to|through|around|between)|through|ask(?:ed)?|by|told|version|error|e|step|one of|any)\s+$"
)
# A team of 12, there are 12 of us: the people are in other words.
_GROUP_EN = re.compile(
    rf"\b(?:team|group|company|organi[sz]ation|firm|startup|start-up|office|department|crew|agency)\s+of\s+(?:(?:about|around|roughly|over|some|only|just)\s+)?(?P<n>\d{{1,6}}|{numbers_en.SPELLED}){END_EN}"
    rf"|\bthere(?:'s|'re|\s+(?:is|are|were|will(?:\s+only)?\s+be|would\s+be))\s+(?:(?:only|just|about|around|now|over)\s+)*(?P<us>(?:\d{{1,6}}|{numbers_en.SPELLED})\s+of\s+us)\b"
)
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
    counted = [*_counted_zh(text), *_counted_en(text), *_grouped_en(text)]
    yield from counted
    yield from find_bare_seats(text, counted)


def _counted_zh(text: str) -> Iterator[Found]:
    for match in _ZH.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if match[0].endswith("号") and not re.search(r"[个位名口]", match[0]):
            continue  # 31号 is a day
        single = match["n"] in {"一", "1"} and not _ONE_COUNTS.search(match[0])
        if not (single or _NO_SEATS_BEFORE_ZH.search(before) or _VERSION_BEFORE.search(before)):
            yield from _counted(match, numbers_zh.number_zh(match["n"]), text)


def _counted_en(text: str) -> Iterator[Found]:
    for match in _EN.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        single = match["n"] in {"one", "1"} and not _counts_one(match[0], before)
        if single or _NO_SEATS_BEFORE_EN.search(before) or _VERSION_BEFORE.search(before):
            continue
        yield from _counted(match, numbers_en.number_en(match["n"]), text)


def _grouped_en(text: str) -> Iterator[Found]:
    for match in _GROUP_EN.finditer(text):
        group = "n" if match["n"] else "us"
        number = numbers_en.number_en(match[group].removesuffix("us").strip().removesuffix("of"))
        if is_seats(number) and number > 1:
            yield Found("seats", *match.span(group), str(int(number)))


def _counts_one(span: str, before: str) -> bool:
    """ "one more seat" counts; "one person said" is talk of somebody."""
    return re.search(r"\b(?:more|extra|additional|seat|licen[cs]e)\b", span) is not None or bool(
        _ADDS_EN.search(before)
    )


def _counted(match: re.Match[str], number: float | None, text: str) -> Iterator[Found]:
    if number and number <= _MOST_OWN and _ACCOUNT.search(match[0]) and _OWN_ACCOUNTS.search(text):
        return
    if is_seats(number):
        yield Found("seats", match.start(), match.end(), str(int(number)))
