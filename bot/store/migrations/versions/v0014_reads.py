"""The languages in which each reader wants alerts.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("reads", sa.String(64), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("subscriber", "reads")
