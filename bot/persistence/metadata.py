"""The packages' tables as one."""

from functools import cache

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

import bot.models
import escalation.backends.models
import escalation.crm.models
import escalation.duplicates.models
import escalation.models
import escalation.routing.models
import escalation.sla.models
import escalation.surveys.models
import escalation.ticketing.attachments
import escalation.ticketing.models
import escalation.workflow.models
import kb_index.models

# Named by the modules that declare tables, so that importing this one has declared them all.
BASES: tuple[type[DeclarativeBase], ...] = (
    bot.models.Base,
    escalation.models.Base,
    kb_index.models.Base,
)
_DECLARED = (
    escalation.backends.models,
    escalation.crm.models,
    escalation.duplicates.models,
    escalation.routing.models,
    escalation.sla.models,
    escalation.surveys.models,
    escalation.ticketing.attachments,
    escalation.ticketing.models,
    escalation.workflow.models,
)


def all_metadata() -> MetaData:
    """A copy of every package's tables in one MetaData, for migrations and their check."""
    merged = MetaData()
    for base in BASES:
        for table in base.metadata.tables.values():
            table.to_metadata(merged)
    return merged


@cache
def owned_classes() -> tuple[type[DeclarativeBase], ...]:
    """Every mapped class whose rows belong to a tenant."""
    return tuple(
        mapper.class_
        for base in BASES
        for mapper in sorted(base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
        if "tenant_id" in mapper.columns
    )


def is_owned(table: Table) -> bool:
    return "tenant_id" in table.c
