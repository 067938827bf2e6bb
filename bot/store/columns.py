"""What the tables are made of: types that are the same on either database, and how constraints are named."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in the program, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; a naive moment is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give UTC back."""
        return (
            None if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
        )


Id = BigInteger().with_variant(Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def key() -> Column[int]:
    """Make a table's own key."""
    return Column("id", Id, primary_key=True)


def to(table: str, *, nullable: bool = False, name: str = "") -> Column[int]:
    """Make a column that names a row of another table."""
    return Column(name or f"{table}_id", Id, ForeignKey(f"{table}.id"), nullable=nullable)
