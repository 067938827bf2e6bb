"""What the store's tests share: one transaction to work in, undone when the test ends."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bot.store.database import Database
from bot.store.migration import migrate

ANEW = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"


@pytest.fixture(scope="session")
def standing(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    """One migrated database of each kind, for all tests that commit nothing."""
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE standing TEMPLATE template_tocsin"))
    on_server = url.set(database="standing").render_as_string(hide_password=False)
    in_file = f"sqlite:///{tmp_path_factory.mktemp('standing') / 'tocsin.db'}"
    made = {"sqlite": Database(in_file), "postgresql": Database(on_server)}
    migrate(made["sqlite"])
    for one in made.values():  # a test of what else is connected ends all that is
        one._writer.pool._pre_ping = True
    yield made
    for one in made.values():
        one.close()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE standing WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def tx(request: pytest.FixtureRequest, standing: dict[str, Database]) -> Iterator[Connection]:
    """A transaction of an empty, migrated database of either kind; ids begin with 1."""
    with standing[request.param]._writer.connect() as connection, connection.begin() as transaction:
        if request.param == "postgresql":  # whose counters are not undone with the rest
            connection.execute(text(ANEW))
        yield connection
        transaction.rollback()
