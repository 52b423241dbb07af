"""Which proposals have the same words: those that training takes for one message."""

import hashlib

from training_data.annotations import parse_annotated
from training_data.twins import plain_key


def words_of(example: str) -> str:
    """A short key, of the line in Rasa's annotated form."""
    text, _ = parse_annotated(example)
    return hashlib.sha256(plain_key(text).encode()).hexdigest()
