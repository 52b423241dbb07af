"""Which files go along with a push: pure. Of one that does not, the push's text says so, and why."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from escalation.backends.types import File, Opening, Push, Saying
from escalation.backends.words import in_both, word
from escalation.routing.words import Words

MIB = 1024 * 1024
NOT_ANSWERED = in_both("not_answered")


def files_of(push: Push) -> tuple[File, ...]:
    return push.files if isinstance(push, Opening | Saying) else ()


def not_taken(told: str) -> Words:
    return in_both("not_taken", told=told)


def within(push: Push, most: int) -> Push:
    """Those that are `most` bytes together; the first come first."""
    left, why = most, {}
    for file in files_of(push):
        if file.size > left:
            why[file.id] = in_both("too_many_bytes", limit=f"{most / MIB:g}")
        else:
            left -= file.size
    return _without(push, why)


def without_files(push: Push, why: Words) -> Push:
    return _without(push, {file.id: why for file in files_of(push)})


def with_content(push: Push, read: Callable[[File], bytes | None]) -> Push:
    """`read` returns None for a file that is gone."""
    found = {file.id: read(file) for file in files_of(push)}
    there = _without(push, {id: in_both("gone") for id, content in found.items() if content is None})
    if not isinstance(there, Opening | Saying):
        return there
    return replace(there, files=tuple(replace(file, content=found[file.id] or b"") for file in there.files))


def _without(push: Push, why: Mapping[str, Words]) -> Push:
    if not why or not isinstance(push, Opening | Saying):
        return push
    left_out = [file for file in push.files if file.id in why]
    lines = [
        word("left_out", push.language, name=file.name, why=why[file.id].in_language(push.language))
        for file in left_out
    ]
    text = "\n".join(([push.text] if push.text else []) + lines)
    return replace(push, text=text, files=tuple(file for file in push.files if file not in left_out))
