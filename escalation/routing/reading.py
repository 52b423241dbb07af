"""Reads data that people wrote (a form, JSON, YAML) and collects what is wrong with it, field by field."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from escalation.errors import SettingRejected
from escalation.routing.words import Words

TEXT = Words("一段文字，最多 {longest} 个字符", "a text of at most {longest} characters")
BOTH = Words("中文和英文各一段（zh、en）", "a text in each language, under zh and en")
CHOICE = Words("以下之一：{choices}", "one of {choices}")
SOME = Words("列表，至少一项，可用的有：{choices}", "a list with at least one of {choices}")
WHOLE = Words("{low} 到 {high} 之间的整数", "a whole number from {low} to {high}")
FIELDS = Words("只有这些项：{names}", "nothing but {names}")
LIST = Words("列表", "a list")
NAME = Words(
    "小写字母、数字、_ 或 -，以字母开头，最多 50 个",
    "small letters, digits, _ or -, a letter first, at most 50",
)
KEY_LENGTH = 50  # "rule:<id>" is who did something, in 64 characters


class Problem(NamedTuple):
    """`path` leads to the field: "when.all.0.value"."""

    path: str
    got: str
    expected: Words

    def in_language(self, language: str) -> str:
        expected = self.expected.in_language(language)
        if language == "en":
            return f"{self.path}: got {self.got}, expected {expected}"
        return f"{self.path}：收到 {self.got}，应为{expected}"


@dataclass(slots=True)
class Reading:
    """Each method returns something of its type even where the value is wrong, which `problems` tell."""

    problems: list[Problem] = field(default_factory=list)

    def complain(self, path: str, got: Any, expected: Words) -> None:
        self.problems.append(Problem(path, shown(got), expected))

    def check(self) -> None:
        """Raises SettingRejected where anything was wrong."""
        if self.problems:
            raise SettingRejected(self.problems)

    def mapping(self, path: str, given: Any, names: Collection[str]) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            self.complain(path, given, FIELDS.fill(names=", ".join(names)))
            return {}
        for other in (name for name in given if name not in names):
            self.complain(_under(path, str(other)), other, FIELDS.fill(names=", ".join(names)))
        return given

    def sequence(self, path: str, given: Any) -> Sequence[Any]:
        if isinstance(given, list | tuple):
            return given
        self.complain(path, given, LIST)
        return ()

    def text(self, path: str, given: Any, longest: int, *, empty: bool = False) -> str:
        text = given.strip() if isinstance(given, str) else ""
        if not isinstance(given, str) or (not text and not empty) or len(text) > longest or "\x00" in text:
            self.complain(path, given, TEXT.fill(longest=longest))
            return ""
        return text

    def words(self, path: str, given: Any, longest: int, *, empty: bool = False) -> Words:
        if not isinstance(given, Mapping) or set(given) != {"zh", "en"}:
            self.complain(path, given, BOTH)
            return Words("", "")
        return Words(*(self.text(f"{path}.{one}", given[one], longest, empty=empty) for one in ("zh", "en")))

    def key(self, path: str, given: Any) -> str:
        """A name that URLs, files and events carry."""
        if not isinstance(given, str) or not is_key(given):
            self.complain(path, given, NAME)
            return ""
        return given

    def choice(self, path: str, given: Any, choices: Collection[str]) -> str:
        if not isinstance(given, str) or given not in choices:
            self.complain(path, given, CHOICE.fill(choices=", ".join(choices) or "–"))
            return ""
        return given

    def some(self, path: str, given: Any, choices: Collection[str]) -> tuple[str, ...]:
        items = given if isinstance(given, list | tuple) else ()
        if not items or any(not isinstance(one, str) or one not in choices for one in items):
            self.complain(path, given, SOME.fill(choices=", ".join(choices) or "–"))
            return ()
        return tuple(dict.fromkeys(items))

    def whole(self, path: str, given: Any, low: int, high: int) -> int:
        if isinstance(given, str) and given.strip().isdecimal():
            given = int(given.strip()[:12])
        if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
            self.complain(path, given, WHOLE.fill(low=low, high=high))
            return low
        return given

    def flag(self, path: str, given: Any) -> bool:
        if not isinstance(given, bool):
            self.complain(path, given, CHOICE.fill(choices="true, false"))
            return False
        return given


def is_key(text: str) -> bool:
    plain = text.replace("_", "").replace("-", "")
    return (
        len(text) <= KEY_LENGTH
        and text[:1].isascii()
        and text[:1].islower()
        and plain.isascii()
        and plain.isalnum()
        and plain == plain.lower()
    )


def shown(value: Any) -> str:
    """As a message quotes it: short, on one line."""
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
