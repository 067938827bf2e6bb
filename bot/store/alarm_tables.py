"""The tables of alarms: what is or was amiss with the service, and who was told of it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from bot.store.columns import Id, Moment, key, metadata

alarm = Table(
    "alarm",
    metadata,
    key(),
    Column("kind", String(16), nullable=False),  # a Kind of bot/rules/alarm.py
    Column("subject", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    Column("since", Moment, nullable=False),  # when it was first amiss
    Column("begun_at", Moment, nullable=False),  # when that was noticed
    Column("gone_since", Moment),  # while it is not to be seen; it may come back
    Column("ended_at", Moment),
    Index(
        "ix_alarm_standing",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_alarm_begun_at", "begun_at"),
)

alarm_told = Table(  # no foreign key to the person: who is forgotten may be gone
    "alarm_told",
    metadata,
    Column("alarm_id", Id, ForeignKey("alarm.id"), primary_key=True),
    Column("subscriber_id", Id, primary_key=True),
    Column("told_at", Moment, nullable=False),
    Column("over_at", Moment),  # when they heard that it is over
    Index("ix_alarm_told_subscriber_id", "subscriber_id"),
)

watch = Table(  # one row: whose turn it is to look, and when that was done last
    "watch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("due_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
