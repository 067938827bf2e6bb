"""The table of who came by which campaign."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.store.columns import Id, Moment, metadata

arrival = Table(  # of those whose first consent came by a campaign; it goes with the person
    "arrival",
    metadata,
    Column("subscriber_id", Id, ForeignKey("subscriber.id"), primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_arrival_campaign", "campaign", "channel", "at"),
)
