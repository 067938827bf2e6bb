"""The table of halts: while there is a row, nothing leaves but replies to people."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from bot.store.columns import Id, Moment, metadata

halt = Table(
    "halt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # there is one row at most
    Column("since", Moment, nullable=False),
    Column("begun_by", Id, ForeignKey("subscriber.id")),  # none: it was done at the machine
    Column("remind_at", Moment, nullable=False),  # when staff hear again that it stands
)
