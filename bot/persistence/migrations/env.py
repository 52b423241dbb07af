"""Run by Alembic only, on the connection and in the transaction that `bot.persistence.migrate` opened."""

from alembic import context

from bot.persistence.metadata import all_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_metadata(),
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
