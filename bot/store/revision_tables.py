"""The tables of what became of alerts after they left: new words for them, and doubts about them."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.columns import Id, Moment, key, metadata, to

revision = Table(  # the versions of an alert's words, once there are two of them
    "revision",
    metadata,
    key(),
    to("alert"),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),  # a RevisionKind
    Column("headline", Text, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    to("entry", nullable=True),  # the version that it was made from
    to("subscriber", nullable=True, name="written_by"),
    Column("created_at", Moment, nullable=False),
    Column("after_id", Id),  # deliveries to the subscribers with the next ids are to be marked; none: done
    Column("correction_id", Id),  # the alert that tells of it where nothing can be changed in place
    UniqueConstraint("alert_id", "number"),
    Index(
        "ix_revision_entry_id",
        "entry_id",
        sqlite_where=text("entry_id IS NOT NULL"),
        postgresql_where=text("entry_id IS NOT NULL"),
    ),
    Index(
        "ix_revision_after_id",
        "after_id",
        sqlite_where=text("after_id IS NOT NULL"),
        postgresql_where=text("after_id IS NOT NULL"),
    ),
)

suspicion = Table(  # alerts whose source seems to have taken back what they tell
    "suspicion",
    metadata,
    key(),
    to("alert"),
    Column("cause", String(16), nullable=False),  # a Cause of bot/store/suspicion.py
    Column("state", String(16), nullable=False),  # a State of bot/store/suspicion.py
    to("entry", nullable=True),  # the version that says so
    Column("due_at", Moment),  # when to look at its page; none: not
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("noted_at", Moment, nullable=False),
    Column("decided_at", Moment),
    to("subscriber", nullable=True, name="decided_by"),
    UniqueConstraint("alert_id", "cause"),
    Index(
        "ix_suspicion_entry_id",
        "entry_id",
        sqlite_where=text("entry_id IS NOT NULL"),
        postgresql_where=text("entry_id IS NOT NULL"),
    ),
    Index(
        "ix_suspicion_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
