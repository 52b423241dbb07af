"""What is wrong with a flow, and the shortest way to where it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.flow.walking import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """`wrong` says what was found and what was expected, `do` how to mend it."""

    wrong: str
    do: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A fault of a named property, with the file that holds the flow."""

    flow: str
    file: str
    property: str
    fault: Fault

    def __str__(self) -> str:
        lines = [f"{self.file}: flow {self.flow} does not hold {self.property!r}"]
        if self.fault.path:
            lines.append("  after the flow has started:")
            lines += [f"    {number}. {step}" for number, step in enumerate(self.fault.path, start=1)]
        return "\n".join([*lines, f"  wrong: {self.fault.wrong}", f"  to do: {self.fault.do}"])

    def as_json(self) -> Mapping[str, Any]:
        return {
            "flow": self.flow,
            "file": self.file,
            "property": self.property,
            "path": [str(step) for step in self.fault.path],
            "wrong": self.fault.wrong,
            "do": self.fault.do,
        }
