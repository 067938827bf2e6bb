"""The table of the digests that readers were sent, or for whom there was nothing to tell."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, UniqueConstraint

from bot.store.columns import Id, Moment, key, metadata, to

digest = Table(
    "digest",
    metadata,
    key(),
    to("subscriber"),
    Column("slot", String(24), nullable=False),  # the day and the time that it was due at; once each
    Column("scheduled", Boolean, nullable=False),  # at the reader's hour, or as a wait ended
    Column("made_at", Moment, nullable=False),
    Column("since", Moment, nullable=False),  # it tells what was released after this
    Column("until", Moment, nullable=False),  # alerts released later are the next one's
    Column("alerts", JSON, nullable=False),  # what it tells: their ids
    Column("delivery_id", Id),  # none: there was nothing to tell
    Column("told_at", Moment),  # when editors heard that there was nothing for anybody
    UniqueConstraint("subscriber_id", "slot"),
    Index("ix_digest_delivery_id", "delivery_id"),
    Index("ix_digest_made_at", "made_at"),
)
