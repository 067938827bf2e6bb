"""By what an import knows the address of one who was banned and then forgotten.

Revision: 0027, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ban", sa.Column("mark", sa.String(80), server_default="", nullable=False))
    op.create_index("ix_ban_mark", "ban", ["mark"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ban_mark", table_name="ban")
    op.drop_column("ban", "mark")
