"""Invitations for staff, addresses that are tried, and when editors were reminded of a question.

Revision ID: 0021
Revises: 0020
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_invite",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_by", NUMBER, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["subscriber.id"], name="fk_staff_invite_made_by"),
        sa.ForeignKeyConstraint(["used_by"], ["subscriber.id"], name="fk_staff_invite_used_by"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invite"),
        sa.UniqueConstraint("digest", name="uq_staff_invite_digest"),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_staff_invite_expires_at",
        "staff_invite",
        ["expires_at"],
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "trial",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_trial_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trial"),
    )
    op.create_index("ix_trial_due_at", "trial", ["due_at"], unique=False)
    op.create_index("ix_trial_subscriber_id", "trial", ["subscriber_id"], unique=False)
    with _made_anew() as question:
        question.add_column(sa.Column("alert_id", NUMBER, nullable=True))
        question.add_column(sa.Column("reminded_at", MOMENT, nullable=True))
        question.add_column(sa.Column("closed_at", MOMENT, nullable=True))
        question.create_foreign_key("fk_question_alert_id", "alert", ["alert_id"], ["id"])
    kept = sa.text("words <> ''")
    op.create_index(
        "ix_question_asked_at",
        "question",
        ["asked_at"],
        unique=False,
        sqlite_where=kept,
        postgresql_where=kept,
    )
    op.create_index("ix_question_card_question_id", "question_card", ["question_id"], unique=False)
    op.add_column("source", sa.Column("ranked_at", MOMENT, nullable=True))
    op.create_index("ix_entry_source_id_seen_at", "entry", ["source_id", "seen_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_entry_source_id_seen_at", "entry")
    op.drop_column("source", "ranked_at")
    op.drop_index("ix_question_card_question_id", "question_card")
    op.drop_index("ix_question_asked_at", "question")
    with _made_anew() as question:
        question.drop_constraint("fk_question_alert_id", type_="foreignkey")
        question.drop_column("closed_at")
        question.drop_column("reminded_at")
        question.drop_column("alert_id")
    op.drop_table("trial")
    op.drop_table("staff_invite")


@contextmanager
def _made_anew() -> Iterator[BatchOperations]:
    # SQLite adds a key by making the table anew, which the rows that name it would forbid
    op.execute("CREATE TEMPORARY TABLE kept_card AS SELECT * FROM question_card")
    op.execute("DELETE FROM question_card")
    with op.batch_alter_table("question") as question:
        yield question
    op.execute("INSERT INTO question_card SELECT * FROM kept_card")
    op.execute("DROP TABLE kept_card")
