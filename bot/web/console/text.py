"""One string in both languages."""

from typing import NamedTuple


class Text(NamedTuple):
    """`{name}` marks what is put in."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh
