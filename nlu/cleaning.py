"""What of a message the models get to see."""

import re
import unicodedata

# The encoder reads 256 tokens; a longer message keeps its beginning and its end, where the point mostly is.
MAX_CHARACTERS = 1200
# Of a longer message entities are looked for in its beginning and its end, half of this each.
MAX_ENTITY_CHARACTERS = 4000
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
LONE_SURROGATES = re.compile("[\ud800-\udfff]")
MARKUP = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-z][a-z0-9-]*(?:\s[^<>]*=[^<>]*|\s*/?)>",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
SPACES = re.compile(r"\s+")
WORD_BORDER = re.compile(r"[^\w@.+/:#-]|[\u4e00-\u9fff]")
LONGEST_WORD = 200
UNDERSTANDABLE = frozenset("LNS")  # letters, numbers, symbols with emoji; not punctuation, marks, spaces


def clean_for_encoder(text: str) -> str:
    """Without markup, controls and runs of spaces, cut in the middle; empty where nothing is left."""
    head, tail = text[:MAX_CHARACTERS], text[MAX_CHARACTERS:][-MAX_CHARACTERS:]
    plain = SPACES.sub(" ", MARKUP.sub(" ", CONTROLS.sub("", f"{head} {tail}"))).strip()
    if len(plain) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        plain = f"{plain[:half]} {plain[-half:]}"
    if not any(unicodedata.category(character)[0] in UNDERSTANDABLE for character in plain):
        return ""
    return plain


def text_to_learn(text: str) -> str:
    """As `clean_for_encoder`, but a message of which nothing is left is learned as it is."""
    return clean_for_encoder(text) or text


def parts_for_entities(text: str) -> list[tuple[int, str]]:
    """The parts of the message in which entities are looked for, each with the place where it begins.

    JSON can bring half a character, which no library takes: a stand-in of the same length has its place.
    """
    whole = LONE_SURROGATES.sub("\ufffd", text)
    if len(whole) <= MAX_ENTITY_CHARACTERS:
        return [(0, whole)]
    half = MAX_ENTITY_CHARACTERS // 2
    cut = len(whole) - half
    # Half an id would be another one's.
    if border := WORD_BORDER.search(whole, cut, cut + LONGEST_WORD):
        cut = border.end()
    return [(0, whole[:half]), (cut, whole[cut:])]
