"""Whether there are messages enough of each intent in each language."""

from collections import Counter
from collections.abc import Iterator, Sequence

from training_data.schema import Complaint, Example, Severity, Split

# Below these the model guesses (train) and one message is a fifth of the intent's score (test).
FEWEST = {Split.train: 20, Split.test: 5}
# A language with a smaller share of the messages is a stray word, and no language of the bot's.
SPOKEN_SHARE = 0.05


def check_balance(examples: Sequence[Example], split: Split) -> Iterator[Complaint]:
    """A warning for each intent and spoken language with too few, at the intent's first message."""
    counts = Counter((example.intent, example.language) for example in examples)
    first = {example.intent: example for example in reversed(examples)}
    languages = spoken_languages(examples)
    for intent, example in sorted(first.items()):
        for language in languages:
            if (got := counts[intent, language]) < FEWEST[split]:
                message = f"{intent} has {got} messages in {language}; expected {FEWEST[split]} in {split}"
                yield Complaint(example.file, example.line, message, Severity.warning)


def spoken_languages(examples: Sequence[Example]) -> tuple[str, ...]:
    """Those that a good share of the messages is in, most first."""
    counts = Counter(example.language for example in examples)
    return tuple(
        language for language, count in counts.most_common() if count >= SPOKEN_SHARE * len(examples)
    )
