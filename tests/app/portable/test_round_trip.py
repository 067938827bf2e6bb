import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.app.portable.bundle import PEOPLE
from bot.app.portable.exporting import export
from bot.app.portable.importing import import_everything, import_people
from bot.app.portable.work import Terms
from bot.settings import Settings
from bot.store.columns import metadata
from bot.store.schema import sender, subscriber
from tests.app.portable.installation import an_empty_one, furnish, opened, settings_of

MOVED = {
    "subscriber": {"id", "sender_id", "person_id", "due_at", "digest_due_at", "menu", "last_heard_at"},
    "subscription": {"id", "subscriber_id"},
    "consent": {"id", "subscriber_id"},
    "keyword": {"id", "subscriber_id", "change"},
    "keyword_key": {"subscriber_id", "keyword_id"},
    "place": {"subscriber_id"},
    "departure": {"id"},
    "ban": {"id"},
    "topic": {"ended_at"},
    "source": {"id", "added_by", "due_at", "origin", "paused_at"},
}
"""The tables that move, and their columns that are this installation's own."""


def files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        found = {one.name: one.read_bytes() for one in path.iterdir()}
    else:
        with zipfile.ZipFile(path) as held:
            found = {name: held.read(name) for name in held.namelist()}
    manifest = json.loads(found["manifest.json"])
    del manifest["made_at"]
    return found | {"manifest.json": json.dumps(manifest).encode()}


def held(settings: Settings) -> dict[str, list[str]]:
    """All rows that move, by what they say."""
    database = opened(settings)

    def read(tx: Connection) -> dict[str, list[str]]:
        found = {}
        for name, own in MOVED.items():
            table = metadata.tables[name]
            rows: list[dict[str, Any]] = [dict(row._mapping) for row in tx.execute(select(table))]
            if name == "subscriber":
                rows = [row for row in rows if row["status"] != "forgotten"]
            found[name] = sorted(repr({key: row[key] for key in row if key not in own}) for row in rows)
        owner = (
            select(subscriber.c.address, sender.c.account)
            .join(sender)
            .where(subscriber.c.status != "forgotten")
        )
        found["owner"] = sorted(map(repr, tx.execute(owner)))
        other = subscriber.alias()
        pairs = select(subscriber.c.address, other.c.address).where(
            subscriber.c.person_id == other.c.person_id
        )
        found["persons"] = sorted(map(repr, tx.execute(pairs)))
        return found

    try:
        return database.read_here(read)
    finally:
        database.close()


@pytest.fixture
def full(tmp_path: Path, database_url: str) -> Settings:
    settings = settings_of(tmp_path, database_url)
    furnish(settings)
    return settings


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_an_export_that_is_imported_and_exported_again_is_the_same(
    full: Settings, tmp_path: Path, name: str
) -> None:
    config = tmp_path / "tocsin.toml"
    config.write_text('[web]\nhost = "127.0.0.1"\n[model]\nurl = "http://user:pass@host/v1"\n', "utf-8")
    out = tmp_path / name
    export(full, out, config=config)
    there = an_empty_one(tmp_path / "there", newsroom=None)
    placed = tmp_path / "there" / "tocsin.toml"
    done = import_everything(there, out, Terms(), config=placed)
    assert not done.troubles
    again = tmp_path / f"again{out.suffix}"
    export(there, again, config=placed)
    assert files(again) == files(out)
    moved, kept = held(there), held(full)
    assert moved == kept
    assert b"pass" not in b"".join(files(out).values())
    assert "127.0.0.1" in placed.read_text("utf-8")


def test_a_second_run_changes_nothing(full: Settings, tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    export(full, out)
    there = an_empty_one(tmp_path / "there")
    first = import_everything(there, out, Terms())
    before = held(there)
    second = import_everything(there, out, Terms())
    assert held(there) == before
    assert "there already" in second.lines[-1]
    assert "added" in " ".join(first.lines)


def test_the_people_alone_come_by_their_table(full: Settings, tmp_path: Path) -> None:
    out = tmp_path / "people.csv"
    export(full, out)
    there = an_empty_one(tmp_path / "there")
    done = import_people(there, out, Terms())
    assert done.troubles == ('line 10: a topic that does not exist "sport"',)
    known = set(held(there)["subscription"])
    assert known < set(held(full)["subscription"])
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    assert PEOPLE.endswith(".csv")
