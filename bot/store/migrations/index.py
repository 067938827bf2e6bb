"""An index on a table that is long: built while others write to it, and healed where a try was cut off.

It belongs into a revision of its own, which says so by a line ``CONCURRENTLY = True``: on PostgreSQL such
a revision runs outside of any transaction, and may be run again after it was killed at any point.
"""

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import Connection, text


def build(name: str, table: str, columns: Sequence[str], **options: Any) -> None:  # noqa: ANN401 -- Alembic's
    """Build an index, unless it stands already; what is left of a try that was cut off goes first."""
    if not _shared(bind := op.get_bind()):
        op.create_index(name, table, columns, **options)
        return
    valid = is_valid(bind, name)
    if valid is False:
        op.drop_index(name, table_name=table, postgresql_concurrently=True)
    if not valid:
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)


def drop(name: str, table: str) -> None:
    """Drop an index, unless it is gone already."""
    if not _shared(bind := op.get_bind()):
        op.drop_index(name, table_name=table)
    elif is_valid(bind, name) is not None:
        op.drop_index(name, table_name=table, postgresql_concurrently=True)


def is_valid(bind: Connection, name: str) -> bool | None:
    """Say whether an index serves; False for what was begun and not finished, None where there is none."""
    found = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    valid: bool | None = bind.scalar(found, {"name": name})
    return valid


def _shared(bind: Connection) -> bool:
    """Say whether others may write meanwhile: not where all is done in one transaction, as a restore does."""
    return bind.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
