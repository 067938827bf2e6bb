"""Halts, embargoes, and alerts in several languages.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "halt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("begun_by", NUMBER, nullable=False),
        sa.Column("remind_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["subscriber.id"], name="fk_halt_begun_by"),
        sa.PrimaryKeyConstraint("id", name="pk_halt"),
    )
    op.create_table(
        "edition",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("first_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_edition_alert_id"),
        sa.ForeignKeyConstraint(["first_id"], ["alert.id"], name="fk_edition_first_id"),
        sa.PrimaryKeyConstraint("alert_id", name="pk_edition"),
    )
    op.create_index("ix_edition_first_id", "edition", ["first_id"], unique=False)
    op.add_column("alert", sa.Column("embargo_until", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("alert", "embargo_until")
    op.drop_table("edition")
    op.drop_table("halt")
