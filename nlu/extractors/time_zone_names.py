# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""The time zones customers name beside an hour, in both languages, as names that `time_values.zone` reads.

A standard or daylight abbreviation means its region with the region's daylight saving: people write "EST" all
year. A country of several zones ("US time") says none of them: its hours are left unread.
"""

import re
from datetime import datetime, timedelta, tzinfo

from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_en_words import alternatives
from nlu.extractors.time_values import NoSuchTime, zone

UNSURE = "?"
_CST = "CST"
_NEW_YORK, _CHICAGO, _DENVER, _LOS_ANGELES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
)  # fmt: skip
_US = {"eastern": _NEW_YORK, "central": _CHICAGO, "mountain": _DENVER, "pacific": _LOS_ANGELES}
# Stand behind an hour alone.
_ABBREVIATIONS = {
    "est": _NEW_YORK, "edt": _NEW_YORK, "et": _NEW_YORK, "cdt": _CHICAGO, "ct": _CHICAGO, "cst": _CST,
    "mst": _DENVER, "mdt": _DENVER, "mt": _DENVER, "pst": _LOS_ANGELES, "pdt": _LOS_ANGELES, "pt": _LOS_ANGELES,
    "bst": "Europe/London", "cet": "Europe/Paris", "cest": "Europe/Paris", "eet": "Europe/Athens", "eest": "Europe/Athens",
    "msk": "Europe/Moscow", "ist": "Asia/Kolkata", "hkt": "Asia/Hong_Kong", "sgt": "Asia/Singapore", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "awst": "Australia/Perth", "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "hst": "Pacific/Honolulu",
}  # fmt: skip
_PLACES_EN = {
    "Asia/Shanghai": "beijing|shanghai|shenzhen|guangzhou|hangzhou|china|chinese|china standard",
    "Asia/Hong_Kong": "hong kong|hk", "Asia/Macau": "macau|macao", "Asia/Taipei": "taipei|taiwan",
    "Asia/Singapore": "singapore", "Asia/Kuala_Lumpur": "kuala lumpur|malaysia|malaysian", "Asia/Bangkok": "bangkok|thailand|thai",
    "Asia/Ho_Chi_Minh": "hanoi|ho chi minh|vietnam", "Asia/Manila": "manila|philippine|philippines", "Asia/Jakarta": "jakarta",
    "Asia/Tokyo": "tokyo|osaka|japan|japanese|japan standard", "Asia/Seoul": "seoul|korea|korean|korea standard",
    "Asia/Kolkata": "india|indian|indian standard|india standard|delhi|new delhi|mumbai|bangalore|bengaluru",
    "Asia/Dubai": "dubai|uae|gulf standard", "Asia/Riyadh": "riyadh|saudi", "Asia/Jerusalem": "israel|tel aviv", "Europe/Istanbul": "istanbul|turkey|turkish",
    "Europe/Moscow": "moscow", "Africa/Cairo": "cairo|egypt", "Africa/Nairobi": "nairobi", "Africa/Lagos": "lagos",
    "Africa/Johannesburg": "johannesburg|cape town|south africa",
    "Europe/London": "london|uk|u.k.|british|british summer|england", "Europe/Dublin": "dublin|irish|ireland", "Europe/Lisbon": "lisbon",
    "Europe/Paris": "paris|french|france|central european|central european summer", "Europe/Berlin": "berlin|german|germany|munich|frankfurt|hamburg",
    "Europe/Amsterdam": "amsterdam", "Europe/Brussels": "brussels", "Europe/Madrid": "madrid|barcelona", "Europe/Rome": "rome|milan|italian|italy",
    "Europe/Zurich": "zurich|geneva|swiss", "Europe/Vienna": "vienna", "Europe/Stockholm": "stockholm|sweden|swedish", "Europe/Copenhagen": "copenhagen",
    "Europe/Oslo": "oslo", "Europe/Warsaw": "warsaw", "Europe/Prague": "prague", "Europe/Helsinki": "helsinki", "Europe/Athens": "athens|eastern european",
    _NEW_YORK: "new york|ny|nyc|boston|washington dc|atlanta|miami|east coast|us east|us eastern", "America/Toronto": "toronto|montreal",
    _CHICAGO: "chicago|houston|dallas|austin|us central", _DENVER: "denver|us mountain", "America/Phoenix": "phoenix|arizona",
    _LOS_ANGELES: "los angeles|la|san francisco|sf|bay area|seattle|san diego|california|west coast|us west|us pacific", "America/Vancouver": "vancouver",
    "America/Mexico_City": "mexico city", "America/Sao_Paulo": "sao paulo", "America/Argentina/Buenos_Aires": "buenos aires",
    "Australia/Sydney": "sydney|canberra", "Australia/Melbourne": "melbourne", "Australia/Brisbane": "brisbane", "Australia/Perth": "perth",
    "Australia/Adelaide": "adelaide", "Pacific/Auckland": "auckland|wellington|new zealand|nz", "Pacific/Honolulu": "hawaii|honolulu",
    "UTC": "greenwich|greenwich mean|universal|coordinated universal|zulu",
    UNSURE: "us|u.s.|usa|american|australian|australia|canadian|canada|european|brazilian|brazil|russian|russia",
}  # fmt: skip
_PLACES_ZH = {
    "Asia/Shanghai": "北京|中国|上海|国内|中国标准", "Asia/Hong_Kong": "香港", "Asia/Macau": "澳门", "Asia/Taipei": "台北|台湾",
    "Asia/Singapore": "新加坡", "Asia/Kuala_Lumpur": "吉隆坡|马来西亚|大马", "Asia/Bangkok": "曼谷|泰国", "Asia/Ho_Chi_Minh": "越南|河内|胡志明",
    "Asia/Manila": "马尼拉|菲律宾", "Asia/Jakarta": "雅加达", "Asia/Tokyo": "东京|日本|大阪", "Asia/Seoul": "首尔|韩国",
    "Asia/Kolkata": "印度|孟买|新德里|班加罗尔", "Asia/Dubai": "迪拜|阿联酋|杜拜", "Asia/Riyadh": "沙特|利雅得", "Asia/Jerusalem": "以色列",
    "Europe/Istanbul": "土耳其|伊斯坦布尔", "Europe/Moscow": "莫斯科", "Africa/Cairo": "开罗|埃及", "Africa/Johannesburg": "南非|约翰内斯堡",
    "Europe/London": "伦敦|英国", "Europe/Dublin": "都柏林|爱尔兰", "Europe/Paris": "巴黎|法国|欧洲中部|中欧", "Europe/Berlin": "柏林|德国|慕尼黑|法兰克福",
    "Europe/Amsterdam": "阿姆斯特丹|荷兰", "Europe/Rome": "罗马|米兰|意大利", "Europe/Zurich": "苏黎世|瑞士", "Europe/Stockholm": "斯德哥尔摩|瑞典", "Europe/Athens": "雅典|希腊",
    _NEW_YORK: "纽约|波士顿|华盛顿|美东|美国东部|东部", "America/Toronto": "多伦多", _CHICAGO: "芝加哥|休斯顿|美中|美国中部", _DENVER: "丹佛|美国山区",
    _LOS_ANGELES: "洛杉矶|旧金山|西雅图|加州|硅谷|美西|美国西部|太平洋", "America/Vancouver": "温哥华", "America/Sao_Paulo": "圣保罗",
    "Australia/Sydney": "悉尼|雪梨|堪培拉", "Australia/Melbourne": "墨尔本", "Australia/Brisbane": "布里斯班", "Australia/Perth": "珀斯",
    "Pacific/Auckland": "新西兰|奥克兰|纽西兰", "Pacific/Honolulu": "夏威夷|檀香山",
    "UTC": "格林尼治|格林威治|世界|世界标准|协调世界|世界协调|国际标准",
    UNSURE: "美国|澳洲|澳大利亚|加拿大|欧洲|俄罗斯|巴西",
}  # fmt: skip
_BY_PLACE = {
    word: name
    for table in (_PLACES_EN, _PLACES_ZH)
    for name, words in table.items()
    for word in words.split("|")
} | _US

_EN = alternatives(word for word in _BY_PLACE if word.isascii())
_ZH = alternatives(word for word in _BY_PLACE if not word.isascii())
_OFFSET = r"[+-]\s?\d{1,2}(?::?\d{2})?(?![\d:])"
# An offset alone stands behind the minutes (+) or the seconds (-) of a log: 09:00-10:00 is a span.
_PLUS = r"(?:(?<=:\d\d)|(?<=\.\d{3})|(?<=\.\d{6}))\s?\+"
_MINUS = r"(?:(?<=:\d\d:\d\d)|(?<=\dt\d\d:\d\d)|(?<=:\d\d\.\d{3})|(?<=:\d\d\.\d{6}))\s?-"

# Either side of the hour.
NAMED = re.compile(
    rf"(?<![a-z\d])(?P<utc>(?:utc|gmt)(?:\s?(?P<offset>{_OFFSET}))?)(?![a-z\d])(?:\s?时[间区]|\s+time\b)?"
    r"|(?P<side>[东西])(?P<hours>十?[一二三四五六七八九]|十|\d{1,2})区(?:\s?时间)?"
    rf"|\b(?P<en>{_EN})(?:'s)?(?:\s+(?:standard|daylight|summer|local))?\s+time\b"
    rf"|(?P<zh>{_ZH})(?:当地|本地)?(?:夏令|冬令|标准)?时(?:间|区)?"
)
# Behind it only: "est. 2 hours" and "the central office" are no zones.
BEHIND = re.compile(
    rf"(?P<sign>(?:{_PLUS}|{_MINUS})(?:0\d|1[0-4])(?::?(?:00|15|30|45))?(?![\d:]))"
    rf"|(?:(?<=\d)z|(?<![a-z])(?P<short>{alternatives(_ABBREVIATIONS)}))(?![a-z\d'-])(?!\.\s?\d)(?:\s+time\b)?"
    rf"|\b(?P<region>{alternatives(_US)})\b(?=\s*(?:[,.;!?)]|$|on\b|today\b|tomorrow\b|yesterday\b|(?:this|next|last)\b))"
)


def name_of(match: re.Match[str]) -> str | None:
    """The zone that a match of either pattern names, or UNSURE; None for an offset that no place has."""
    groups = match.groupdict()
    if place := groups.get("en") or groups.get("zh") or groups.get("region"):
        return _BY_PLACE[place]
    if short := groups.get("short"):
        return _ABBREVIATIONS[short]
    if side := groups.get("side"):
        return _offset("+" if side == "东" else "-", int(number_zh(groups["hours"]) or 0), 0)
    if signed := groups.get("offset") or groups.get("sign"):
        digits = re.sub(r"\D", "", signed)
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        return _offset(signed.strip()[0], int(hours), int(minutes))
    return "UTC"


def zone_named(name: str, now: datetime) -> tzinfo:
    """NoSuchTime where the words leave it open. CST is China's where the desk is, else America's."""
    if name == UNSURE:
        raise NoSuchTime("several time zones")
    if name == _CST:
        return zone("Asia/Shanghai" if now.utcoffset() == timedelta(hours=8) else _CHICAGO)
    return zone(name)


def _offset(sign: str, hours: int, minutes: int) -> str | None:
    return f"{sign}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None
