"""What is amiss with the service itself, and who was told of it.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("sender", sa.Column("stalled_since", MOMENT, nullable=True))
    op.create_table(
        "alarm",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("gone_since", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    op.create_index(
        "ix_alarm_standing",
        "alarm",
        ["kind", "subject"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_alarm_begun_at", "alarm", ["begun_at"], unique=False)
    op.create_table(
        "alarm_told",
        sa.Column("alarm_id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("over_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name="fk_alarm_told_alarm_id"),
        sa.PrimaryKeyConstraint("alarm_id", "subscriber_id", name="pk_alarm_told"),
    )
    op.create_index("ix_alarm_told_subscriber_id", "alarm_told", ["subscriber_id"], unique=False)
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watch"),
    )


def downgrade() -> None:
    op.drop_table("watch")
    op.drop_table("alarm_told")
    op.drop_table("alarm")
    op.drop_column("sender", "stalled_since")
