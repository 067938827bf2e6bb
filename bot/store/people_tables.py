"""The tables of bans that outlast their people, of selections of readers, and of reports."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from bot.store.columns import Id, Moment, key, metadata, to

ban = Table(  # of those who asked to be forgotten; others are banned in their own row
    "ban",
    metadata,
    key(),
    Column("channel", String(32), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),  # of the address
    Column("mark", String(80), nullable=False, server_default="", index=True),  # as a departure's
    Column("banned_at", Moment, nullable=False),
    Column("erase_at", Moment, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    key(),
    Column("name", String(24), nullable=False, unique=True),
    Column("picks", JSON, nullable=False),  # a Selection of bot/model.py
    Column("made_at", Moment, nullable=False),
    to("subscriber", name="made_by"),
)

alert_segment = Table(  # whom an alert is for, as it was said when the alert was written
    "alert_segment",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("name", String(24), nullable=False),
    Column("picks", JSON, nullable=False),
)

report = Table(  # one that somebody waits for
    "report",
    metadata,
    key(),
    to("subscriber"),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("weekly", Boolean, nullable=False),
    Column("due_at", Moment, nullable=False),  # while it is drawn: when the lease ends
    Index("ix_report_due_at", "due_at"),
)

weekly = Table(  # one row: when the next weekly report is due
    "weekly",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("due_at", Moment, nullable=False),
)
