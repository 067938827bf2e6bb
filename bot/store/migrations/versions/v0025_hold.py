"""Alerts that wait for a look, and the cards that show them to editors.

Revision ID: 0025
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0026"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source_id", NUMBER, nullable=True),
        sa.Column("topic_id", sa.String(24), nullable=True),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_hold_source_id"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_hold_topic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        sa.UniqueConstraint("source_id", name="uq_hold_source_id"),
        sa.UniqueConstraint("topic_id", name="uq_hold_topic_id"),
    )
    op.create_table(
        "held",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("about", sa.String(24), server_default="", nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("ended", sa.String(16), server_default="", nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("carded_at", MOMENT, nullable=True),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("choices", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_by", NUMBER, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("asked_until", MOMENT, nullable=True),
        sa.Column("asked_priority", sa.SmallInteger(), nullable=True),
        sa.Column("asked_leaves_at", MOMENT, nullable=True),
        sa.Column("asked_expires_at", MOMENT, nullable=True),
        sa.Column("asked_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_held_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_held"),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_held_open", "held", ["alert_id"], unique=False, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "card",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("delivery_id", NUMBER, nullable=False),
        sa.Column("change_id", NUMBER, nullable=True),
        sa.Column("face", sa.String(160), server_default="", nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_card_alert_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_card_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.UniqueConstraint("delivery_id", name="uq_card_delivery_id"),
    )
    op.create_index("ix_card_alert_id", "card", ["alert_id"], unique=False)


def downgrade() -> None:
    for table in ("card", "held", "hold"):
        op.drop_table(table)
