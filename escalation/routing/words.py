"""A text that people read, in both languages."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """`{name}` marks what is put in."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def fill(self, **values: object) -> "Words":
        """A value that is Words itself goes into each language in that one."""
        zh, en = (
            {
                name: one.in_language(language) if isinstance(one, Words) else one
                for name, one in values.items()
            }
            for language in ("zh", "en")
        )
        return Words(self.zh.format(**zh), self.en.format(**en))

    def cut(self, longest: int) -> "Words":
        return Words(self.zh[:longest], self.en[:longest])


def read_words(kept: Mapping[str, str] | str) -> Words:
    """Of `_asdict`; a text that was kept in one language stands for both."""
    return Words(kept, kept) if isinstance(kept, str) else Words(kept["zh"], kept["en"])


def in_a_row(parts: Iterable[Words]) -> Words:
    listed = list(parts)
    return Words("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))
