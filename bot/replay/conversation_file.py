"""Files of recorded conversations: one RecordedConversation in JSON a line."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.errors import MessageRejected, ReplayFileBroken
from bot.message_text import clean_text
from bot.owner_facts import Fact
from bot.replay.between_turns import is_with_person
from bot.replay.conversation import RecordedConversation, RecordedMessage

_SHAPE = TypeAdapter(RecordedConversation)


def read_conversations(
    file: Path, *, text_limit: int, is_customer: Callable[[str], bool]
) -> list[RecordedConversation]:
    """All of them; blank lines are passed over. ReplayFileBroken names the line and what was expected."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as wrong:
        raise ReplayFileBroken(
            f"{file}: {wrong.strerror}; expected one conversation in JSON a line"
        ) from wrong
    found: dict[str, RecordedConversation] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        conversation = _read(line, f"{file}:{number}", text_limit)
        if conversation.id in found:
            raise ReplayFileBroken(f"{file}:{number}: id {conversation.id!r} is there twice; keep one")
        if conversation.customer and not is_customer(conversation.customer):
            raise ReplayFileBroken(
                f"{file}:{number}: customer {conversation.customer!r} is none of this tenant's; expected a "
                "contact's key, or no customer for a visitor"
            )
        found[conversation.id] = conversation
    if not found:
        raise ReplayFileBroken(f"{file} has no conversations; expected one in JSON a line")
    return list(found.values())


def check_writable(file: Path) -> None:
    """Raises ReplayFileBroken where `write_conversations` would; the file stays as it is."""
    there = file.exists()
    try:
        with file.open("ab"):
            pass
        if not there:
            file.resolve().unlink()
    except OSError as wrong:
        raise _not_writable(file, wrong) from wrong


def write_conversations(file: Path, conversations: Iterable[RecordedConversation]) -> int:
    """Returns how many."""
    count = 0
    try:
        with file.open("wb") as target:
            for conversation in conversations:
                target.write(_SHAPE.dump_json(conversation, exclude_defaults=True) + b"\n")
                count += 1
    except OSError as wrong:
        raise _not_writable(file, wrong) from wrong
    return count


def _not_writable(file: Path, wrong: OSError) -> ReplayFileBroken:
    return ReplayFileBroken(f"{file} cannot be written: {wrong.strerror}; choose another place")


def _read(line: bytes, where: str, text_limit: int) -> RecordedConversation:
    try:
        conversation = _SHAPE.validate_json(line)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        got = "" if first["type"] in ("json_invalid", "missing") else f"; got {str(first['input'])[:80]!r}"
        raise ReplayFileBroken(
            f"{where}: {place or 'the line'}: {first['msg']}{got}; docs/how-to/replay.md has the shape"
        ) from wrong
    messages = []
    with_person = False
    for index, message in enumerate(conversation.messages):
        with_person = is_with_person(with_person, message.facts)
        if message.has_turn and with_person:
            raise ReplayFileBroken(
                f"{where}: messages.{index}: it is to the bot while a person has the conversation; expected "
                f'"to": "agent", or {Fact.returned.value} among its facts'
            )
        try:
            messages.append(_cleaned(message, text_limit))
        except MessageRejected as wrong:
            raise ReplayFileBroken(f"{where}: messages.{index}.text: {wrong}") from wrong
    return replace(conversation, messages=tuple(messages))


def _cleaned(message: RecordedMessage, text_limit: int) -> RecordedMessage:
    """As the inbox would have taken it in."""
    return replace(message, text=clean_text(message.text, text_limit)) if message.has_turn else message
