"""Which intents a tenant's messages may be learned as."""

import re

from sqlalchemy import select

from bot.errors import LabelRejected
from bot.models import ReviewProposal
from bot.persistence.tenancy import TenantSession
from bot.review.queue import ACCEPTED
from nlu.errors import NLUError
from nlu.model_store import read_manifest
from nlu.versions.registry import ModelRegistry
from training_data.intents import INTENTS, OUT_OF_SCOPE

_NAME = re.compile(r"[^\W\d_][\w-]{0,63}")


def list_intents(session: TenantSession, registry: ModelRegistry) -> frozenset[str]:
    """What the model in force for the session's tenant knows, and what people accepted for it before.

    The demo's where no model can be read. OUT_OF_SCOPE is one also for a model that was taught none.
    """
    accepted = select(ReviewProposal.label).where(ReviewProposal.state.in_(ACCEPTED)).distinct()
    before = frozenset(label for label in session.scalars(accepted) if label)
    return before | {OUT_OF_SCOPE, *_labels_in_force(registry, session.require_tenant())}


def check_new_intent(name: str) -> str:
    """Raises LabelRejected for what is no name."""
    if not _NAME.fullmatch(name):
        raise LabelRejected(
            f"intent is {name[:80]!r}; expected a name of at most 64 letters, digits, _ and -, "
            "a letter first, such as change_seats"
        )
    return name


def _labels_in_force(registry: ModelRegistry, tenant_id: str) -> tuple[str, ...]:
    try:
        return read_manifest(registry.in_force(tenant_id).folder).labels
    except NLUError:
        return INTENTS
