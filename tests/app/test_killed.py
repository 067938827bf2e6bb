"""Backups, restorings and moves that are killed at their worst moment: nothing is half there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.app.backups import backup
from bot.app.relocating import relocate
from bot.app.restoring import restore
from bot.settings import Settings
from bot.store import halt as halts
from bot.store import migration
from bot.store.database import Database
from tests.app.conftest import sums_at
from tests.rows import a_crowd, a_subscriber, an_alert

SettingsOf = Callable[[str], Settings]

KILL = """
import os, signal, sys
from pathlib import Path
from tests.environment import load
import bot.store.{module} as module
module.{name} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from bot.app import {part}
{call}
"""


def killed(settings: Settings, module: str, name: str, part: str, call: str) -> None:
    """Run a step in a process of its own, which kills itself where it would call a function of the store."""
    environment = os.environ | {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "TOCSIN_NEWSROOM": str(settings.newsroom),
    }
    code = KILL.format(module=module, name=name, part=part, call=call)
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def a_house(url: str) -> None:
    database = Database(url)
    migration.migrate(database)
    database.write_here(lambda tx: a_crowd(tx, an_alert(tx), 2500))
    database.close()


def test_a_killed_backup_bears_no_name(settings_of: SettingsOf, tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'house.db'}", tmp_path / "backup.zip"
    a_house(url)
    killed(settings_of(url), "archive", "check", "backups", f"backups.backup(load(), Path({str(file)!r}))")
    assert not file.exists()
    assert (tmp_path / "backup.zip.part").exists()
    backup(settings_of(url), file)
    assert not (tmp_path / "backup.zip.part").exists()


def test_a_killed_restoring_leaves_what_was_there(
    database_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    url, file = f"sqlite:///{tmp_path / 'house.db'}", tmp_path / "backup.zip"
    a_house(url)
    backup(settings_of(url), file)
    there = Database(database_url)
    there.write_here(a_subscriber)
    there.close()
    before = sums_at(database_url)
    call = f"restoring.restore(load(), Path({str(file)!r}), replace=True)"
    killed(settings_of(database_url), "aftermath", "settle", "restoring", call)
    assert sums_at(database_url) == before
    restore(settings_of(database_url), file, replace=True)


def test_a_killed_move_leaves_an_empty_database_and_is_begun_again(
    empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    a_house(url)
    before = sums_at(url)
    killed(
        settings_of(url),
        "refill",
        "Refill.check",
        "relocating",
        f"relocating.relocate(load(), {empty_url!r})",
    )
    new = Database(empty_url)
    assert new.read_here(migration.revision) is None
    new.close()
    assert sums_at(url) == before
    relocate(settings_of(url), empty_url)
    assert sums_at(empty_url) == before


def test_one_that_is_killed_before_the_old_one_is_halted_leaves_both_whole(
    empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    a_house(url)
    before = sums_at(url)
    killed(settings_of(url), "halt", "impose", "relocating", f"relocating.relocate(load(), {empty_url!r})")
    assert sums_at(url) == sums_at(empty_url) == before
    old = Database(url)
    assert not old.read_here(halts.stands)
    old.close()
