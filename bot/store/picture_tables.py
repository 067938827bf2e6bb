"""The table of pictures that a service would not take."""

from sqlalchemy import Column, ForeignKey, String, Table

from bot.store.columns import Id, Moment, metadata

# once here, the picture goes to nobody else by that sender: what it could not fetch, it will not
picture_refusal = Table(
    "picture_refusal",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("sender_id", Id, ForeignKey("sender.id"), primary_key=True),
    Column("error", String(300), nullable=False),
    Column("refused_at", Moment, nullable=False),
)
