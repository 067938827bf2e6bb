"""When readers want to hear from us, what is held for that, and the digests that tell it.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CLAIM = ["sender_id", "priority", "due_at", "id"]


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    kept = sa.text(where)
    op.create_index(name, table, columns, unique=False, sqlite_where=kept, postgresql_where=kept)


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("wish", sa.JSON(), nullable=True))
    op.add_column("subscriber", sa.Column("digest_due_at", MOMENT, nullable=True))
    _index("ix_subscriber_digest_due_at", "subscriber", ["digest_due_at"], "digest_due_at IS NOT NULL")
    op.add_column("delivery", sa.Column("fold_at", MOMENT, nullable=True))
    op.add_column("delivery", sa.Column("digest_id", NUMBER, nullable=True))
    op.drop_index("ix_delivery_claim", "delivery")
    _index("ix_delivery_claim", "delivery", CLAIM, "state = 'queued' AND fold_at IS NULL")
    _index(
        "ix_delivery_fold",
        "delivery",
        ["fold_at", "subscriber_id"],
        "state = 'queued' AND fold_at IS NOT NULL",
    )
    _index("ix_delivery_digest_id", "delivery", ["digest_id"], "digest_id IS NOT NULL")
    op.create_table(
        "digest",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("slot", sa.String(24), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("alerts", sa.JSON(), nullable=False),
        sa.Column("delivery_id", NUMBER, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_digest_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("subscriber_id", "slot", name="uq_digest_subscriber_id_slot"),
    )
    op.create_index("ix_digest_delivery_id", "digest", ["delivery_id"], unique=False)
    op.create_index("ix_digest_made_at", "digest", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_table("digest")
    op.drop_index("ix_delivery_digest_id", "delivery")
    op.drop_index("ix_delivery_fold", "delivery")
    op.drop_index("ix_delivery_claim", "delivery")
    op.drop_column("delivery", "digest_id")
    op.drop_column("delivery", "fold_at")
    _index("ix_delivery_claim", "delivery", CLAIM, "state = 'queued'")
    op.drop_index("ix_subscriber_digest_due_at", "subscriber")
    op.drop_column("subscriber", "digest_due_at")
    op.drop_column("subscriber", "wish")
