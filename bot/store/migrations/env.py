"""Alembic's way in: the connection is handed over by `bot.store.migration`."""

from alembic import context
from sqlalchemy import Connection

from bot.store.schema import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
