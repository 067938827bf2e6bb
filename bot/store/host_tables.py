"""The tables of servers: how each wants to be asked, and the hubs that push what sources publish."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text

from bot.store.columns import Id, Moment, metadata

host = Table(  # servers, whose sources are looked at one after another
    "host",
    metadata,
    Column("id", String(255), primary_key=True),  # the registrable domain
    Column("due_at", Moment, nullable=False),
    Column("floor", Float, nullable=False, server_default="0"),  # seconds between two looks, learned
    Column("limited_at", Moment),  # the last 429
    Column("limited_by", Id),  # the source that it struck
)

hub = Table(  # WebSub: who pushes a source's entries to us
    "hub",
    metadata,
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("path", String(64), nullable=False, unique=True),  # of the callback: a secret of its own
    Column("url", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", String(128), nullable=False),
    Column("state", String(16), nullable=False),  # wanted, asked, active, refused, demoted
    Column("due_at", Moment),  # when to subscribe, or to renew
    Column("lease_until", Moment),
    Column("pushed_at", Moment),
    Column("pushed", Integer, nullable=False, server_default="0"),
    Column("missed", Integer, nullable=False, server_default="0"),  # found by a look, never pushed
    Column("tries", Integer, nullable=False, server_default="0"),
)
