"""The tables of the words by which readers choose, and of the keys by which alerts meet them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, String, Table, UniqueConstraint, text

from bot.store.columns import Id, key, metadata, to

keyword = Table(
    "keyword",
    metadata,
    key(),
    to("subscriber"),
    Column("position", Integer, nullable=False),  # the number that its reader sees
    Column("written", String(80), nullable=False),
    Column("keys", JSON, nullable=False),  # of which an alert must offer one
    Column("excludes", Boolean, nullable=False),
    Column("change", Integer, nullable=False),  # its reader's last one that touched it: what undo undoes
    Column("ended", Boolean, nullable=False, server_default=text("false")),  # kept until the next change
    UniqueConstraint("subscriber_id", "position"),
)

# An alert's few hundred keys are looked up here, each among a stretch of readers: the table is the index.
# No foreign keys: a keyword's rows come and go with it in one transaction (bot/store/keyword.py).
keyword_key = Table(
    "keyword_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("subscriber_id", Id, primary_key=True, autoincrement=False),
    Column("excludes", Boolean, primary_key=True),  # in the index, so that PostgreSQL reads nothing else
    Column("keyword_id", Id, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
