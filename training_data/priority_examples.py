"""What customers write, with how urgent it is; what the levels mean stands in `desk/priority/LABELS.md`."""

from dataclasses import dataclass
from pathlib import Path

from training_data.yaml_places import Place, open_file

FOLDER = Path(__file__).parent / "desk" / "priority"
LANGUAGES = ("zh", "en")
LEVELS = ("P0", "P1", "P2", "P3")
PLANS = ("free", "team", "business", "enterprise")


@dataclass(frozen=True, slots=True)
class PriorityExample:
    """`plan` is the customer's where the level depends on it."""

    text: str
    priority: str
    language: str
    plan: str | None


def read_priority_examples(split: str, folder: Path = FOLDER) -> tuple[PriorityExample, ...]:
    """Of "dev", "test" or "strangers", Chinese first. Raises FileBroken with the line of what is wrong."""
    return tuple(
        example for language in LANGUAGES for example in _read(folder / f"{split}.{language}.yml", language)
    )


def _read(file: Path, language: str) -> list[PriorityExample]:
    root = open_file(file).fields(("language", "examples"))
    if "examples" not in root:
        raise open_file(file).broken("lacks 'examples'")
    return [_example(place, language) for place in root["examples"].items()]


def _example(place: Place, language: str) -> PriorityExample:
    fields = place.fields(("priority", "plan", "text"))
    if missing := [name for name in ("priority", "text") if name not in fields]:
        raise place.broken(f"lacks {', '.join(missing)}")
    return PriorityExample(
        text=fields["text"].text(),
        priority=fields["priority"].one_of(LEVELS),
        language=language,
        plan=fields["plan"].one_of(PLANS) if "plan" in fields else None,
    )
