"""The words by which readers choose.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "subscriber", sa.Column("awaits_words", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "keyword",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("written", sa.String(80), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("excludes", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_keyword_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_keyword"),
        sa.UniqueConstraint("subscriber_id", "position", name="uq_keyword_subscriber_id_position"),
    )
    op.create_table(
        "keyword_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subscriber_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("excludes", sa.Boolean(), nullable=False),
        sa.Column("keyword_id", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "subscriber_id", "excludes", "keyword_id", name="pk_keyword_key"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("keyword_key")
    op.drop_table("keyword")
    op.drop_column("subscriber", "awaits_words")
