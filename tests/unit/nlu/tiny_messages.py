"""A few labelled messages of three intents, for a model that trains in a second."""

from pathlib import Path

from training_data.schema import Annotation, Example

WORDS = {
    "check_bill": {
        "zh": ["账单呢", "我的账单", "账单在哪", "看账单", "账单多少", "要账单", "查账单吧"],
        "en": ["my bill", "show bill", "bill please", "the bill", "what bill", "bill now", "see the bill"],
    },
    "request_refund": {
        "zh": ["退款", "我要退款", "退款吧", "能退款吗", "退款啊", "快退款", "给我退款"],
        "en": ["refund", "refund me", "i want a refund", "refund now", "a refund", "refund pls", "do refund"],
    },
    "out_of_scope": {
        "zh": ["天气好吗", "今天天气", "天气呢", "看天气", "天气如何", "明天天气", "天气热"],
        "en": ["weather", "hot weather", "the weather", "nice weather", "weather now", "bad weather", "cold"],
    },
}
NAMED = "ask Tom about the bill"


def tiny_messages() -> list[Example]:
    """Seven messages an intent and language, and one with a person's name."""
    file = Path("tiny.yml")
    messages = [
        Example(text, intent, language, (), file, line)
        for intent, languages in WORDS.items()
        for language, texts in languages.items()
        for line, text in enumerate(texts, start=1)
    ]
    person = Annotation("person", 4, 7, "Tom")
    return [*messages, Example(NAMED, "check_bill", "en", (person,), file, 99)]
