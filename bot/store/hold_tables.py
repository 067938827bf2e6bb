"""The tables of what is held for a look, of the alerts that wait, and of the cards that show them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, text

from bot.store.columns import Id, Moment, key, metadata, to

hold = Table(  # of a source, or of a topic
    "hold",
    metadata,
    key(),
    Column("source_id", Id, ForeignKey("source.id"), unique=True),
    Column("topic_id", String(24), ForeignKey("topic.id"), unique=True),
    Column("mode", String(16), nullable=False),  # a Hold of bot/model.py
)

held = Table(  # an alert at the desk
    "held",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("why", String(16), nullable=False),  # a Why of bot/store/held.py
    Column("about", String(24), nullable=False, server_default=""),  # the topic that holds it
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),  # none: something may come of it yet
    Column("ended", String(16), nullable=False, server_default=""),  # an End of bot/store/held.py
    Column("ended_at", Moment),
    Column("carded_at", Moment),  # when editors got cards; none: they are still to get them
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("remind_at", Moment),
    Column("choices", Integer, nullable=False, server_default="0"),  # how often its topics were chosen
    # the first of two persons: who wants it breaking, with which words, when it would leave, until when
    Column("asked_by", Id),
    Column("asked_at", Moment),
    Column("asked_until", Moment),
    Column("asked_priority", SmallInteger),
    Column("asked_leaves_at", Moment),
    Column("asked_expires_at", Moment),
    Column("asked_revision", Integer),
    Index(
        "ix_held_open",
        "alert_id",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

card = Table(  # a message to an editor that shows an alert at the desk
    "card",
    metadata,
    key(),
    to("alert"),
    to("subscriber"),
    Column("delivery_id", Id, nullable=False, unique=True),
    Column("change_id", Id),  # the delivery that changes it in place, or tells of the change, last
    Column("face", String(160), nullable=False, server_default=""),  # what it shows of the alert
    Column("live", Boolean, nullable=False),  # whether it follows what becomes of the alert
    Index("ix_card_alert_id", "alert_id"),
)
