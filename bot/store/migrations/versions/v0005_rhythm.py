"""What was learned of sources and their hosts, who pushes, and an entry's picture.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("source", sa.Column("host", sa.String(255), server_default="", nullable=False))
    op.add_column("source", sa.Column("rhythm", sa.JSON(), nullable=True))
    op.add_column("source", sa.Column("move", sa.JSON(), nullable=True))
    for name in ("gone_at", "told_failing_at", "told_silent_at"):
        op.add_column("source", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("entry", sa.Column("picture", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "host",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("floor", sa.Float(), server_default="0", nullable=False),
        sa.Column("limited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("limited_by", number, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_host"),
    )
    op.create_table(
        "hub",
        sa.Column("source_id", number, nullable=False),
        sa.Column("path", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pushed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_hub_source_id"),
        sa.PrimaryKeyConstraint("source_id", name="pk_hub"),
        sa.UniqueConstraint("path", name="uq_hub_path"),
    )


def downgrade() -> None:
    op.drop_table("hub")
    op.drop_table("host")
    op.drop_column("entry", "picture")
    for name in ("told_silent_at", "told_failing_at", "gone_at", "move", "rhythm", "host"):
        op.drop_column("source", name)
