"""Two texts as one row of pieces."""

from nlu.cleaning import clean_for_encoder
from nlu.encoder.tokenizing import TokenizerOfIds

MAX_TOKENS = 80
"""Of each text; a longer one has said its trouble by then."""


def lay_side_by_side(tokenizer: TokenizerOfIds, one: str, other: str) -> list[int]:
    """Begin, one, end, end, other, end: as XLM-R has pairs."""
    return join(*(pieces_of(tokenizer, text) for text in (one, other)))


def pieces_of(tokenizer: TokenizerOfIds, text: str) -> list[int]:
    return tokenizer.encode(clean_for_encoder(text), limit=MAX_TOKENS)


def join(one: list[int], other: list[int]) -> list[int]:
    """Two texts' pieces, each with its begin and end."""
    return [*one, one[-1], *other[1:]]
