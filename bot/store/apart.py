"""Apart: a database of its own for each newsroom of a deployment, beside the deployment's.

With SQLite it is a file, with PostgreSQL a schema that the connection alone sees: a statement that forgot
whose rows it wants finds no table but its own newsroom's.
"""

import re
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, text

from bot.store.database import understood

SCHEMA: Final = "newsroom_{}"
"""With a beginning of ours: "public" and "pg_…" are PostgreSQL's own, and no name may begin with a digit."""

_PATH: Final = re.compile(r"-c\s*search_path=(\S+)")
_PORT: Final = 5432


def beside(url: str, id_: str) -> str:
    """Write the URL of a newsroom's own database: of a file, or of a schema, beside what `url` names.

    The schema is said as PostgreSQL's own tools take it, so the same URL serves psql and pg_dump.

    Raises:
        SettingsError: the URL names no database that this program can use.

    """
    found = understood(url)
    if found.get_backend_name() == "sqlite":
        own = found.set(database=str(Path(found.database or "").with_name(f"{id_}.db")))
    else:
        schema = SCHEMA.format(id_.replace("-", "_"))
        options = f"{_options(found)} -csearch_path={schema}".strip()
        own = found.update_query_dict({"options": options})
    return own.render_as_string(hide_password=False)


def identity(url: str) -> tuple[str, ...]:
    """Say which database a URL names, so that two that name the same one are alike.

    Raises:
        SettingsError: the URL names no database that this program can use.

    """
    found = understood(url)
    if found.get_backend_name() == "sqlite":
        return ("sqlite", str(Path(found.database or "").resolve()))
    schemas = _PATH.findall(_options(found))
    host = found.host or str(found.query.get("host", ""))
    return (
        "postgresql",
        host.lower(),
        str(found.port or _PORT),
        found.database or "",
        schemas[-1] if schemas else "",
    )


def make(tx: Connection) -> None:
    """Make the schema that the connection is to see, where it is not there yet."""
    if tx.dialect.name != "postgresql" or tx.scalar(text("SELECT current_schema()")):
        return
    wanted = str(tx.scalar(text("SHOW search_path"))).split(",")[0].strip().strip('"')
    quoted = tx.dialect.identifier_preparer.quote_identifier(wanted)
    tx.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quoted}")


def _options(url: URL) -> str:
    said = url.query.get("options", "")
    return said if isinstance(said, str) else " ".join(said)
