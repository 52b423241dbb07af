"""What the tests of extraction share: a Tuesday afternoon, and one way to ask."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from nlu.extractors.extractor import EntityExtractor
from nlu.types import Entity, Language

NOW = datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=8)))
Extract = Callable[[str], tuple[Entity, ...]]
Said = Callable[[str, str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def extract() -> Extract:
    extractor = EntityExtractor.load(None)

    def ask(text: str) -> tuple[Entity, ...]:
        return extractor.extract(text, language=Language.zh, now=NOW, timezone="+08:00")

    return ask


@pytest.fixture(scope="session")
def said(extract: Extract) -> Said:
    """Raw text and value of each entity of one kind; times without the zone, which is the same for all."""

    def ask(text: str, kind: str) -> list[tuple[str, str]]:
        return [(one.raw, one.value.replace("+08:00", "")) for one in extract(text) if one.entity == kind]

    return ask
