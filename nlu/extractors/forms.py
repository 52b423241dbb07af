# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""What has a written form of its own: ids, addresses, versions, error codes."""

import re
from collections.abc import Iterator

from nlu.extractors.found import Found
from nlu.extractors.roles import CHANGE_ZH
from nlu.extractors.surface import Surface

_NOT_INSIDE = r"(?<![a-z0-9])"
_COUNTED = re.compile(
    r"\s?(?:个|位|名|人|号|元|块|美|刀|欧|万|千|百|条|行|张|份|家|次|天|年|月|日|小时|分|秒|米|兆|多|来|余|席|台|款|字|页(?!面)|kb|mb|gb|k\b|seats?\b|users?\b|people"
    r"|employees|staff|members|accounts|licen|rows|records|cards|tasks|contacts|files|items|dollars|bucks|euros|pounds|usd|rmb|cny"
    r"|eur|yuan|per\b|a month|hours|minutes|days|ms\b|characters|requests|responses|answers|students|teachers|customers|odd\b|or so\b|plus\b|limit|cap\b|quota)"
)
_CURRENCY = r"\s?(?:[$€£¥%]|(?:gbp|hkd|jpy|twd|aud|cad|sgd|inr|chf|krw)\b|欧|英镑|港|日[元圆币]|新[币台]|台币|韩元|澳元|加元)"
# Of LY 2026 0315 001 all groups are the id, of INV-202603 300 EUR the last is a sum.
_NEXT_DIGIT = rf"(?:[-_]?| (?!\d+\.\d|\d[\d,]*(?:{_COUNTED.pattern}|{_CURRENCY})))\d"
# Eleven digits in one are a whole id: in LY20260315001 4 me the four is for.
_ORDER = re.compile(
    rf"{_NOT_INSIDE}ly[-_ ]{{0,2}}(?=\d)(\d{{11}}(?= \d)|\d(?:{_NEXT_DIGIT}){{7,11}})(?![-_]?\d|[a-z0-9])"
)
_TICKET = re.compile(
    r"(?:(?:(?<![\w#&/])|(?<=\d/))# ?|(?<![a-z0-9-])t ?- ?)(\d{1,9})(?![\d-]|[a-z0-9])", re.ASCII
)
_INVOICE = re.compile(rf"{_NOT_INSIDE}inv[-_ #]{{0,2}}(\d(?:{_NEXT_DIGIT}){{5,9}})(?![-_]?\d|[a-z0-9])")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9_%+-](?:[a-z0-9._%+'-]{0,62}[a-z0-9_%+-])?@[a-z0-9](?:[a-z0-9-]{0,62})"
    r"(?:\.[a-z0-9](?:[a-z0-9-]{0,62})){1,6}(?![a-z0-9@])"
)
_URL_TAIL = r"[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_SUFFIX = (
    "com|cn|net|org|io|co|app|dev|example|test|ai|me|info|cc|biz|edu|gov|uk|de|fr|jp|hk|tw|sg|eu|us|ca|au|in|xyz|tech"
    "|cloud|site|online|shop|store|top|vip|team|work|studio|so|ly|tv"
)
# A name in Chinese stands between dots, or words behind an address would be of it.
_CHINESE_HOST = (
    rf"(?:[a-z0-9-]{{1,63}}\.){{0,4}}[\u4e00-\u9fff]{{1,20}}\.(?:{_SUFFIX}|中国|公司|网络)(?![a-z0-9])"
)
_URL = re.compile(
    rf"{_NOT_INSIDE}(?:https?://|ftp://|www\.)(?:{_CHINESE_HOST}{_URL_TAIL}{{0,2000}}|[a-z0-9]{_URL_TAIL}{{1,2000}})",
    re.IGNORECASE,
)
_BARE_URL = re.compile(
    rf"(?<![a-z0-9@._%+/-])(?:[a-z0-9](?:[a-z0-9-]{{0,40}}[a-z0-9])?\.){{1,5}}(?:{_SUFFIX})(?![a-z0-9@-]|\.[a-z0-9])"
    rf"(?::\d{{2,5}})?(?:/{_URL_TAIL}{{0,2000}})?",
    re.IGNORECASE | re.ASCII,
)
_PROGRAMS = {"monday.com", "make.com", "booking.com", "draw.io"}
_URL_END = ".,;:!?'\")]}"
_NUMBERED = r"\d{1,2}(?:\.(?:\d{1,3}|x)){1,3}(?:-?(?:beta|rc|alpha)\.?\d{0,2})?"
_NUMBER_END = r"(?![\d%a-z]|\.\d|\s?(?:%|元|块|万|亿|刀|usd|rmb|gb|mb|倍|折|分|秒|小时|天|星))"
_VERSION = re.compile(
    rf"{_NOT_INSIDE}(?:v(?:er)?\.?\s?|(?:version|release|build)\s+|版本号?(?:是|为)?[:\s]?\s?)(?P<n>{_NUMBERED}|[45](?=\s?版本|\b))"
    rf"(?:\s?版本?(?!权|面|块|本号))?{_NUMBER_END}"
    rf"|(?<![\w.¥$€£#-])(?P<n2>{_NUMBERED})\s?(?:版本?(?!权|面|块)|version\b|release\b){_NUMBER_END}"
    rf"|(?<![\w.¥$€£#-])(?P<n3>\d{{1,2}}\.\d{{1,2}}\.\d{{1,3}})(?:\s?版本?(?!权|面|块))?{_NUMBER_END}",
    re.ASCII,
)
_BARE_VERSION = re.compile(r"(?<![\w.¥$€£#-])(?P<n>[3-6]\.(?:\d{1,2}|x))(?![\d%a-z]|\.\d)", re.ASCII)
_BARE_VERSION_BEFORE = re.compile(
    r"(?:升级?到?了?|更新到?了?|降级?到?回?|装了?|是|用的?是?|退回到?|回退到?|还在用?|在用?|从|到|自从|lanyun|蓝云|app|web|mobile|desktop|ios|android|安卓|手机端|网页版|客户端|端|版本|[旧新老]版"
    r"|upgrad\w*|updat\w*|moved|migrat\w*|downgrad\w*|on|to|from|since|with|running|in|use|using|after|is|still)(?:\s+(?:to|on|from|the|版|app|version))?\s*$|^\s*$|[,.!?;:。]\s*$"
)
_BARE_VERSION_AFTER = re.compile(
    r"\s*(?:之后|以后|后|以来|开始|里|上|的|版|就|和|到|比|跟|还|能|有|$|[,.，。!?！？;；)）]|update|upgrade|release|app\b|and\b|since\b|still\b|is\b|yesterday|today|but\b|to\b|on\b|of\b|or\b|we\b|i\b|it\b|the\b|everything|nothing|my\b|has\b|does|can|will|last\b|this\b|for\b|when\b|with\b|mobile|web\b|hangs|crash|breaks?|broke|keeps|闪退|崩|卡|打不开|用不了|进不去|登不|没)"
)
# Between versions of a list, or of which the one is meant and the other not.
_OTHER_VERSION = re.compile(
    r"\s?(?:版本?)?\s?(?:[/、]|,?\s?(?:\b(?:and|or|not|nor|but)\b|\bit'?s\b|\bit is\b|和|或者?|跟|还有|还是|而?不是|而是|是)|,)\s?(?:version\s)?"
)
_VERSIONS_BEFORE = re.compile(
    r"(?:(?:version|release|版本号?)\s?(?:is|was|should be|是|为)?|^\s*(?:no,?\s*)?(?:it'?s|it is)?)\s*(?:not|不是|是)\s*$|(?:version|release|版本号?)\s?(?:is|was|should be|是|为)\s*$"
)
# An update that names what it brings needs no word behind it.
_UPDATED_TO = re.compile(
    r"(?:(?:升级?|更新|降级?|回退|退回|回滚)[到至为成]了?|\b(?:upgrad|updat|downgrad|roll)\w*(?:\s+\w+){0,2}?\s+to)\s*$"
)
# 从4.8升到5.2, 4.8 -> v5.2: of a change both are versions.
_MOVED = re.compile(
    rf"(?<![\w.¥$€£#-])v?(?P<a>[3-6]\.(?:\d{{1,2}}|x))\s?(?:版本?)?\s?(?:直接|一路|想|要)?(?:{CHANGE_ZH}(?:到|至|成|为|回)?了?|到|-+>|=>|→)\s?v?(?P<b>[3-6]\.(?:\d{{1,2}}|x))(?![\d%a-z]|\.\d)",
    re.ASCII,
)
_OTHERS = "chrome|safari|firefox|edge|tls|ssl|python|java|node|php|http|saml|oauth|excel|office|wcag"
_OTHERS_PROGRAM = re.compile(rf"(?:{_OTHERS})\s?$")
_OTHERS_MOVED = re.compile(
    rf"(?:{_OTHERS}|评分|打分|得分|价格?|单价|汇率|rating|score|price|rate)\s?(?:从|由|from\s)?\s?$"
)
# Of several figures after these none is a version.
_MEASURED = re.compile(
    r"(?:评分|打分|得分|价格?|单价|汇率|费率|\b(?:ratings?|scores?|prices?|rates?|costs?))\s?(?:is|was|of|from|是|为|从)?\s?"
    r"(?:\d(?:\.\d+)?\s?分?[,;]?\s?)?(?:而?不是|(?:and\s|but\s)?not\s)?$"
)
_OTHERS_VERSION = re.compile(
    r"(?:ios|ipados|android|安卓|chrome|safari|firefox|edge|windows|win|macos|mac\s?os\s?x?|osx|os\s?x|tls|ssl|python|java|node|php"
    r"|http|saml|oauth|ubuntu|debian|鸿蒙|harmonyos|excel|office|wcag|ipv|版权|评分|rated?|score|scored)\s?(?:v|version|版本)?\s?$"
)
_ERROR = re.compile(r"(?<![a-z0-9])(?:e-?(\d{3,5}))(?![\d.,]\d|[a-z0-9-])")
_STATUS = re.compile(
    r"(?<![\w.#$¥€£+-])(?<!\d[:,])(?:(?<!/)|(?<=\b[45]\d\d/))([45]\d\d)(?:s\b)?(?![\w:%+-]|/(?![45]\d\d\b)|[.,]\d|°)",
    re.ASCII,
)
_KNOWN_STATUS = {
    "400", "401", "402", "403", "404", "405", "406", "408", "409", "410", "411", "412", "413", "414", "415", "418", "421", "422",
    "423", "424", "425", "426", "428", "429", "431", "451", "500", "501", "502", "503", "504", "505", "507", "508", "511", "520",
    "521", "522", "523", "524", "525", "526", "530", "499", "444", "598", "599",
}  # fmt: skip
_STATUS_BEFORE = re.compile(
    r"(?:error|errors|code|codes|status|http|https|err|报错?|报了?个?|错误|错误码|状态码|返回码|响应码|代码|提示|显示|弹出?了?个?|返回了?|出现|返|抛|跳|是|变成?"
    r"|报个|回|遇到|一直|全是|都是|老是|总是|又|就|got|get|gets|getting|gives?|gave|throws?|threw|throwing|returns?|responds?|responded|replies|returned|returning|shows?|showing|saw|see"
    r"|seeing|sees|says?|said|hit|hits|hitting|with|an?|the|of|by|into|meets?|met|only|ends? (?:on|in)|constant|keeps?|receive[sd]?|random|fails?|failed"
    r"|failing|page|all|and|or|http/\d(?:\.\d)?|(?:api|endpoint|server|page|site|request|call|it) (?:gives?|gave|throws?|threw|returns?|returned|shows?|showed) (?:me|us)|intermittent|occasional|gateway|和|或|、|/|个|了|page is)[\s:,\"'“”（(\[「【]{0,3}$"
)
# Of who serves, "API 500" says that it failed, and "API 500 calls" how much it takes.
_SERVER = re.compile(r"(?:\bapi|接口|\bwebhook|\bendpoint|\bserver|服务器|网关)\s?$")
_LISTED = re.compile(r"s?\s?(?:[,、/]|\b(?:and|or)\b|和|或者?|跟|还有|[,、]\s?(?:and|or))\s?")
_STATUS_AFTER = re.compile(
    r"[\s\"'”）)\]」】]{0,3}(?:error|errors|code|bad gateway|forbidden|unauthori[sz]ed|not found|internal|service unavailable|gateway|response"
    r"|too many|status|page|on|when|whenever|every|from|for|since|after|again|all|at|in|while|during|\w+ing\b|错误|错|报错|了|页面|这个|代码|状态|的错|啥|什么|怎么|是)"
)
_STATUS_END = re.compile(r"[\s\"'”）)\]」】]{0,2}(?:[,.!?;，。！？；、]|$)")


def find_forms(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for match in _ORDER.finditer(text):
        yield Found("order_id", *match.span(), "LY" + _digits(match[1]))
    for match in _INVOICE.finditer(text):
        yield Found("invoice_id", *match.span(), "INV-" + _digits(match[1]))
    for match in _TICKET.finditer(text):
        yield Found("ticket_id", *match.span(), "#" + match[1])
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found("email", *match.span(), match[0])
    yield from _urls(surface)
    yield from _versions(text)
    yield from _errors(text)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _urls(surface: Surface) -> Iterator[Found]:
    for pattern in (_URL, _BARE_URL) if "." in surface.folded or "://" in surface.folded else ():
        # In the text as written, where a full-width comma ends an address.
        for match in pattern.finditer(surface.text):
            url = match[0].rstrip(_URL_END)
            if url.lower() in _PROGRAMS:
                continue
            if ")" in match[0] and url.count("(") > url.count(")"):
                url += ")"
            yield Found("url", match.start(), match.start() + len(url), url)


def _versions(text: str) -> Iterator[Found]:
    found = list(_single_versions(text))
    yield from found
    begun = {one.start for one in found}
    for listed in _lists_of_versions(text) if text.count(".") > 1 else ():
        first, last = listed[0], listed[-1]
        before = text[max(0, first.start() - 16) : first.start()]
        said = _VERSIONS_BEFORE.search(before) or (
            _BARE_VERSION_BEFORE.search(before) and _BARE_VERSION_AFTER.match(text, last.end())
        )
        if said or any(one.start() in begun for one in listed):
            others = (one for one in listed if one.start() not in begun)
            yield from (Found("product_version", *one.span(), one["n"]) for one in others)


def _lists_of_versions(text: str) -> list[list[re.Match[str]]]:
    """Of two and more without a word for what they are, unless they are counted or another program's."""
    lists: list[list[re.Match[str]]] = []
    for one in _BARE_VERSION.finditer(text):
        if lists and _OTHER_VERSION.fullmatch(text, lists[-1][-1].end(), one.start()):
            lists[-1].append(one)
        else:
            before = text[max(0, one.start() - 16) : one.start()]
            if not _OTHERS_VERSION.search(before) and not _MEASURED.search(before):
                lists.append([one])
    return [
        listed
        for listed in lists
        if len(listed) > 1 and not any(_COUNTED.match(text, one.end()) for one in listed)
    ]


def _single_versions(text: str) -> Iterator[Found]:
    for match in _VERSION.finditer(text):
        number = match["n"] or match["n2"] or match["n3"]
        named = match[0][0] == "v" or match["n2"] is not None
        others = _OTHERS_PROGRAM if named else _OTHERS_VERSION
        if not others.search(text[max(0, match.start() - 14) : match.start()]):
            yield Found("product_version", match.start(), match.end(), number)
    for match in _MOVED.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if not _OTHERS_MOVED.search(before) and not _COUNTED.match(text, match.end()):
            yield from (Found("product_version", *match.span(name), match[name]) for name in ("a", "b"))
    for match in _BARE_VERSION.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if any(of.search(before) for of in (_OTHERS_VERSION, _MEASURED)) or _COUNTED.match(text, match.end()):
            continue
        if _BARE_VERSION_BEFORE.search(before) and (
            match["n"].endswith("x")
            or _UPDATED_TO.search(text[max(0, match.start() - 32) : match.start()])
            or _BARE_VERSION_AFTER.match(text, match.end())
        ):
            yield Found("product_version", *match.span(), match["n"])


def _errors(text: str) -> Iterator[Found]:
    for match in _ERROR.finditer(text):
        yield Found("error_code", *match.span(), "E" + match[1])
    for listed in _lists_of_statuses(text):
        if any(_is_said(text, status) for status in listed):
            yield from (Found("error_code", *status.span(1), status[1]) for status in listed)


def _lists_of_statuses(text: str) -> list[list[re.Match[str]]]:
    """Each with those that follow it in a list, as in "502, 503 and 504"."""
    lists: list[list[re.Match[str]]] = []
    for status in _STATUS.finditer(text):
        if status[1] in _KNOWN_STATUS and not _COUNTED.match(text, status.end()):
            if lists and _LISTED.fullmatch(text, lists[-1][-1].end(1), status.start()):
                lists[-1].append(status)
            else:
                lists.append([status])
    return lists


def _is_said(text: str, status: re.Match[str]) -> bool:
    """Whether the words around it speak of a status, not of a number."""
    before = text[max(0, status.start() - 20) : status.start()]
    if _STATUS_BEFORE.search(before) or _STATUS_AFTER.match(text, status.end()):
        return True
    last = before.rstrip()[-1:]
    alone = not last or last in ',.!?。、:("【' or "\u4e00" <= last <= "\u9fff" or _SERVER.search(before)
    return bool(alone and _STATUS_END.match(text, status.end()))
