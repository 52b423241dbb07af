"""Alembic's environment. `bot.persistence.migrate` runs it when the server starts."""
