"""The table of plans: when a scheduled alert leaves."""

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, Table

from bot.store.columns import Id, Moment, metadata

plan = Table(
    "plan",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("leaves_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),  # not sent from then on, whatever kept it
    Column("priority", SmallInteger, nullable=False),
    Column("decided_by", Id, ForeignKey("subscriber.id"), nullable=False),
    Column("decided_at", Moment, nullable=False),
    Index("ix_plan_leaves_at", "leaves_at"),
)
