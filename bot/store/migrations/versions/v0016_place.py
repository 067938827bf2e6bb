"""The groups and channels that alerts go to.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_place_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", name="pk_place"),
    )
    op.create_index("ix_place_added_by", "place", ["added_by"], unique=False)


def downgrade() -> None:
    op.drop_table("place")
