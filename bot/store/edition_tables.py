"""The table of editions: an alert by hand in several languages is several, decided upon as one."""

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.store.columns import Id, metadata

edition = Table(
    "edition",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("first_id", Id, ForeignKey("alert.id"), nullable=False),  # the one written first; its own, too
    Index("ix_edition_first_id", "first_id"),
)
