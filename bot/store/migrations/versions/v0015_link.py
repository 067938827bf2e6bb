"""The addresses of one person.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("person_id", NUMBER, nullable=True))
    op.create_index(
        "ix_subscriber_person_id",
        "subscriber",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_table(
        "link_code",
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_link_code_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", name="pk_link_code"),
    )
    op.create_index("ix_link_code_digest", "link_code", ["digest"], unique=False)
    op.create_table(
        "link_guess",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subscriber_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name="fk_link_guess_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_link_guess"),
    )
    op.create_index("ix_link_guess_subscriber_id_at", "link_guess", ["subscriber_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("link_guess")
    op.drop_table("link_code")
    op.drop_index("ix_subscriber_person_id", "subscriber")
    op.drop_column("subscriber", "person_id")
