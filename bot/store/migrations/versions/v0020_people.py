"""Who is banned, selections of readers, and reports.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("banned_at", MOMENT, nullable=True))
    op.create_table(
        "ban",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("banned_at", MOMENT, nullable=False),
        sa.Column("erase_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ban"),
    )
    op.create_table(
        "segment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("picks", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["subscriber.id"], name="fk_segment_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("name", name="uq_segment_name"),
    )
    op.create_table(
        "alert_segment",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("picks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_segment_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alert_segment"),
    )
    op.create_table(
        "report",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_report_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_due_at", "report", ["due_at"], unique=False)
    op.create_table(
        "weekly",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_weekly"),
    )


def downgrade() -> None:
    op.drop_table("weekly")
    op.drop_table("report")
    op.drop_table("alert_segment")
    op.drop_table("segment")
    op.drop_table("ban")
    op.drop_column("subscriber", "banned_at")
