"""The table of the invitations by which somebody becomes staff."""

from sqlalchemy import Column, Index, String, Table, text

from bot.store.columns import Moment, key, metadata, to

staff_invite = Table(
    "staff_invite",
    metadata,
    key(),
    Column("digest", String(64), nullable=False, unique=True),  # of the token, which is kept nowhere
    Column("role", String(16), nullable=False),
    Column(
        "name", String(60), nullable=False
    ),  # whom it is for, in the words of whoever made it; may be empty
    to("subscriber", name="made_by"),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    to("subscriber", nullable=True, name="used_by"),
    Column("ended_at", Moment),  # when it was used, or taken back; none: it is open
    Index(
        "ix_staff_invite_expires_at",
        "expires_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
