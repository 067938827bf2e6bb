"""The tables of deliveries: one message for one person each, and the tries of them that failed."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from bot.store.columns import Id, Moment, key, metadata, to

# No foreign keys: rows come a million at a time, from the very rows that they name, and checking each
# again would double what that costs (docs/decisions/0009-batches.md).
delivery = Table(
    "delivery",
    metadata,
    key(),
    Column("alert_id", Id),  # none: a reply, whose words are in `body`
    Column("subscriber_id", Id, nullable=False),
    Column("sender_id", Id, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),  # queued: when to send; sending: when the lease ends
    Column("created_at", Moment, nullable=False),
    Column("tried_at", Moment),
    Column("sent_at", Moment),
    Column("delivered_at", Moment),
    Column("read_at", Moment),
    Column("external_id", String(64), nullable=False, server_default=""),
    Column("likely", Boolean),  # an unknown's word on whether it was accepted; none after a crash
    Column("repeat", Boolean, nullable=False, server_default=text("false")),  # sent again after a doubt
    Column("error", String(300), nullable=False, server_default=""),
    Column("body", JSON),
    Column("event_id", Id),
    Column("revision", Integer, nullable=False, server_default="1"),  # which of the alert's words it carried
    Column("amend_at", Moment),  # when to change what was sent; while it is changed: when the lease ends
    Column("amend_tries", Integer, nullable=False, server_default="0"),
    Column("fold_at", Moment),  # queued: when to tell it with others; then no claim sees it
    Column("digest_id", Id),  # folded: in which digest
    UniqueConstraint("alert_id", "subscriber_id"),
    Index(
        "ix_delivery_claim",
        "sender_id",
        "priority",
        "due_at",
        "id",
        sqlite_where=text("state = 'queued' AND fold_at IS NULL"),
        postgresql_where=text("state = 'queued' AND fold_at IS NULL"),
    ),
    Index(
        "ix_delivery_fold",
        "fold_at",
        "subscriber_id",
        sqlite_where=text("state = 'queued' AND fold_at IS NOT NULL"),
        postgresql_where=text("state = 'queued' AND fold_at IS NOT NULL"),
    ),
    Index(
        "ix_delivery_digest_id",
        "digest_id",
        sqlite_where=text("digest_id IS NOT NULL"),
        postgresql_where=text("digest_id IS NOT NULL"),
    ),
    Index(
        "ix_delivery_open",
        "state",
        "due_at",
        sqlite_where=text("state IN ('sending', 'unknown')"),
        postgresql_where=text("state IN ('sending', 'unknown')"),
    ),
    Index(
        "ix_delivery_external_id",
        "sender_id",
        "external_id",
        sqlite_where=text("external_id <> ''"),
        postgresql_where=text("external_id <> ''"),
    ),
    Index("ix_delivery_subscriber_id", "subscriber_id"),
    Index(
        "ix_delivery_letters",  # what was answered
        "created_at",
        sqlite_where=text("body IS NOT NULL"),
        postgresql_where=text("body IS NOT NULL"),
    ),
    Index(
        "ix_delivery_replies",  # few beside the alerts: walked when they are old
        "id",
        sqlite_where=text("alert_id IS NULL"),
        postgresql_where=text("alert_id IS NULL"),
    ),
    Index(
        "ix_delivery_amend",
        "sender_id",
        "amend_at",
        "id",
        sqlite_where=text("amend_at IS NOT NULL AND state IN ('sent', 'delivered', 'read')"),
        postgresql_where=text("amend_at IS NOT NULL AND state IN ('sent', 'delivered', 'read')"),
    ),
)

fault = Table(  # the tries that failed after the channel had accepted them
    "fault",
    metadata,
    key(),
    to("delivery"),
    Column("external_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("told_at", Moment),  # when the admins heard of it
    UniqueConstraint("delivery_id", "external_id"),
    Index(
        "ix_fault_told_at",
        "told_at",
        sqlite_where=text("told_at IS NOT NULL"),
        postgresql_where=text("told_at IS NOT NULL"),
    ),
)
