"""What is kept for a time, and who came by which campaign.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

# of each person the first consent, where a campaign brought it, or the question that it answers
ARRIVALS = """
INSERT INTO arrival (subscriber_id, campaign, channel, at)
SELECT came.subscriber_id, came.campaign, subscriber.channel, came.at
FROM (
    SELECT consent.subscriber_id, consent.at, CASE WHEN consent.step = 'given' THEN consent.campaign ELSE (
        SELECT asked.campaign FROM consent AS asked
        WHERE asked.subscriber_id = consent.subscriber_id AND asked.id < consent.id AND asked.step = 'asked'
        ORDER BY asked.id DESC LIMIT 1
    ) END AS campaign
    FROM (
        SELECT min(id) AS id FROM consent WHERE step IN ('given', 'confirmed') GROUP BY subscriber_id
    ) AS first
    JOIN consent ON consent.id = first.id
) AS came
JOIN subscriber ON subscriber.id = came.subscriber_id
WHERE came.campaign <> ''
"""


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("after_id", NUMBER, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_retention"),
    )
    op.create_table(
        "past",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("after_id", NUMBER, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_past_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_past"),
    )
    _partial("ix_past_begun_at", "past", "begun_at", "ended_at IS NULL")
    op.create_table(
        "listing",
        sa.Column("source_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("oldest_id", NUMBER, nullable=False),
        sa.Column("before_id", NUMBER, nullable=False),
        sa.Column("last_id", NUMBER, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_listing"),
    )
    op.create_table(
        "arrival",
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_arrival_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_campaign", "arrival", ["campaign", "channel", "at"], unique=False)
    op.execute(ARRIVALS)
    asked: sa.Column[bool] = sa.Column("asked", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    op.add_column("departure", asked)
    _partial("ix_subscriber_left_at", "subscriber", "left_at", "status IN ('left', 'lost')")
    _partial("ix_delivery_replies", "delivery", "id", "alert_id IS NULL")
    for table in ("revision", "suspicion"):
        _partial(f"ix_{table}_entry_id", table, "entry_id", "entry_id IS NOT NULL")


def _partial(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("revision", "suspicion"):
        op.drop_index(f"ix_{table}_entry_id", table_name=table)
    op.drop_index("ix_delivery_replies", table_name="delivery")
    op.drop_index("ix_subscriber_left_at", table_name="subscriber")
    op.drop_column("departure", "asked")
    for table in ("arrival", "listing", "past", "retention"):
        op.drop_table(table)
