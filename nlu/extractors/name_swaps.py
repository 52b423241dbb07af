"""Swaps the names in labelled messages for others, so that the model learns how people speak of a name.

The messages are as customers write them; only the name inside changes, for training alone.
"""

import random
from collections.abc import Callable

from nlu.extractors.name_lists import (
    COMMON_SURNAMES,
    COMPANY_CHARS,
    COMPANY_ENDS_EN,
    COMPANY_ENDS_ZH,
    COMPANY_PLACES,
    COMPANY_STARTS_EN,
    COMPANY_TAILS_EN,
    DOUBLE_SURNAMES,
    FIRST_NAMES,
    GIVEN,
    LAST_NAMES,
    PINYIN_SURNAMES,
    SURNAMES,
    TITLES,
)

_SURNAMES = sorted(SURNAMES)
_COMMON = sorted(COMMON_SURNAMES)
_FIRST_NAMES = sorted(FIRST_NAMES)


def another_name(entity: str, raw: str, chance: random.Random) -> str:
    """A name of the same kind and script; letters stay lower case where they were."""
    han = any("\u4e00" <= char <= "\u9fff" for char in raw)
    make: Callable[[random.Random], str]
    make = (_person_zh if han else _person_en) if entity == "person" else _company_zh if han else _company_en
    name = make(chance)
    return name.lower() if raw.islower() else name


def _person_zh(chance: random.Random) -> str:
    surname = chance.choice(_COMMON if chance.random() < 0.7 else _SURNAMES)
    kind = chance.random()
    if kind < 0.08:
        return chance.choice("小老阿大") + surname
    if kind < 0.14:
        return surname + chance.choice(TITLES[:13])
    if kind < 0.18:
        surname = chance.choice(DOUBLE_SURNAMES)
    length = 1 if chance.random() < 0.42 else 2
    return surname + "".join(chance.choice(GIVEN) for _ in range(length))


def _person_en(chance: random.Random) -> str:
    first = chance.choice(_FIRST_NAMES).title()
    kind = chance.random()
    if kind < 0.5:
        return first
    last = chance.choice(LAST_NAMES if chance.random() < 0.8 else PINYIN_SURNAMES)
    if kind < 0.54:
        return f"{chance.choice(('Mr.', 'Ms.', 'Dr.', 'Mrs.', 'Mr', 'Ms'))} {last}"
    if kind < 0.57:
        return f"{first} {chance.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
    return f"{first} {last}" if kind < 0.96 else f"{first} {last}-{chance.choice(LAST_NAMES)}"


def _company_zh(chance: random.Random) -> str:
    core = "".join(chance.choice(COMPANY_CHARS) for _ in range(3 if chance.random() < 0.12 else 2))
    place = chance.choice(COMPANY_PLACES) if chance.random() < 0.15 else ""
    end = chance.choice(COMPANY_ENDS_ZH[6:])
    legal = chance.choice(("有限公司", "公司", "集团", "股份有限公司")) if chance.random() < 0.2 else ""
    return place + core + (end + legal if chance.random() < 0.93 else "")


def _company_en(chance: random.Random) -> str:
    start = chance.choice(COMPANY_STARTS_EN)
    if chance.random() < 0.7:
        start += chance.choice(COMPANY_TAILS_EN)
    kind = chance.random()
    if kind < 0.08:
        return start
    if kind < 0.16:
        return f"{start} & {chance.choice(('Sons', 'Co', 'Partners', *LAST_NAMES[:20]))}"
    if kind < 0.26:
        return f"{chance.choice(LAST_NAMES)} {chance.choice(COMPANY_ENDS_EN)}"
    name = f"{start} {chance.choice(COMPANY_ENDS_EN)}"
    return f"{name} {chance.choice(('Ltd', 'Inc', 'LLC', 'GmbH', 'Co'))}" if kind > 0.93 else name
