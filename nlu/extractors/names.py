"""People and companies that need no model: told by a sure cue, a company's ending or a firm everybody knows."""

import re
from collections.abc import Iterator

from nlu.extractors.found import Found
from nlu.extractors.name_lists import (
    COMPANY_ENDS_EN,
    DOUBLE_SURNAMES,
    KNOWN_FIRMS_EN,
    KNOWN_FIRMS_ZH,
    PROGRAMS,
    SURNAMES,
)
from nlu.extractors.surface import Surface

_HAN = r"[\u4e00-\u9fff]"
# Endings that hardly close anything but a company's name; with 公司 behind them almost any ending does.
_STRONG_END = (
    "有限责任公司|股份有限公司|有限公司|集团|科技|传媒|文化|贸易|咨询|物流|医疗|餐饮|食品|地产|物业|律所|律师事务所|事务所|印务|新能源|能源|制药|医药|实业|资本"
    "|银行|证券|工作室|商贸|服饰|家居|建筑|建材|广告|酒店|民宿|影视|供应链|电商|国际|控股|基金会|研究院|书店|茶业|咖啡|烘焙|印刷|装饰|园林|货运"
)
_NO_BRAND = (
    r"(?!.{0,5}?(?:我们|你们|他们|咱们|贵司|我司|公司|客户|行业|线上|产品|国内|国外|一家|这家|那家|几家|哪家|其他|别的|本地|跨境|互联网|什么|企业|有限|人工|多少"
    r"|怎么|可以|需要|蓝云|个人|专业|技术|现代|传统|搞|做|的|是|在|和|与|有|去|到|要|找|请|跟|从|对|把|被|给|让|叫|了|不|没|想|用|买|也|都|就|很|太|一个|两|们))"
)
_COMPANY_ZH = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff])|(?<=我们)|(?<=咱们)|(?<=我是)|(?<=这里是)|(?<=这边是)|(?<=给)|(?<=我司)|(?<=帮)|(?<=公司)|(?<=客户)|(?<=代表)|(?<=来自)|(?<=抬头)"
    rf"|(?<=改[为成])|(?<=名[为是叫])|(?<=[是的由跟和与让向为把]))"
    rf"{_NO_BRAND}(?P<name>{_HAN}{{2,5}}?(?:{_STRONG_END})(?:有限责任公司|股份有限公司|有限公司|集团|公司)?|{_HAN}{{2,8}}?(?:股份)?有限公司)"
    rf"(?!{_HAN}?(?:类|行业|方面|业务|领域|节|课|街|馆|小镇|程度|部门?|专业|卡|账户|账号|转账|流水))"
)
_FIRMS_ZH = re.compile("|".join(sorted(KNOWN_FIRMS_ZH, key=len, reverse=True)))
_FIRMS_EN = re.compile(
    rf"(?<![\w@.-])(?:{'|'.join(sorted(KNOWN_FIRMS_EN, key=len, reverse=True))})(?![\w@-]|\.\w)", re.ASCII
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]{0,24}"
_END_EN = "|".join(sorted(COMPANY_ENDS_EN, key=len, reverse=True))
_COMPANY_EN = re.compile(rf"(?<![\w.@'-])(?P<name>{_WORD}(?:\s(?:&\s|and\s|of\s)?{_WORD}){{0,3}}?\s(?:{_END_EN})\b(?:[,]?\s(?:Ltd|Inc|LLC|GmbH|Corp|Co)\b\.?)?)")
_AND_SONS = re.compile(rf"(?<![\w.@'-])(?P<name>{_WORD}\s(?:&|and)\s(?:Sons|Co|Company|Partners|Daughters)\b)")
_NO_COMPANY_START = frozenset(
    (
        "the our my your his her their this that these those a an all any hi hello dear hey please can could would is are do does did will what when where who why "
        "how we i if and but or for from to in on at of with it its as need want get add book cancel change update check data support sales customer tech free "
        "team business enterprise lanyun no yes not new old one two human it's i'm we're let send make show tell give put thanks thank best regards ceo cfo cto "
        "marketing legal finance engineering design head digital public national social mobile media private global local senior junior lead chief account order"
    ).split()
)
_PERSON_END_ZH = rf"(?:(?!{_HAN})|(?=[的在来去是要会想说负已]|这边|那边|老师|经理|，|接|女士|先生|帮|申请|以前))"
_SURNAME = f"(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_PERSON_ZH = re.compile(
    rf"(?:我叫|我的名字[是叫]|名字[是叫]|姓名(?:是|为|改[成为])?[:\s]?|联系人(?:是|叫|为)?[:\s]?|名叫|收件人(?:是|为)?[:\s]?|显示名(?:改[成为]|是)|本人)\s?"
    rf"(?P<name>{_SURNAME}{_HAN}{{1,2}}){_PERSON_END_ZH}"
)
_PERSON_EN = re.compile(
    rf"(?:(?i:my name is|my name's|name's|i am called|contact person(?: is)?:?|contact:|regards,|this is|display name to))\s+(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})(?=\s*(?:[,.!?;:)]|$|from\b|at\b|and\b|with\b|in\b|here\b|of\b|speaking\b))"
)
_TITLED_EN = re.compile(rf"(?<!\w)(?P<name>(?:Mr|Mrs|Ms|Dr|Prof|Miss)\.?\s{_WORD}(?:\s{_WORD})?)")


def find_known_names(surface: Surface) -> Iterator[Found]:
    text = surface.cased
    if len(text) != len(surface.text):
        return
    for pattern, entity in ((_PERSON_ZH, "person"), (_PERSON_EN, "person"), (_TITLED_EN, "person"), (_COMPANY_ZH, "company")):
        for match in pattern.finditer(text):
            if not _starts_like_speech(match["name"]):
                yield _found(surface, entity, *match.span("name"))
    for pattern in (_COMPANY_EN, _AND_SONS):
        for match in pattern.finditer(text):
            yield from _company_en(surface, *match.span("name"))
    for match in _FIRMS_ZH.finditer(text):
        yield _found(surface, "company", *match.span())
    for match in _FIRMS_EN.finditer(surface.folded):
        yield _found(surface, "company", *match.span())


def _company_en(surface: Surface, start: int, end: int) -> Iterator[Found]:
    """Words of speech that opened the sentence are no part of the name: "Our Alder Labs" is Alder Labs."""
    words = surface.cased[start:end].split(" ")
    while len(words) > 1 and words[0].lower().rstrip(",.") in _NO_COMPANY_START | PROGRAMS:
        start += len(words.pop(0)) + 1
    if len(words) > 1 or "&" in words[0]:
        yield _found(surface, "company", start, end)


def _starts_like_speech(name: str) -> bool:
    return name.split(" ")[0].lower() in _NO_COMPANY_START | PROGRAMS


def _found(surface: Surface, entity: str, start: int, end: int) -> Found:
    return Found(entity, start, end, surface.text[start:end], sure=True)
