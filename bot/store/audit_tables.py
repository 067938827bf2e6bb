"""The tables of what staff did, and of where the chain of it ends."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from bot.store.columns import Id, metadata

# no foreign keys, and moments as text: a row is hashed as it stands, and outlives what it names
audit = Table(
    "audit",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=False),  # from one on, without a gap
    Column("at", String(40), nullable=False),
    Column("who", Id, nullable=False),  # a subscriber
    Column("role", String(16), nullable=False),  # at that moment
    Column("act", String(32), nullable=False),
    Column("about", String(64), nullable=False),  # "alert 12"
    Column("before", Text, nullable=False),  # JSON
    Column("after", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_who", "who", "number"),
    Index("ix_audit_about", "about", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # there is one row
    Column("count", Id, nullable=False),
    Column("hash", String(64), nullable=False),
)
