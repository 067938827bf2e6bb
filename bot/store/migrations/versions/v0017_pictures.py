"""Which picture goes with an alert, who wants any, which sources give none, and what a service refused.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alert", sa.Column("picture", sa.Text(), server_default="", nullable=False))
    op.add_column("subscriber", sa.Column("pictures", sa.Boolean(), nullable=True))
    op.add_column(
        "source", sa.Column("pictures", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.create_table(
        "picture_refusal",
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("sender_id", NUMBER, nullable=False),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("refused_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_picture_refusal_alert_id"),
        sa.ForeignKeyConstraint(["sender_id"], ["sender.id"], name="fk_picture_refusal_sender_id"),
        sa.PrimaryKeyConstraint("alert_id", "sender_id", name="pk_picture_refusal"),
    )


def downgrade() -> None:
    op.drop_table("picture_refusal")
    op.drop_column("source", "pictures")
    op.drop_column("subscriber", "pictures")
    op.drop_column("alert", "picture")
