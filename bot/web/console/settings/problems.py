"""What is wrong with a form, beside its fields, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from escalation.routing.reading import Problem


@dataclass(slots=True)
class Problems:
    """`at` is asked by each field as it is shown; `unplaced` afterwards is what no field has asked for."""

    language: str = "en"
    found: dict[str, list[str]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.found)

    def __len__(self) -> int:
        return sum(map(len, self.found.values()))

    def at(self, path: str) -> str:
        """Of the field and of its single values, as one text."""
        mine = [one for one in self.found if one == path or _is_value_of(one, path)]
        self._shown.update(mine)
        return " ".join(dict.fromkeys(text for one in mine for text in self.found[one]))

    def unplaced(self) -> list[str]:
        return [
            f"{path}: {text}"
            for path, texts in self.found.items()
            if path not in self._shown
            for text in texts
        ]


def no_problems() -> Problems:
    return Problems()


def problems_in(
    language: str, problems: Iterable[Problem], place: Callable[[str], str] = lambda path: path
) -> Problems:
    """`place` leads from the data's path to the form's."""
    told = Problems(language)
    for one in problems:
        told.found.setdefault(place(one.path), []).append(_words(one, language))
    return told


def _words(problem: Problem, language: str) -> str:
    expected = problem.expected.in_language(language)
    return f"应为{expected}。" if language == "zh" else f"Expected {expected}."


def _is_value_of(path: str, field_path: str) -> bool:
    return path.startswith(f"{field_path}.") and path[len(field_path) + 1 :].isdecimal()
