"""What receipts told of failed tries, and until when a person is capped.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("capped_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "fault",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_fault_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fault"),
        sa.UniqueConstraint("delivery_id", "external_id", name="uq_fault_delivery_id_external_id"),
    )
    op.create_index(
        "ix_fault_told_at",
        "fault",
        ["told_at"],
        unique=False,
        sqlite_where=sa.text("told_at IS NOT NULL"),
        postgresql_where=sa.text("told_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("fault")
    op.drop_column("subscriber", "capped_until")
