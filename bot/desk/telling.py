"""From what was understood of a ticket's text to what recognising duplicates looks at."""

from escalation.duplicates.told import Told
from nlu.types import ParseResult


def tell(parsed: ParseResult) -> Told:
    return Told(
        text=parsed.text,
        language=str(parsed.language),
        entities=frozenset((entity.entity, entity.value) for entity in parsed.entities),
        vector=parsed.vector,
    )
