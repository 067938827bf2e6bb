"""The tables of files that come and go by chat, and of the long work that is done with them."""

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.columns import Id, Moment, key, metadata, to

file = Table(  # kept for a day, and then erased
    "file",
    metadata,
    key(),
    Column("token", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("type", String(64), nullable=False),
    Column("size", Integer, nullable=False, server_default="0"),
    Column("erase_at", Moment, nullable=False),
    Column("open_until", Moment),  # until then a service may fetch it; none: nobody may
    Column("fetches", Integer, nullable=False, server_default="0"),  # since it was opened
    Index("ix_file_erase_at", "erase_at"),
)

file_part = Table(  # a stretch of a file's bytes: none is ever held or written as a whole
    "file_part",
    metadata,
    key(),
    to("file"),
    Column("number", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("file_id", "number"),
)

transfer = Table(  # an import or an export
    "transfer",
    metadata,
    key(),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),  # a State of bot/store/transfer.py
    to("subscriber"),  # who asked for it
    Column("language", String(8), nullable=False),
    Column("document", JSON(none_as_null=True)),  # what was sent: a Document of bot/ports.py
    Column("file_id", Id),  # what is read; no foreign key: it is erased before the row
    Column("made_id", Id),  # what is written: the wrong lines, or the people
    Column("position", Integer, nullable=False, server_default="0"),  # lines done, or the last id
    Column("total", Integer, nullable=False, server_default="0"),
    Column("counts", JSON, nullable=False),
    Column("statement", Text, nullable=False, server_default=""),  # what the one who asked confirmed
    Column("confirmed_at", Moment),
    Column("due_at", Moment),  # none: nothing is to be done
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("told_by", Id),  # the delivery that last told how far it is
    Column("told_at", Moment),
    Column("told_share", Integer, nullable=False, server_default="0"),  # percent
    Column("created_at", Moment, nullable=False),
    Index(
        "ix_transfer_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
