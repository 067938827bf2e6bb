"""Files that come and go by chat, the work that is done with them, and by what the erased are known again.

Revision: 0021, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("erase_at", MOMENT, nullable=False),
        sa.Column("open_until", MOMENT, nullable=True),
        sa.Column("fetches", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.UniqueConstraint("token", name="uq_file_token"),
    )
    op.create_index("ix_file_erase_at", "file", ["erase_at"], unique=False)
    op.create_table(
        "file_part",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="fk_file_part_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_file_part"),
        sa.UniqueConstraint("file_id", "number", name="uq_file_part_file_id_number"),
    )
    op.create_table(
        "transfer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("file_id", NUMBER, nullable=True),
        sa.Column("made_id", NUMBER, nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("statement", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("told_by", NUMBER, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("told_share", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_transfer_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )
    op.create_index(
        "ix_transfer_due_at",
        "transfer",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.add_column("departure", sa.Column("mark", sa.String(80), server_default="", nullable=False))
    op.create_index("ix_departure_mark", "departure", ["mark"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_departure_mark", table_name="departure")
    op.drop_column("departure", "mark")
    op.drop_table("transfer")
    op.drop_table("file_part")
    op.drop_table("file")
