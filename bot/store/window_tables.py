"""The table of the conversations that templates have opened: services count them, and so do we."""

from sqlalchemy import Column, ForeignKey, Table

from bot.store.columns import Id, Moment, metadata

conversation = Table(
    "conversation",
    metadata,
    Column("subscriber_id", Id, ForeignKey("subscriber.id"), primary_key=True),
    Column("opened_at", Moment, nullable=False, index=True),  # when a template last left for the person
)
