"""When a scheduled alert leaves.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("leaves_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("decided_by", NUMBER, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_plan_alert_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["subscriber.id"], name="fk_plan_decided_by"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_plan"),
    )
    op.create_index("ix_plan_leaves_at", "plan", ["leaves_at"], unique=False)


def downgrade() -> None:
    op.drop_table("plan")
