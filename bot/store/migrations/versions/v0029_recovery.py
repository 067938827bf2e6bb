"""Recoveries: when a backup was restored, and a halt that nobody but the restoring has begun.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recovery",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("restored_at", MOMENT, nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("resumed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery"),
    )
    with op.batch_alter_table("halt") as halt:
        halt.alter_column("begun_by", existing_type=NUMBER, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM halt WHERE begun_by IS NULL")
    with op.batch_alter_table("halt") as halt:
        halt.alter_column("begun_by", existing_type=NUMBER, nullable=False)
    op.drop_table("recovery")
