"""What was accepted, as labelled messages, and those in a folder that `huiyi train` learns from."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from bot.models import ReviewProposal
from bot.persistence.tenancy import TenantSession
from bot.review.queue import ACCEPTED
from training_data.additions import Added, add_examples
from training_data.annotations import parse_annotated
from training_data.schema import Example, place
from training_data.twins import plain_key


def export(session: TenantSession, folder: Path) -> Added:
    """Adds what is not in the folder yet; DataBroken where it cannot be read.

    `file` and `line` of what was to be added are the conversation and its message: together the item's id.
    """
    return add_examples(folder, list_accepted(session))


def list_accepted(session: TenantSession) -> Mapping[Example, str]:
    """Each with who decided it and when, oldest decision first: of those on the same words the newest.

    Behind them stand the older ones that chose another intent for the words.
    """
    accepted = (
        select(ReviewProposal)
        .where(ReviewProposal.state.in_(ACCEPTED))
        .order_by(ReviewProposal.decided_at, ReviewProposal.conversation_id, ReviewProposal.seq)
    )
    examples = {_example(row): row for row in session.scalars(accepted)}
    newest = {plain_key(one.text): one for one in examples}
    overtaken = [one for one in examples if newest[plain_key(one.text)].intent != one.intent]
    counting = [one for one in examples if newest[plain_key(one.text)] is one]
    return {one: _note(one, examples[one]) for one in (*counting, *overtaken)}


def _example(row: ReviewProposal) -> Example:
    text, entities = parse_annotated(row.example)
    return Example(text, row.label or "", row.language, entities, Path(row.conversation_id), row.seq)


def _note(example: Example, row: ReviewProposal) -> str:
    at = f" at {row.decided_at.isoformat(timespec='seconds')}" if row.decided_at else ""
    return f"{place(example)} {row.state} by {row.decided_by}{at}"
