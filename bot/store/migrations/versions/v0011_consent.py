"""Every consent that was given or ended as a row of its own, and what outlasts those who are forgotten.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LETTERS = (
    ("ix_event_letters", "event", "about", "due_at IS NULL AND kind = 'inbound'"),
    ("ix_delivery_letters", "delivery", "created_at", "body IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("forget_at", MOMENT, nullable=True))
    op.create_index(
        "ix_subscriber_forget_at",
        "subscriber",
        ["forget_at"],
        unique=False,
        sqlite_where=sa.text("forget_at IS NOT NULL"),
        postgresql_where=sa.text("forget_at IS NOT NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("how", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_consent_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_subscriber_id", "consent", ["subscriber_id"], unique=False)
    op.create_table(
        "departure",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("left_at", MOMENT, nullable=False),
        sa.Column("erase_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departure"),
    )
    for name, table, column, condition in LETTERS:
        where = sa.text(condition)
        op.create_index(name, table, [column], unique=False, sqlite_where=where, postgresql_where=where)
    _tell_what_is_known()


def _tell_what_is_known() -> None:
    """Begin the history with the consents that the subscriptions hold now."""
    subscription = sa.table(
        "subscription",
        sa.column("id", NUMBER),
        sa.column("subscriber_id", NUMBER),
        sa.column("topic_id", sa.String),
        sa.column("consent_at", MOMENT),
        sa.column("consent_how", sa.String),
        sa.column("consent_words", sa.Text),
        sa.column("consent_language", sa.String),
    )
    consent = sa.table(
        "consent",
        sa.column("subscriber_id", NUMBER),
        sa.column("step", sa.String),
        sa.column("at", MOMENT),
        sa.column("how", sa.String),
        sa.column("origin", sa.String),
        sa.column("campaign", sa.String),
        sa.column("words", sa.Text),
        sa.column("language", sa.String),
        sa.column("topics", sa.JSON),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(subscription).order_by(subscription.c.id))
    for some in rows.partitions(1000):
        connection.execute(
            sa.insert(consent),
            [
                {
                    "subscriber_id": row.subscriber_id,
                    "step": "given",
                    "at": row.consent_at,
                    "how": row.consent_how,
                    "origin": "",
                    "campaign": "",
                    "words": row.consent_words,
                    "language": row.consent_language,
                    "topics": [row.topic_id],
                }
                for row in some
            ],
        )


def downgrade() -> None:
    for name, table, _column, _condition in LETTERS:
        op.drop_index(name, table)
    op.drop_table("departure")
    op.drop_table("consent")
    op.drop_index("ix_subscriber_forget_at", "subscriber")
    op.drop_column("subscriber", "forget_at")
