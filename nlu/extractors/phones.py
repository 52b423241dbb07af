# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Phone numbers, written as E.164 where their country can be told.

A number without a country code is tried as Chinese, American, British and of Hong Kong, in that order; in English
text the American reading goes first for numbers that aren't Chinese mobiles. One that fits nowhere counts only
with a word for phones beside it, and keeps its digits.
"""

import re
from collections.abc import Iterator

import phonenumbers

from nlu.extractors.found import Found
from nlu.extractors.surface import Surface

_CANDIDATE = re.compile(
    r"(?<![\w.#@/=+-])(?<!\d,)(?:\+ ?)?(?:\(\d{1,5}\)[ -]?)?\d(?:[ ().-]{0,2}\d){5,15}(?!\d|[.,:/]\d|-\d|[a-z@%])",
    re.ASCII,
)
_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_CUE = re.compile(
    r"(?:电话|手机|号码|致电|打给|拨|联系方式|座机|热线|打到|回电|微信|call|phone|tel|mobile|cell|number|reach|ring|dial|text|whatsapp|sms|fax|contact)"
)
_NO_PHONE = re.compile(
    r"(?:订单|单号|工单|发票|税号|编号|账号|卡号|order|invoice|ticket|id|qq|验证码|code|amount|iban)[\s:：是为号#]{0,4}$"
)
# Long figures that name a contract, a parcel or a customer; with a plus they are dialled all the same.
_FIGURES_OF = re.compile(
    r"(?:(?:合同|协议|客户|会员|用户|流水|交易|凭证|快递|运单|物流|案件|序列|设备|学|工|身份证|护照|执照|商户|参考|批次|项目|采购单?|银行卡|会议|房间)的?(?:编?号码?|单号|代码)|合同|运单)[\s:是为#]{0,4}$"
    r"|\b(?:(?:customer|client|member(?:ship)?|user|account|case|vendor|supplier|employee|student|vat|tax|bank|card|meeting|registration|licen[cs]e|policy|project)\s+(?:numbers?|nos?\.?|nr\.?|#|ref(?:erence)?)"
    r"|(?:contract|agreement|tracking|parcel|shipment|waybill|serial|reference|ref|transaction|receipt|purchase|p\.?o|booking|confirmation|subscription|quote)(?:\s+(?:numbers?|nos?\.?|nr\.?|#))?)"
    r"(?:\s+(?:is|was|reads?|for\s+it\s+is|should\s+be))?\s*[:#=]?\s*$"
)
_DATE = re.compile(r"(?:19|20)\d{2}[-. ]?(?:0[1-9]|1[0-2])[-. ]?(?:0[1-9]|[12]\d|3[01])")


def find_phones(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for match in _CANDIDATE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(0, match.start() - 16) : match.start()]
        if not 7 <= len(digits) <= 15 or _DATE.fullmatch(match[0]) or _NO_PHONE.search(before):
            continue
        if match[0][0] != "+" and _FIGURES_OF.search(text[max(0, match.start() - 40) : match.start()]):
            continue
        cued = _CUE.search(before + " " + text[match.end() : match.end() + 12]) is not None
        value = _e164(match[0], digits, english=_is_english(text)) or (digits if cued else None)
        if value is not None and (cued or match[0].startswith(("+", "0", "(")) or len(digits) >= 10):
            yield Found("phone", match.start(), match.end(), value)


def _is_english(text: str) -> bool:
    return not any("\u4e00" <= char <= "\u9fff" for char in text[:2000])


def _e164(text: str, digits: str, *, english: bool) -> str | None:
    if text.startswith("+"):
        return _valid("+" + digits, None) or "+" + digits
    regions = (
        ["US", "CN", "GB", "HK"]
        if english and not _CHINESE_MOBILE.fullmatch(digits)
        else ["CN", "US", "GB", "HK"]
    )
    # Britain's numbers have their 0; a Chinese mobile that lacks a figure would be one of them without it.
    if digits.startswith("1"):
        regions.remove("GB")
    if digits.startswith("00"):
        return _valid("+" + digits[2:], None)
    # Eight digits alone are no number of the whole country: Hong Kong's only with a cue, which the caller holds.
    return next((found for region in regions if (found := _valid(text, region))), None)


def _valid(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
