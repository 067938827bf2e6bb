"""Handing everything out: ``python -m bot export``."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection, func, select

from bot import newsroom as newsrooms
from bot.app import opml
from bot.app.opening import migrated
from bot.app.portable import bundle
from bot.app.portable.bundle import Writing
from bot.app.portable.people import PeopleWriter
from bot.app.progress import Step, silent
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.model import SubscriberStatus
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.store import carry, leavings
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import subscriber
from bot.store.schema import topic as topic_table
from bot.variables import CONVENTIONAL, HIDDEN

STRETCH: Final = 5_000
CONFIG: Final = Path("config/tocsin.toml")

_SETTING = re.compile(r"\s*([A-Za-z_]\w*)\s*=")
_SECTION = re.compile(r"\s*\[\s*(\w+)\s*\]")


def export(settings: Settings, path: Path, step: Step = silent, config: Path = CONFIG) -> str:
    """Write what `path` asks for by its suffix, and say what was written.

    ``.csv``: the people. ``.zip``, a folder or a name without a suffix: everything. Any other: the sources.

    Raises:
        SettingsError: there is no place for it, or the settings are wrong.

    """
    if _is_whole(path):
        return _everything(settings, path, step, config)
    if path.suffix.lower() == ".csv":
        return _people(settings, path, step)
    opml.save(path, opml.export_list(settings))
    return ""


def _is_whole(path: Path) -> bool:
    return path.suffix.lower() == ".zip" or path.is_dir() or not path.suffix


def _everything(settings: Settings, path: Path, step: Step, config: Path) -> str:
    newsroom = newsrooms.load(settings.newsroom)

    def write(tx: Connection) -> dict[str, Any]:
        with bundle.written(path) as writing:
            _write(writing, bundle.SOURCES, opml.listed(tx, newsroom))
            counts = _write_people(tx, writing.open(bundle.PEOPLE), step)
            gone = [json.dumps(one, ensure_ascii=False) for one in leavings.listed(tx)]
            _write(writing, bundle.FORGOTTEN, "".join(f"{one}\n" for one in gone).encode())
            _write(writing, bundle.NEWSROOM, settings.newsroom.read_bytes())
            told = _without_secrets(config)
            if told is not None:
                _write(writing, bundle.SETTINGS, told)
            listed = _manifest(tx, newsroom, counts, len(gone))
            _write(
                writing, bundle.MANIFEST, (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()
            )
        return listed

    counts = _reading(settings, write)["counts"]
    people = ", ".join(f"{count} {status}" for status, count in counts["subscribers"].items())
    return (
        f"{path}: {sum(counts['subscribers'].values())} subscribers ({people}), {counts['sources']} sources"
    )


def _people(settings: Settings, path: Path, step: Step) -> str:
    newsrooms.load(settings.newsroom)
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        counts = _reading(settings, lambda tx: _write_people(tx, beside.open("wb"), step))
        beside.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} can't be written ({error.strerror}); name another file") from error
    finally:
        beside.unlink(missing_ok=True)
    return f"{path}: {counts.total()} subscribers"


def _reading(settings: Settings, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 -- whatever `work` gives
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        return database.read_here(work)
    finally:
        database.close()


def _write(writing: Writing, name: str, content: bytes) -> None:
    with writing.open(name) as file:
        file.write(content)


def _write_people(tx: Connection, stream: "IO[bytes]", step: Step) -> Counter[str]:
    forgotten = subscriber.c.status == SubscriberStatus.FORGOTTEN
    of = tx.scalar(select(func.count()).select_from(subscriber).where(~forgotten)) or 0
    counts: Counter[str] = Counter()
    with stream:
        writer = PeopleWriter(stream)
        people, last = carry.after(tx, 0, STRETCH)
        while people:
            writer.write(people)
            counts.update(one.status for one in people)
            step(counts.total(), of)
            people, last = carry.after(tx, last, STRETCH)
        writer.end()
    return counts


def _manifest(tx: Connection, newsroom: Newsroom, counts: Mapping[str, int], gone: int) -> dict[str, Any]:
    rows = tx.execute(select(topic_table).order_by(topic_table.c.position, topic_table.c.id))
    return {
        "format": bundle.FORMAT,
        "version": bundle.VERSION,
        "made_at": utc_now().isoformat(timespec="seconds"),
        "newsroom": newsroom.name,
        "accounts": {row.channel: row.account for row in senders.listed(tx)},
        "topics": [{"id": row.id, "names": row.names, "ended": row.ended_at is not None} for row in rows],
        "counts": {
            "subscribers": dict(sorted(counts.items())),
            "sources": leavings.sources(tx),
            "forgotten": gone,
        },
    }


# ---- settings ------------------------------------------------------------------------------------


def _without_secrets(path: Path) -> bytes | None:
    """Read the file of settings without what is nobody else's business; None where there is none to give.

    Secrets belong into the environment, or into tocsin.env, which is never read here.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    section, kept = "", []
    for line in lines:
        begun = _SECTION.match(line)
        section = begun[1] if begun else section
        named = _SETTING.match(line)
        hidden = named is not None and _is_secret(section, named[1])
        kept.append(f"# {named[1]} is left out" if hidden and named else line)
    text = "\n".join(kept) + "\n"
    try:
        secret = _holds_secret(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return None
    return None if secret else text.encode()


def _is_secret(section: str, name: str) -> bool:
    by_field = {field: told for told, field in CONVENTIONAL.items()}
    path = f"{section}_{name}" if section else name
    told = by_field.get(path, path).upper()
    return any(word in told for word in HIDDEN) or "PASSWORD" in told or "SECRET" in told


def _holds_secret(table: Mapping[str, Any], section: str = "") -> bool:
    return any(
        _holds_secret(value, f"{section}_{name}".strip("_"))
        if isinstance(value, dict)
        else _is_secret(section, name)
        for name, value in table.items()
    )
