"""What an event is about, so that each person's are handled in order, and whose turn it is to hear.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAITS = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("sender", sa.Column("heard_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("about", sa.String(128), server_default="", nullable=False))
    op.drop_index("ix_event_due_at", "event")
    op.create_index(
        "ix_event_due_at", "event", ["due_at", "id"], unique=False, sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(
        "ix_event_about",
        "event",
        ["sender_id", "about", "id"],
        unique=False,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_index("ix_event_about", "event")
    op.drop_index("ix_event_due_at", "event")
    op.create_index(
        "ix_event_due_at", "event", ["due_at"], unique=False, sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.drop_column("event", "about")
    op.drop_column("sender", "heard_until")
