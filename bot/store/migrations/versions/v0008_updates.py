"""Which of a story's updates each reader wants, and which of them matter.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("updates", sa.String(16), server_default="all", nullable=False))
    op.add_column(
        "alert", sa.Column("important", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("alert", "important")
    op.drop_column("subscriber", "updates")
