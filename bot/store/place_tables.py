"""The table of the groups and channels that alerts go to."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.store.columns import Id, Moment, metadata

place = Table(
    "place",
    metadata,
    Column("subscriber_id", Id, ForeignKey("subscriber.id"), primary_key=True),
    Column("kind", String(16), nullable=False),  # a Place of bot/ports.py
    Column("added_by", String(64), nullable=False),  # the id of the person, on the same channel
    Column("added_at", Moment, nullable=False),
    Index("ix_place_added_by", "added_by"),
)
