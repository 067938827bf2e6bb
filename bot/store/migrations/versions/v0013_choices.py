"""How urgent an alert must be for each reader, the sources they want nothing of, and what they ask us.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("urgency", sa.String(16), server_default="all", nullable=False))
    op.create_table(
        "mute",
        sa.Column("source_id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_mute_source_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_mute_subscriber_id"),
        sa.PrimaryKeyConstraint("source_id", "subscriber_id", name="pk_mute"),
    )
    op.create_index("ix_mute_subscriber_id", "mute", ["subscriber_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_by", NUMBER, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_question_subscriber_id"),
        sa.ForeignKeyConstraint(["answered_by"], ["subscriber.id"], name="fk_question_answered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index(
        "ix_question_subscriber_id_asked_at", "question", ["subscriber_id", "asked_at"], unique=False
    )
    op.create_table(
        "question_card",
        sa.Column("delivery_id", NUMBER, nullable=False),
        sa.Column("question_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_question_card_delivery_id"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_question_card_question_id"),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_question_card"),
    )


def downgrade() -> None:
    op.drop_table("question_card")
    op.drop_table("question")
    op.drop_table("mute")
    op.drop_column("subscriber", "urgency")
