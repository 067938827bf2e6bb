"""The table of when alerts were laid, and of what decided then whom each was for."""

from sqlalchemy import JSON, Column, Index, Integer, Table

from bot.store.columns import Id, Moment, key, metadata, to

laying = Table(  # a row for each time that an alert's deliveries were made, not for each stretch of readers
    "laying",
    metadata,
    key(),
    to("alert"),
    Column("at", Moment, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("others", Integer, nullable=False),  # further sources that told its story by then
    Column("source_id", Id),  # by which it spoke; none: a person wrote it
    Column("topics", JSON, nullable=False),
    Column("revision", Integer, nullable=False),  # which version of its words was offered to keywords
    Index("ix_laying_alert_id", "alert_id"),
)
