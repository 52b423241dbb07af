"""The declarative base of this package. Every owned row starts its key with tenant_id."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Tables of the desk and the CRM; `bot.persistence` gathers the packages' metadata."""
