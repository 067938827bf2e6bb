"""Versions of an alert's words, what is still to be changed of what was sent, and what was taken back.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TO_AMEND = sa.text("amend_at IS NOT NULL AND state IN ('sent', 'delivered', 'read')")


def upgrade() -> None:
    op.add_column("sender", sa.Column("edits", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("entry", sa.Column("back_at", MOMENT, nullable=True))
    op.add_column("alert", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column("alert", sa.Column("revised_at", MOMENT, nullable=True))
    op.add_column("alert", sa.Column("revised_as", sa.String(16), server_default="", nullable=False))
    op.add_column("alert", sa.Column("corrects", NUMBER, nullable=True))
    op.create_index("ix_alert_entry_id", "alert", ["entry_id"], unique=False)
    op.add_column("delivery", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column("delivery", sa.Column("amend_at", MOMENT, nullable=True))
    op.add_column("delivery", sa.Column("amend_tries", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_delivery_amend",
        "delivery",
        ["sender_id", "amend_at", "id"],
        unique=False,
        sqlite_where=TO_AMEND,
        postgresql_where=TO_AMEND,
    )
    _revision()
    _suspicion()


def downgrade() -> None:
    op.drop_table("suspicion")
    op.drop_table("revision")
    op.drop_index("ix_delivery_amend", "delivery")
    for name in ("amend_tries", "amend_at", "revision"):
        op.drop_column("delivery", name)
    op.drop_index("ix_alert_entry_id", "alert")
    for name in ("corrects", "revised_as", "revised_at", "revision"):
        op.drop_column("alert", name)
    op.drop_column("entry", "back_at")
    op.drop_column("sender", "edits")


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("written_by", NUMBER, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("after_id", NUMBER, nullable=True),
        sa.Column("correction_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_revision_alert_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_revision_entry_id"),
        sa.ForeignKeyConstraint(["written_by"], ["subscriber.id"], name="fk_revision_written_by"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("alert_id", "number", name="uq_revision_alert_id_number"),
    )
    _partial("ix_revision_after_id", "revision", "after_id")


def _suspicion() -> None:
    op.create_table(
        "suspicion",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_suspicion_alert_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["subscriber.id"], name="fk_suspicion_decided_by"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_suspicion_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suspicion"),
        sa.UniqueConstraint("alert_id", "cause", name="uq_suspicion_alert_id_cause"),
    )
    _partial("ix_suspicion_due_at", "suspicion", "due_at")


def _partial(name: str, table: str, column: str) -> None:
    there = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], unique=False, sqlite_where=there, postgresql_where=there)
