"""Which tokenizer serves a folder: our own where it can, `tokenizers` for every other kind."""

import json
from pathlib import Path
from typing import Any, Protocol

from nlu.encoder.unigram import UnigramTokenizer, is_served_by_us
from nlu.errors import EncoderBroken


class TokenizerOfIds(Protocol):
    """`encode` gives at most `limit` ids, beginning and end among them; the length is the vocabulary's."""

    def encode(self, text: str, *, limit: int) -> list[int]: ...
    def __len__(self) -> int: ...


class LibraryTokenizer:
    """What `tokenizers` makes of the file, for an encoder from a Hub; takes about 70 MB more."""

    def __init__(self, stored: dict[str, Any]) -> None:
        # Imported on demand: the encoder that comes with Huiyi does without.
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_str(json.dumps(stored))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, text: str, *, limit: int) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]

    def __len__(self) -> int:
        return int(self._tokenizer.get_vocab_size())


def load_tokenizer(folder: Path, name: str) -> TokenizerOfIds:
    """Raises EncoderBroken for a file of another form."""
    try:
        stored = json.loads((folder / name).read_text(encoding="utf-8"))
        return UnigramTokenizer(stored) if is_served_by_us(stored) else LibraryTokenizer(stored)
    except (ValueError, KeyError, TypeError) as error:
        raise EncoderBroken(folder, f"{name} cannot be used ({error})") from error
