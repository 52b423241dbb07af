"""Which language a message is in, when customers mix both: the one that carries the sentence decides."""

import re

from nlu.pinyin import is_pinyin
from nlu.types import Language

# What says nothing about the language: addresses, ids, versions, amounts.
NEUTRAL = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z]{0,4}[-#]?\d[\w.,:/-]*",
    re.ASCII | re.IGNORECASE,
)
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")

# Words that Chinese customers type in Latin letters; alone they decide nothing.
PRODUCT_WORDS = """
lanyun crm automation data warehouse board boards dashboard dashboards calendar forms form reports report docs
doc webhook webhooks free team business enterprise pro ios android iphone ipad windows mac macos web app linux
api sdk sso saml oauth token key url csv excel xlsx json pdf ics html css sql qr otp sms email mail id ip vip
chrome edge safari firefox slack jira trello notion asana github gitlab zapier feishu dingtalk wechat
google outlook gmail admin bug log ok okay kpi roi hr pm ui apps
"""
# The little words without which an English sentence is rare and a Chinese one does fine.
CARRIERS = """
i me my we our us you your u ur he she they them it its this that these those the a an is are was were be am
do does did don't dont doesn't can can't cant cannot could will won't would should to of in on at for from
with and or but not no if how what when where why who which there any some have has had i'm i've it's isn't
"""
HAN_CARRIERS = frozenset(
    "我你您他她的了吗呢吧啦啊呀哦嘛不没是在有能会要想给把被怎么啥什哪谁几这那就都也还很太请帮转"
)
_PRODUCT_WORDS = frozenset(PRODUCT_WORDS.split())
_CARRIERS = frozenset(CARRIERS.split())
_KNOWN = _CARRIERS | _PRODUCT_WORDS
HAN_PER_WORD = 1.5
CARRIER_WEIGHT = 2.0


def detect(text: str, *, default: Language = Language.zh) -> Language:
    """`default` is for text that says nothing: an order number, emoji, a product's name, "ok"."""
    rest = NEUTRAL.sub(" ", text)
    characters = HAN.findall(rest)
    chinese = len(characters) / HAN_PER_WORD + CARRIER_WEIGHT * sum(c in HAN_CARRIERS for c in characters)
    words = [word.lower().replace("’", "'") for word in WORD.findall(rest)]
    if not characters and is_pinyin(
        [word for word in WORD.findall(rest) if word.lower() not in _PRODUCT_WORDS]
    ):
        return Language.zh
    carriers = sum(word in _CARRIERS for word in words)
    english = CARRIER_WEIGHT * carriers + sum(word not in _KNOWN for word in words)
    if chinese == english == 0:
        return default
    return Language.zh if chinese >= english else Language.en
