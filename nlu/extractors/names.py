# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""People and companies that need no model: told by a sure cue, a company's ending or a firm everybody knows."""

import re
from collections.abc import Iterator

from nlu.extractors.found import Found
from nlu.extractors.name_lists import (
    COMMON_SURNAMES,
    COMPANY_ENDS_EN,
    DEPARTMENTS,
    DOUBLE_SURNAMES,
    FIRST_NAMES,
    KNOWN_FIRMS_EN,
    KNOWN_FIRMS_ZH,
    LAST_NAMES,
    NAME_OPENERS,
    PINYIN_SURNAMES,
    PLACES,
    PROGRAMS,
    SURNAMES,
)
from nlu.extractors.surface import Surface

_HAN = r"[\u4e00-\u9fff]"
# Endings that hardly close anything but a company's name; with 公司 behind them almost any ending does.
_STRONG_END = (
    "有限责任公司|股份有限公司|有限公司|集团|科技|传媒|文化|贸易|咨询|物流|医疗|餐饮|食品|地产|物业|律所|律师事务所|事务所|印务|新能源|能源|制药|医药|实业|资本"
    "|证券|工作室|商贸|服饰|家居|建筑|建材|广告|民宿|影视|供应链|电商|国际|控股|研究院|书店|茶业|咖啡|烘焙|印刷|装饰|园林|货运"
)
_NO_BRAND = (
    r"(?![\u4e00-\u9fff]{0,5}?(?:我们|你们|他们|咱们|贵司|我司|公司|客户|行业|线上|产品|国内|国外|一家|这家|那家|几家|哪家|其他|别的|本地|跨境|互联网|什么|企业|有限|人工|多少"
    r"|怎么|可以|需要|蓝云|写|完|原来|手机|验证|会计|之前|以前|现在|名下|合作|伙伴|供应商|上的|慈善|公益|户名|个人|专业|技术|现代|传统|搞|做|的|是|在|和|与|有|去|到|要|找|请|跟|从|对|把|被|给|让|叫|了|不|没|想|用|买|也|都|就|很|太|一个|两|们))"
)
# 抬头改成…, 公司名称变更为…, 抬头应该是…: how a name is said to change, and no part of it.
_CHANGED_ZH = r"(?:也|都)?(?:要|想|请|需要?|希望|得)?(?:把它)?(?:(?:更改|修改|变更|更换|更正|改|换|变|写|填|开|调整|转)了?(?:成|为|到|回)|应该?(?:是|为|写成?|改成)|应是|其实是|实际是)了?"
_FIELD_ZH = r"(?:(?:公司|企业|单位)(?:名称|名(?!称)|抬头)|(?:发票)?抬头)"
# What stands where a name would: 抬头改成英文的, 抬头换成另一家.
_NO_NAME = r"(?!一[下个家样]|还|能(?![源量])|(?:发票)?抬头|发票|名称|现[改换在]|改[成为到回]|换[成为到回]|变[成为更]|更[改换正名新]|修改|调整|应[该为是]|由|自|原[来先]|错|误|新的|正确|对的|另|下面|以下|如下|上面|这个|那个|英文|中文|全称|简称|全名|电子|纸质|专票|普票|专用|普通|同一|一样|相同|刚才|上次)"
_NAME_ENDS = r"(?=[^\u4e00-\u9fff]|$|的|[吗吧]|之后|以后|后(?:重|再|还|能|要|可))"
_COMPANY_ZH = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff])|(?<=我们)|(?<=咱们)|(?<=我是)|(?<=这里是)|(?<=这边是)|(?<=给)|(?<=我司)|(?<=帮)|(?<=公司)|(?<=客户)|(?<=代表)|(?<=户名)|(?<=来自)|(?<=抬头)"
    rf"|(?<=[改换变写][为成])|(?<=名[为是叫])|(?<=[是的由从跟和与让向为把]))"
    rf"{_NO_NAME}{_NO_BRAND}(?P<name>{_HAN}{{2,8}}\({_HAN}{{2,4}}\){_HAN}{{0,6}}?有限公司|{_HAN}{{2,5}}?(?:{_STRONG_END})(?:有限责任公司|股份有限公司|有限公司|集团|公司)?|{_HAN}{{2,8}}?(?:股份)?有限公司)"
    rf"(?!{_HAN}?(?:类|行业|方面|业务|领域|节|课|街|馆|小镇|程度|部门?|专业|卡|账户|账号|转账|流水))"
)
_CUED_ZH = re.compile(
    rf"(?:公司名?称?(?:叫做?|是|为)|(?:发票)?抬头(?:是|为|写的?|开)?|单位(?:名称)?(?:是|叫|为)|企业名称(?:是|为)?|公司名称|公司名(?!称)|{_FIELD_ZH}{_CHANGED_ZH}|(?<!{_HAN})公司(?=:))[:\s]?\s?{_NO_NAME}{_NO_BRAND}(?P<name>{_HAN}{{2,14}}?){_NAME_ENDS}"
)
# 公司名从青岚改为恒通
_RENAMED_ZH = re.compile(
    rf"{_FIELD_ZH}(?:从|由){_NO_BRAND}(?P<name>{_HAN}{{2,14}}?){_CHANGED_ZH}{_NO_NAME}{_NO_BRAND}(?P<new>{_HAN}{{2,14}}?){_NAME_ENDS}"
)
_FIRMS_ZH = re.compile("|".join(sorted(KNOWN_FIRMS_ZH, key=len, reverse=True)))
_FIRMS_EN = re.compile(
    rf"(?<![\w@.-])(?:{'|'.join(sorted(KNOWN_FIRMS_EN, key=len, reverse=True))})(?![\w@-]|\.\w)", re.ASCII
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]{0,24}"
_END_EN = "|".join(sorted(COMPANY_ENDS_EN, key=len, reverse=True))
_COMPANY_EN = re.compile(
    rf"(?<![\w.@'-])(?P<name>{_WORD}(?:\s(?:&\s|and\s|of\s)?{_WORD}){{0,3}}?\s(?:{_END_EN})\b(?:[,]?\s(?:Ltd|Inc|LLC|GmbH|Corp|Co|Limited)\b\.?)?|{_WORD}(?:\s{_WORD}){{0,2}}?\s(?:LABS|GROUP|SYSTEMS|SOLUTIONS|TECHNOLOGIES|HOLDINGS|INDUSTRIES|SERVICES)\s(?:LIMITED|LTD|INC|LLC|CORP)\b)"
)
_AND_SONS = re.compile(
    rf"(?<![\w.@'-])(?P<name>{_WORD}\s(?:&|and)\s(?:Sons|Co|Company|Partners|Daughters)\b)"
)
_PERSON_END_ZH = (
    rf"(?:(?!{_HAN})|(?=[的在来去是要会想说负已]|这边|那边|老师|经理|，|接|女士|先生|帮|申请|以前))"
)
_SURNAME = f"(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_PERSON_ZH = re.compile(
    rf"(?:我叫|我的名字[是叫]|名字[是叫]|姓名(?:是|为|改[成为])?[:\s]?|联系人(?:是|叫|为)?[:\s]?|名叫|收件人(?:是|为)?[:\s]?|显示名(?:改[成为]|是)|本人)\s?"
    rf"(?P<name>{_SURNAME}{_HAN}{{1,2}}){_PERSON_END_ZH}"
)
# 用李娜替换张伟
_REPLACED_ZH = re.compile(
    rf"(?:用|让|由|拿)(?P<name>[{''.join(sorted(COMMON_SURNAMES))}]{_HAN}{{1,2}})(?:来)?(?:替换|代替|接替|顶替|取代|换掉)掉?(?P<old>[{''.join(sorted(COMMON_SURNAMES))}]{_HAN}{{1,2}}){_PERSON_END_ZH}"
)
_PERSON_EN = re.compile(
    rf"(?:(?i:my name is|my name's|name's|i am called|contact person(?: is)?:?|contact:|regards,|this is|display name to))\s+(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})(?=\s*(?:[,.!?;:)]|$|from\b|at\b|and\b|with\b|in\b|here\b|of\b|speaking\b))"
)
# This is Tom Baker from Fjordline: what people are from is their firm, where it is no place and no department.
_CUED_EN = re.compile(
    rf"(?:\b(?i:we are|we're)|\b(?i:this is|i'm|i am|my name is|my name's)\s{_WORD}(?:\s{_WORD}){{0,2}})\s(?:from|at)\s(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})(?=\s*(?:[,.!?;:)]|$|here\b|and\b|speaking\b|with\b|please\b))"
)
_LATIN_IN_HAN = re.compile(
    r"(?:(?<=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]\s)|^)(?P<name>(?P<first>[A-Z][a-z]{1,14})(?:\s[A-Z][a-z'-]{1,14}){0,2})(?=\s?[\u4e00-\u9fff,.，。]|$)"
)
_ALSO_WORDS = frozenset(
    [
        "may",
        "june",
        "april",
        "will",
        "mark",
        "grace",
        "joy",
        "faith",
        "hope",
        "art",
        "ian",
        "pat",
        "rob",
        "don",
        "dean",
        "miles",
        "max",
        "chad",
        "ivy",
        "rose",
        "dawn",
        "jade",
        "amber",
        "mina",
        "word",
        "excel",
    ]
)
# Tom Baker's account: whose it is, by a first name; "Will's" and "Mark's" only with a family name behind.
_OWNER_EN = re.compile(
    r"(?<![\w@.'-])(?:(?P<first>[A-ZÀ-Þ][\w-]{1,24}) )?(?P<last>[A-ZÀ-Þ][\w-]{1,24})'s(?!\w| [A-Z][a-z])"
)
# Will can't log in: no question begins so.
_WILL_EN = re.compile(
    r"(?<![\w'-])(?P<name>Will|Mark|Grace|Rob|Dean|Chad|Ivy|Max)(?= (?:can't|cannot|couldn't|isn't|doesn't|hasn't|needs|forgot|keeps)\b)"
)
_LOWER_EN = re.compile(r"\bmy name(?:'s| is) (?P<first>[a-z]{2,15}) (?P<last>[a-z]{2,20})\b")
_TITLED_EN = re.compile(rf"(?<!\w)(?P<name>(?:Mr|Mrs|Ms|Dr|Prof|Miss)\.?\s{_WORD}(?:\s{_WORD})?)")

_FAMILY = frozenset(name.lower() for name in (*LAST_NAMES, *PINYIN_SURNAMES))
_OF_SPEECH = NAME_OPENERS | PROGRAMS
_NO_FIRM = _OF_SPEECH | PLACES | DEPARTMENTS | FIRST_NAMES


def find_known_names(surface: Surface) -> Iterator[Found]:
    text = surface.cased
    if len(text) != len(surface.text):
        return
    for pattern, entity in (
        (_PERSON_ZH, "person"),
        (_PERSON_EN, "person"),
        (_TITLED_EN, "person"),
        (_COMPANY_ZH, "company"),
        (_CUED_ZH, "company"),
    ):
        for match in pattern.finditer(text):
            if not _starts_like_speech(match["name"]):
                yield _found(surface, entity, *match.span("name"))
    for match in _REPLACED_ZH.finditer(text):
        yield from (_found(surface, "person", *match.span(name)) for name in ("name", "old"))
    for match in _RENAMED_ZH.finditer(text):
        yield from (_found(surface, "company", *match.span(name)) for name in ("name", "new"))
    for match in _CUED_EN.finditer(text):
        if _NO_FIRM.isdisjoint(match["name"].lower().split(" ")):
            yield _found(surface, "company", *match.span("name"))
    for pattern in (_COMPANY_EN, _AND_SONS):
        for match in pattern.finditer(text):
            yield from _company_en(surface, *match.span("name"))
    yield from _people_en(surface)
    for match in _LATIN_IN_HAN.finditer(text):
        if match["first"].lower() in FIRST_NAMES and match["first"].lower() not in _ALSO_WORDS:
            yield _found(surface, "person", *match.span("name"))
    for match in _FIRMS_ZH.finditer(text):
        yield _found(surface, "company", *match.span())
    for match in _FIRMS_EN.finditer(surface.folded):
        yield _found(surface, "company", *match.span())


def _people_en(surface: Surface) -> Iterator[Found]:
    for match in _WILL_EN.finditer(surface.cased):
        yield _found(surface, "person", *match.span("name"))
    for match in _OWNER_EN.finditer(surface.cased):
        first, last = (match["first"] or "").lower(), match["last"].lower()
        if first in FIRST_NAMES and (last in _FAMILY or first not in _ALSO_WORDS) and last not in _OF_SPEECH:
            yield _found(surface, "person", match.start("first"), match.end("last"))
        elif last in FIRST_NAMES and last not in _ALSO_WORDS:
            yield _found(surface, "person", *match.span("last"))
    for match in _LOWER_EN.finditer(surface.cased):
        if match["first"] in FIRST_NAMES and match["last"] in _FAMILY:
            yield _found(surface, "person", match.start("first"), match.end("last"))


def _company_en(surface: Surface, start: int, end: int) -> Iterator[Found]:
    """Words of speech that opened the sentence are no part of the name: "Our Alder Labs" is Alder Labs."""
    words = surface.cased[start:end].split(" ")
    while len(words) > 1 and words[0].lower().rstrip(",.") in _OF_SPEECH:
        start += len(words.pop(0)) + 1
    if len(words) > 1 or "&" in words[0]:
        yield _found(surface, "company", start, end)


def _starts_like_speech(name: str) -> bool:
    return name.split(" ")[0].lower() in _OF_SPEECH


def _found(surface: Surface, entity: str, start: int, end: int) -> Found:
    return Found(entity, start, end, surface.text[start:end], sure=True)
