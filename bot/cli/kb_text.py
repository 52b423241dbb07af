"""How `huiyi kb explain` shows a search."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from kb_index.query_words import QueryWord
from kb_index.retriever import Explanation


def explanation_as_json(found: Explanation) -> str:
    result = found.result
    return json.dumps(
        {
            "words": [{"word": word.word, "forms": dict(word.forms)} for word in found.words],
            "confident": result.confident,
            "reason": result.reason,
            "hits": [{**asdict(hit), "brought": found.brought[hit.article]} for hit in result.hits],
        },
        ensure_ascii=False,
    )


def explanation_as_text(found: Explanation) -> str:
    return "\n".join(_lines(found))


def _lines(found: Explanation) -> Iterator[str]:
    result = found.result
    yield "read as: " + (", ".join(map(_word, found.words)) or "nothing but common words")
    yield f"{'answers' if result.confident else 'does not know'}: {result.reason}"
    for place, hit in enumerate(result.hits, 1):
        yield ""
        yield f"{place}. {hit.score:6.2f}  {hit.title}"
        yield f"   {hit.article}, {hit.language}, version {hit.version}; shows {hit.heading or 'the opening'}"
        for language, by in found.brought[hit.article].items():
            yield f"   {language}  {sum(by.values()):6.2f} = {_sum(by)}"
        for reason in hit.reasons:
            yield f"   {reason}"


def _word(word: QueryWord) -> str:
    others = [f"{form} {weight:.2g}" for form, weight in word.forms.items() if form != word.word]
    return f"{word.word} ({', '.join(others)})" if others else word.word


def _sum(by: Mapping[str, float]) -> str:
    return " + ".join(f"{name} {points:.2f}" for name, points in by.items())
