"""Where entries were placed among stories, which sources are the newsroom's own, and who else tells an alert.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("source", sa.Column("own", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("alert", sa.Column("others", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "placement",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("story_id", NUMBER, nullable=False),
        sa.Column("source_id", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("like_id", NUMBER, nullable=True),
        sa.Column("moved_by", NUMBER, nullable=True),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_placement_entry_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_placement_story_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_placement_source_id"),
        sa.ForeignKeyConstraint(["moved_by"], ["subscriber.id"], name="fk_placement_moved_by"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_placement"),
        sa.UniqueConstraint("position", name="uq_placement_position"),
    )
    op.create_index("ix_placement_story_id", "placement", ["story_id"], unique=False)
    op.create_index("ix_placement_published_at", "placement", ["published_at"], unique=False)


def downgrade() -> None:
    op.drop_table("placement")
    op.drop_column("alert", "others")
    op.drop_column("source", "own")
