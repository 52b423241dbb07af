"""A text that people read, in both languages."""

from typing import NamedTuple


class Words(NamedTuple):
    """`{name}` marks what is put in."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def fill(self, **values: object) -> "Words":
        return Words(self.zh.format(**values), self.en.format(**values))
