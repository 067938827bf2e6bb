"""When alerts were laid, and what decided then whom each was for.

Revision ID: 0024
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0025"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "laying",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("source_id", NUMBER, nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_laying_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_laying"),
    )
    op.create_index("ix_laying_alert_id", "laying", ["alert_id"], unique=False)


def downgrade() -> None:
    op.drop_table("laying")
