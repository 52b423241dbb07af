"""What was accepted, as labelled messages in a folder that `huiyi train` learns from."""

from pathlib import Path

from sqlalchemy import select

from bot.models import ReviewProposal
from bot.persistence.tenancy import TenantSession
from bot.review.queue import ACCEPTED
from training_data.additions import Added, Addition, add_examples


def export(session: TenantSession, folder: Path) -> Added:
    """Adds what is not in the folder yet, oldest decision first; DataBroken where it cannot be read."""
    accepted = (
        select(ReviewProposal)
        .where(ReviewProposal.state.in_(ACCEPTED))
        .order_by(ReviewProposal.decided_at, ReviewProposal.conversation_id, ReviewProposal.seq)
    )
    return add_examples(folder, [_addition(row) for row in session.scalars(accepted)])


def _addition(row: ReviewProposal) -> Addition:
    return Addition(row.example, row.label or "", row.language, f"{row.conversation_id}:{row.seq}")
