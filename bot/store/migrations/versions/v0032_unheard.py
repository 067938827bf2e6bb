"""When a service last refused to tell what people wrote, since when, and why.

Revision: 0032, after 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sender", sa.Column("unheard_since", MOMENT, nullable=True))
    op.add_column("sender", sa.Column("unheard_at", MOMENT, nullable=True))
    op.add_column("sender", sa.Column("unheard_reason", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sender", "unheard_reason")
    op.drop_column("sender", "unheard_at")
    op.drop_column("sender", "unheard_since")
