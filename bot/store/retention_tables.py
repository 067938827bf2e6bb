"""The tables of what is kept for a time: how far each kind was walked, and what is gone of which alert."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, text

from bot.store.columns import Id, Moment, metadata

retention = Table(  # one row for each kind of rows that go when they are old
    "retention",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("after_id", Id, nullable=False),  # the round goes on with the next ids
    Column("due_at", Moment, nullable=False),  # when the next step may be taken, by whichever replica
)

past = Table(  # alerts whose deliveries are no longer kept
    "past",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("begun_at", Moment, nullable=False),  # from here on its figures are not whole
    Column("ended_at", Moment),  # none: some are still there
    Column(
        "after_id", Id, nullable=False, server_default="0"
    ),  # those of the next readers are to be looked at
    Index(
        "ix_past_begun_at",
        "begun_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

# What a source lists is known by the oldest entry of each look: the lowest of this stretch of time, and of
# the one before, so that an entry below both has been listed for the length of a stretch by no look.
listing = Table(
    "listing",
    metadata,
    Column("source_id", Id, primary_key=True),  # no foreign key: a source without entries may go
    Column("oldest_id", Id, nullable=False),
    Column("before_id", Id, nullable=False),
    Column("last_id", Id, nullable=False),  # of the last look alone
    Column("since", Moment, nullable=False),  # when this stretch began
)
