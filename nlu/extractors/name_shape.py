# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""What a name can look like: trims what the model took too much of, and drops what can be no name."""

import re

from nlu.extractors.name_lists import (
    COMMON_SURNAMES,
    COMPANY_ENDS_EN,
    COMPANY_ENDS_ZH,
    DOUBLE_SURNAMES,
    FIRST_NAMES,
    NAME_OPENERS,
    PLACES,
    PROGRAMS,
    SURNAMES,
    TITLES,
)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_RUN = re.compile(r"[^\W\d_\u3400-\u9fff](?:[^\u3400-\u9fff]*[^\W_\u3400-\u9fff])?\.?")
# Characters that follow a name and are hardly ever the last of one.
_AFTER_NAME = frozenset(
    "您你我他她它们移踢删停当接替那帮说在的是和跟把被让给也都就要能想走做提写换买付没不有这个两问找收用登改加已将从到对离催调报拿请约退转还负了吧吗呢啊去"
)
_CLOSED = re.compile(
    "(?:" + "|".join(sorted(COMPANY_ENDS_ZH, key=len, reverse=True)) + "|民宿|印象|时代|银行)$"
)
_SMALL_WORDS = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "van",
        "von",
        "der",
        "den",
        "di",
        "del",
        "la",
        "le",
        "bin",
        "ibn",
        "al",
        "el",
        "y",
        "e",
        "of",
        "and",
        "the",
    ]
)
_WEAK_END = re.compile("(?:数据|健康|设计|信息|中心|培训|智能|软件|网络|电子|学校|检测|保险|汽车|游戏|体育)$")
_COMPANY_WORDS = frozenset(word.lower() for word in COMPANY_ENDS_EN)
_NO_COMPANY = re.compile(
    r"(?:我们|你们|新公司|咨询公司|子公司|母公司|总公司|分公司|本公司|贵公司|一家|这家|外贸公司|.?公司|中心|数据|健康|设计|信息|培训|智能)"
)
_NO_PERSON = frozenset(
    (
        "老师",
        "老板",
        "小姐",
        "小孩",
        "小店",
        "大家",
        "小时",
        "老人",
        "小哥",
        "老总",
        "小白",
        "小号",
        "小程序",
        "小伙伴",
        "阿姨",
        "大哥",
        "小组",
        "桂林",
        "高雄",
        "黄山",
        "金华",
        "温州",
        "江苏",
        "江西",
        "云南",
        "宁夏",
        "安徽",
        "常州",
        "金陵",
        "华山",
    )
)
_COMPANY_CUE = re.compile(
    r"(?i:\b(?:at|from|for|of|we're|we are|called|named|company|firm|client|customer|here at|by|with|to|and)|[:：]|是|叫|在|[\u4e00-\u9fff])\s*$"
)


def shaped(entity: str, start: int, end: int, text: str, known: frozenset[str]) -> tuple[int, int] | None:
    """Where the name really lies, or None where there is none. `known` are everyday words and pairs."""
    start, end = _one_script(entity, start, end, text)
    if _HAN.search(text[start:end]):
        return (
            _shaped_person_zh(start, end, text, known)
            if entity == "person"
            else _shaped_company_zh(start, end, text, known)
        )
    return _shaped_latin(entity, start, end, text, known)


def _one_script(entity: str, start: int, end: int, text: str) -> tuple[int, int]:
    """A person's name is of one script: "Kevin替我" is Kevin."""
    span = text[start:end]
    if entity == "person" and _HAN.search(span) and (latin := _LATIN_RUN.match(span)):
        return start, start + latin.end()
    return start, end


def _shaped_person_zh(start: int, end: int, text: str, known: frozenset[str]) -> tuple[int, int] | None:
    name = text[start:end]
    if name[0] in "小老阿大" and len(name) >= 2:
        called = name[1] in SURNAMES or name[0] in "小阿"
        return (start, start + 2) if called and name[:2] not in _NO_PERSON and name[:2] not in known else None
    surname = 2 if name[:2] in DOUBLE_SURNAMES else 1
    if name[0] not in SURNAMES and surname == 1:
        return None
    # 赵总监 is no 赵总.
    if titles := [title for title in TITLES if text.startswith(title, start + surname) and name[surname:]]:
        return start, start + surname + max(map(len, titles))
    while len(name) > surname + 1 and (len(name) > surname + 2 or _goes_on(name, start, text, known)):
        name = name[:-1]
    # 祝生活愉快: a rare surname whose next character belongs to the word behind it.
    into_word = name[0] not in COMMON_SURNAMES and name[-1] + text[start + len(name) :][:1] in known
    everyday = name in known and name[0] not in COMMON_SURNAMES
    if (
        everyday
        or len(name) == surname
        or name in _NO_PERSON
        or name[-1] in _AFTER_NAME
        or (into_word and surname == 1)
    ):
        return None
    return start, start + len(name)


def _goes_on(name: str, start: int, text: str, known: frozenset[str]) -> bool:
    """The last character belongs to what follows: 赵敏移 in 赵敏移出."""
    if name[-1] in _AFTER_NAME:
        return True
    return name[-1] + text[start + len(name) :][:1] in known and name[-2:] not in known


def _shaped_company_zh(start: int, end: int, text: str, known: frozenset[str]) -> tuple[int, int] | None:
    name = text[start:end]
    if _NO_COMPANY.fullmatch(name) or len(name) < 2 or any(char in _AFTER_NAME for char in name[:2]):
        return None
    if _WEAK_END.search(name) and name[:2] in known:
        return None
    return (start, end) if _CLOSED.search(name) or not _HAN.fullmatch(name[-1]) else None


def _shaped_latin(
    entity: str, start: int, end: int, text: str, known: frozenset[str]
) -> tuple[int, int] | None:
    words = text[start:end].split(" ")
    # The word that opens a sentence has its capital from there.
    while words and _opens_sentence(words[0].lower(), text, start, known):
        start += len(words.pop(0)) + 1
    if words and words[0][:1].isupper():
        words = _capital_words(words)
        end = start + len(" ".join(words))
    if not words or sum(char.isalpha() for char in words[0]) < 2:
        return None
    low = [word.lower() for word in words]
    if all(word in PROGRAMS for word in low) or (len(words) == 1 and low[0] in known - FIRST_NAMES):
        return None
    if len(words) == 1 and low[0] in PLACES:
        return None
    if entity == "company" and not _is_company(words, text[max(0, start - 14) : start]):
        return None
    return start, end


def _opens_sentence(word: str, text: str, start: int, known: frozenset[str]) -> bool:
    opens = not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:;,。！？，"
    return opens and word not in FIRST_NAMES and (word in known or word in NAME_OPENERS)


def _capital_words(words: list[str]) -> list[str]:
    """A name that begins with a capital goes on in capitals, but for the small words inside names."""
    small = [at for at, word in enumerate(words) if word[:1].islower() and word not in _SMALL_WORDS]
    words = words[: small[0]] if small else words
    while words and words[-1] in _SMALL_WORDS:
        words = words[:-1]
    return words


def _is_company(words: list[str], before: str) -> bool:
    """One word alone needs a cue; words without any capital need a company's ending."""
    low = [word.lower() for word in words]
    if len(words) == 1:
        return _COMPANY_CUE.search(before) is not None
    return low[-1].rstrip(".") in _COMPANY_WORDS or any(word[0].isupper() for word in words)
