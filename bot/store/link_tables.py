"""The tables of the codes by which a person joins two addresses, and of the wrong ones that were written."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.store.columns import Id, Moment, key, metadata, to

link_code = Table(
    "link_code",
    metadata,
    Column("subscriber_id", Id, ForeignKey("subscriber.id"), primary_key=True),
    Column("digest", String(64), nullable=False),  # of the code, which is kept nowhere
    Column("expires_at", Moment, nullable=False),
    Index("ix_link_code_digest", "digest"),
)

link_guess = Table(
    "link_guess",
    metadata,
    key(),
    to("subscriber"),
    Column("at", Moment, nullable=False),
    Index("ix_link_guess_subscriber_id_at", "subscriber_id", "at"),
)
