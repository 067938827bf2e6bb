"""The table of recoveries: when which backup was restored here, and what was kept from leaving then."""

from sqlalchemy import JSON, Column, Table

from bot.store.columns import Moment, key, metadata

recovery = Table(
    "recovery",
    metadata,
    key(),
    Column("taken_at", Moment, nullable=False),  # as of when the backup is
    Column("restored_at", Moment, nullable=False),
    Column("findings", JSON, nullable=False),  # Findings of bot/store/recovery.py
    Column("resumed_at", Moment),  # when an owner let all go on; none: nothing leaves yet
)
