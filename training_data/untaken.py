"""What files may say of a message and nothing here uses: told once a file, where it stands first."""

from pathlib import Path

from training_data.schema import Complaint, Severity

ROLES = {
    "role": "which of two values is the old and which the new is found by rules",
    "group": "entities are not grouped",
}
"""What an entity may have, and why it is not taken."""


NUMBERS = frozenset({"", "id", "index", "no", "no.", "#", "编号", "序号"})
"""What only numbers the rows is not missed."""


class Untaken:
    """Collects while one file is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._noted: dict[str, Complaint] = {}

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Warnings, in the order of lines."""
        return tuple(self._noted.values())

    def note_entity(self, kind: str, entity: str, line: int) -> None:
        """`kind` is one of ROLES."""
        self._note(f"the {kind} of {entity} is not taken, here and further on; {ROLES[kind]}", line)

    def note_field(self, name: str, line: int) -> None:
        self._note(f"{name} is not taken, here and further on; text, intent, entities and language are", line)

    def note_metadata(self, line: int) -> None:
        self._note("metadata is not taken, here and further on; text, intent and entities are", line)

    def note_label(self, line: int) -> None:
        self._note("a label that differs from the intent is not taken, here and further on", line)

    def _note(self, message: str, line: int) -> None:
        self._noted.setdefault(message, Complaint(self._path, line, message, Severity.warning))
