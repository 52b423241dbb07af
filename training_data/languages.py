"""The languages of labelled messages: what files call them, and what is made of files that don't say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from training_data.schema import Example

LANGUAGES = ("zh", "en")


class Detect(Protocol):
    """`nlu.language.detect`, which this package may not import."""

    def __call__(self, text: str, *, default: Any) -> str: ...


def read_language(written: str) -> str | None:
    """ "" for nothing written, "zh" for "zh-CN" and the like, None for what is neither of ours."""
    name = written.strip().casefold().replace("_", "-").partition("-")[0]
    return name if name in ("", *LANGUAGES) else None


def settle_languages(
    examples: Sequence[Example], detect: Detect, language: str | None = None
) -> tuple[Example, ...]:
    """Where an example names no language it is `language`, or for None what is detected.

    A text that says nothing of its own ("ok", an order's number) goes with most of the others.
    """
    told = [example.language or language or _detected(example.text, detect) for example in examples]
    most = Counter(filter(None, told)).most_common(1)
    default = most[0][0] if most else LANGUAGES[0]
    return tuple(
        example if example.language else replace(example, language=language or default)
        for example, language in zip(examples, told, strict=True)
    )


def _detected(text: str, detect: Detect) -> str:
    """ "" where the answer is no more than the default."""
    guesses = {str(detect(text, default=language)) for language in LANGUAGES}
    return guesses.pop() if len(guesses) == 1 else ""
