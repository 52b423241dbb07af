# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Chinese written in Latin letters: wo yao tui kuan, zenme kai fapiao, nihao.

Sure rather than many: each word must fall apart into syllables of Hanyu Pinyin, without tones, and among them
must be words of a sentence, or of what customers write about. A name alone is none.
"""

import re
from collections.abc import Sequence

# By initial, the finals that follow it.
_SYLLABLES = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yo ye yao you yan yin yang ying yong yu yue yuan yun wu wa wo wai wei wan wen wang weng",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
}  # fmt: skip
_KNOWN = frozenset(initial + final for initial, finals in _SYLLABLES.items() for final in finals.split())
_LONGEST_SYLLABLE, _LONGEST_WORD = 6, 40
# Alone one of these says little ("Yao Ming"), and two are a sentence.
_SMALL = re.compile(r"\b(?:wo|ni|nin|yao|bu|xiang|qing|zen)\b")
_TELLING = re.compile(
    r"\b(?:ni hao|nin hao|xie xie|zai jian|qing wen|zen me|shen me|wei shen me|duo shao|duo jiu|ji tian|mei you|ke yi|bu neng|bu liao|bu shang|bu kai|bu dui|zhe ge|na ge"
    r"|ni men|wo de|bang wo|gei wo|ding dan|fa piao|zhang dan|tui kuan|tui huo|tui qian|qu xiao|zhang hao|zhang hu|mi ma|deng lu|tao can|sheng ji|jiang ji|xi wei"
    r"|ren gong|ke fu|gong dan|cheng yuan|yao qing|dao chu|dao ru|bao biao|kan ban|biao dan|zhi fu|fu kuan|jia qian|wen ti|xian zai|zhuan ren)\b"
)
_GREETINGS = frozenset({"ni hao", "nin hao", "xie xie", "xie xie ni", "zai jian", "ni hao ma", "bu ke qi"})
_FEWEST_SYLLABLES = 3
_MOST_OF_A_NAME = 3


def is_pinyin(words: Sequence[str]) -> bool:
    """`words` are those of Latin letters, as written; what borrows none is left out of them."""
    said = ""
    for word in words:
        for part in word.lower().replace("’", "'").split("'"):
            if not (syllables := _split(part)):
                return False
            said += " ".join(syllables) + " "
    said = said.strip()
    if said in _GREETINGS:
        return True
    if said.count(" ") + 1 < _FEWEST_SYLLABLES or _is_name(words):
        return False
    return _TELLING.search(said) is not None or len(set(_SMALL.findall(said))) > 1


def _is_name(words: Sequence[str]) -> bool:
    return len(words) <= _MOST_OF_A_NAME and all(word[0].isupper() and not word.isupper() for word in words)


def _split(word: str) -> tuple[str, ...]:
    """Its syllables, the longest first where several ways are open; none where it has other parts."""
    if len(word) > _LONGEST_WORD:
        return ()
    ways: list[tuple[str, ...] | None] = [None] * len(word) + [()]
    for start in reversed(range(len(word))):
        for end in range(min(start + _LONGEST_SYLLABLE, len(word)), start, -1):
            if word[start:end] in _KNOWN and (rest := ways[end]) is not None:
                ways[start] = (word[start:end], *rest)
                break
    return ways[0] or ()
