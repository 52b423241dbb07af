"""What of a message the models get to see."""

import re
import unicodedata

# The encoder reads 256 tokens; a longer message keeps its beginning and its end, where the point mostly is.
MAX_CHARACTERS = 1200
# Entities of a message that long are looked for in its beginning only.
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


def cut_for_entities(text: str) -> str:
    """The part of the message in which entities are looked for; offsets stay those of the whole.

    JSON can bring half a character, which no library takes: a stand-in of the same length has its place.
    """
    return LONE_SURROGATES.sub("\ufffd", text[:MAX_ENTITY_CHARACTERS])
