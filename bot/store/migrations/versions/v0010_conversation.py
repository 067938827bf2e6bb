"""The conversations that templates have opened, and how many they were when they were counted.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sender", sa.Column("conversations", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sender", sa.Column("counted_at", MOMENT, nullable=True))
    op.create_table(
        "conversation",
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_conversation_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", name="pk_conversation"),
    )
    op.create_index("ix_conversation_opened_at", "conversation", ["opened_at"], unique=False)


def downgrade() -> None:
    op.drop_table("conversation")
    op.drop_column("sender", "counted_at")
    op.drop_column("sender", "conversations")
