"""Batches of readers whose deliveries are still to be made; deliveries without foreign keys.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEYS = ("alert", "event", "sender", "subscriber")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "batch",
        sa.Column("id", number, nullable=False),
        sa.Column("alert_id", number, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("after_id", number, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_batch_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sa.UniqueConstraint("alert_id", "after_id", name="uq_batch_alert_id_after_id"),
    )
    op.create_index("ix_batch_priority", "batch", ["priority", "id"], unique=False)
    op.drop_index("ix_delivery_external_id", table_name="delivery")
    with _made_anew() as table:
        for other in KEYS:
            table.drop_constraint(f"fk_delivery_{other}_id", type_="foreignkey")
    op.create_index(
        "ix_delivery_external_id",
        "delivery",
        ["sender_id", "external_id"],
        unique=False,
        sqlite_where=sa.text("external_id <> ''"),
        postgresql_where=sa.text("external_id <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_external_id", table_name="delivery")
    with _made_anew() as table:
        for other in KEYS:
            table.create_foreign_key(f"fk_delivery_{other}_id", other, [f"{other}_id"], ["id"])
    op.create_index("ix_delivery_external_id", "delivery", ["sender_id", "external_id"], unique=False)
    op.drop_table("batch")


@contextmanager
def _made_anew() -> Iterator[BatchOperations]:
    # SQLite changes a constraint by making the table anew, which the rows that name it would forbid
    op.execute("CREATE TEMPORARY TABLE kept_fault AS SELECT * FROM fault")
    op.execute("DELETE FROM fault")
    with op.batch_alter_table("delivery") as table:
        yield table
    op.execute("INSERT INTO fault SELECT * FROM kept_fault")
    op.execute("DROP TABLE kept_fault")
