"""A home with the tiny encoder and messages to train on, for tests of what is done with models."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.unit.nlu.tiny_encoder import build_tiny_encoder
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example


def build_tiny_home(home: Path) -> Path:
    """The encoder, and `data` with the tiny messages, said otherwise in test/; no model."""
    (home / "built").mkdir(parents=True)
    build_tiny_encoder(home / "built")
    (home / "models").mkdir()
    (home / "built" / "encoder").rename(home / "models" / "encoder")
    shutil.rmtree(home / "built")
    write_messages(tiny_messages(), home / "data" / "train")
    write_messages(said_otherwise(), home / "data" / "test")
    return home


def said_otherwise() -> list[Example]:
    """The tiny messages, in words that no model has learned from them."""
    return [replace(one, text=f"{one.text} {one.text}") for one in tiny_messages()]


def relabelled() -> list[Example]:
    """The tiny messages, of which those about bills and refunds are labelled the wrong way round."""
    other = {"check_bill": "request_refund", "request_refund": "check_bill"}
    return [
        Example(one.text, other.get(one.intent, one.intent), one.language, one.entities, one.file, one.line)
        for one in tiny_messages()
    ]


def write_messages(messages: Sequence[Example], folder: Path) -> None:
    """In Rasa's format, a file for each language and intent."""
    for language, intent in sorted({(one.language, one.intent) for one in messages}):
        said = [one for one in messages if (one.language, one.intent) == (language, intent)]
        file = folder / language / f"{intent}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = "\n".join(f"    - {_annotated(one)}" for one in said)
        file.write_text(
            f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}\n', encoding="utf-8"
        )


def _annotated(one: Example) -> str:
    text = one.text
    for span in reversed(one.entities):
        text = f"{text[: span.start]}[{span.raw}]({span.entity}){text[span.end :]}"
    return text
