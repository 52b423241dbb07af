"""Two texts as one row of pieces."""

from nlu.cleaning import clean_for_encoder
from nlu.encoder.tokenizing import TokenizerOfIds

MAX_TOKENS = 80
"""Of each text; a longer one has said its trouble by then."""


def lay_side_by_side(tokenizer: TokenizerOfIds, one: str, other: str) -> list[int]:
    """Begin, one, end, end, other, end: as XLM-R has pairs."""
    first, second = (tokenizer.encode(clean_for_encoder(text), limit=MAX_TOKENS) for text in (one, other))
    return [*first, first[-1], *second[1:]]
