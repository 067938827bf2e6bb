"""The table of the addresses that an editor wants to see tried, as if they were a source's."""

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.store.columns import Moment, key, metadata, to

trial = Table(
    "trial",
    metadata,
    key(),
    to("subscriber"),
    Column("url", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_trial_due_at", "due_at"),
    Index("ix_trial_subscriber_id", "subscriber_id"),
)
