"""Who had a topic at a moment, told by an index alone.

Revision: 0030, after 0029.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_subscription_topic_id", table_name="subscription")
    columns = ["topic_id", "subscriber_id", "consent_at", "ended_at"]
    op.create_index("ix_subscription_topic_id", "subscription", columns, unique=False)


def downgrade() -> None:
    op.drop_index("ix_subscription_topic_id", table_name="subscription")
    op.create_index("ix_subscription_topic_id", "subscription", ["topic_id"], unique=False)
