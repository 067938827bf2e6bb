"""Restoring: ``python -m bot restore``, after which nothing leaves before an owner says so."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from bot import newsroom as newsrooms
from bot.app.backups import opened, silent
from bot.app.progress import counted
from bot.clock import utc_now, zone_of
from bot.commands import recovered
from bot.commands.shown import isolated
from bot.errors import SettingsError
from bot.model import Address, Role
from bot.newsroom import Newsroom
from bot.pipeline.notice import tell_one
from bot.rules.consent import word_of
from bot.rules.hours import next_slot
from bot.settings import Settings
from bot.store import aftermath, archive, migration, occupancy, refill
from bot.store import subscriber as subscribers
from bot.store.archive import Manifest, Reader
from bot.store.database import Database
from bot.store.departed import leave_all
from bot.store.recovery import Findings
from bot.store.refill import Refill
from bot.store.schema import metadata
from bot.texts import say

HOW: Final = "left, said the operator"
"""What ended the alerts of somebody whose address was given."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoring did: what was found, who of the addresses given left, and how many are owners."""

    findings: Findings
    left: int
    owners: int


def restore(
    settings: Settings, file: Path, addresses: Path | None = None, *, replace: bool = False
) -> list[str]:
    """Fill an empty database from a backup, all or nothing, and bring it to rest; say what is known.

    `addresses` names a file with the addresses, one a line, of those who have left since. With `replace`
    the database need not be empty.

    Raises:
        SettingsError: the file can't be read, or the database is in use, or not empty.
        DamagedError: the file is not what was written.

    """
    newsroom = newsrooms.load(settings.newsroom)
    gone = read_addresses(addresses) if addresses else []
    with archive.opened(file) as reader, unused(settings.database_url.get_secret_value()) as database:
        manifest = reader.manifest
        with counted("reading", manifest.rows) as seen:
            for member in manifest.members:
                for some in reader.lines(member):
                    seen(len(some))
        with counted("restoring", 2 * manifest.rows) as seen:
            done = database.write_here(
                lambda tx: _restore(tx, reader, Filling(newsroom, gone, replace=replace), seen)
            )
        database.write_here(refill.refresh_statistics)
        if database.embedded:
            database.empty_log_here()
    return list(_said(file, manifest, done, len(gone)))


def take_off(settings: Settings, addresses: Path) -> list[str]:
    """End the alerts of those whose addresses a file lists, as if each had said STOP.

    Raises:
        SettingsError: the file can't be read, or a line of it is no address, or the database does not answer.

    """
    gone = read_addresses(addresses)
    with opened(settings.database_url.get_secret_value()) as database:
        left = database.write_here(lambda tx: leave_all(tx, gone, HOW, utc_now()))
    return [f"{left} of {len(gone)} addresses have left now; nobody is at the others"]


@contextmanager
def unused(url: str, name: str = "DATABASE_URL") -> Iterator[Database]:
    """Open a database at which no program is, as far as that can be told.

    Raises:
        SettingsError: one is, or the database does not answer.

    """
    database = Database(url)
    try:
        if by := occupancy.in_use(database):
            raise SettingsError(f"the database in {name} is in use ({by}): stop the program first")
        until = database.read_here(occupancy.heard_until)
        if until is not None and until > utc_now():
            raise SettingsError(
                f"the database in {name} was in use a moment ago: stop the program; where it was killed, "
                f"try again after {until:%H:%M:%S} UTC"
            )
        yield database
    except DatabaseError as error:
        raise silent(error) from error
    finally:
        database.close()


def read_addresses(file: Path) -> list[Address]:
    """Read addresses from a file, one a line: telegram:<id> or whatsapp:+<number>.

    Raises:
        SettingsError: the file can't be read, or a line is no address; the line's number is said.

    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {type(error).__name__}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not (plain := line.strip()) or plain.startswith("#"):
            continue
        channel, _, rest = plain.partition(":")
        if not rest.strip():
            raise SettingsError(
                f"line {number} of {file} is no address; write telegram:<id> or whatsapp:+<number>"
            )
        found.append(Address(channel.strip().lower(), rest.strip().replace(" ", "")))
    return found


# ---- the one transaction -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filling:
    """How a backup is restored: for which newsroom, who has left since, and whether rows may be replaced."""

    newsroom: Newsroom
    gone: Sequence[Address]
    replace: bool


def _restore(tx: Connection, reader: Reader, by: Filling, seen: Callable[[int], None]) -> Restored:
    manifest, now = reader.manifest, utc_now()
    prepare(tx, manifest.revision, {one.layout.name for one in manifest.members}, replace=by.replace)
    filling = Refill(tx, seen)
    for member in manifest.members:
        filling.fill(member.layout, reader.lines(member))
    filling.check()
    migration.lift(tx)
    bearings = aftermath.Bearings(
        manifest.taken_at,
        now,
        _is_still_handled,
        lambda wish: next_slot(wish, zone_of(wish.zone, by.newsroom.timezone), now),
    )
    found = aftermath.settle(tx, bearings)
    refill.count_on(tx)
    left = leave_all(tx, by.gone, HOW, now)
    owners = subscribers.with_role(tx, Role.OWNER)
    for one in owners:
        for text in recovered.told(found, isolated(recovered.on_the_terminal(manifest.taken_at))):
            tell_one(tx, one.id, text, now)
    return Restored(found, left, len(owners))


def prepare(tx: Connection, revision: str, names: Collection[str], *, replace: bool = False) -> None:
    """Make an empty database's schema that of a revision; with `replace`, one that is not empty, too.

    Raises:
        SettingsError: it is not empty, or the revision is not known.

    """
    if migration.revision(tx) is not None:
        if not replace and not refill.is_empty(tx):
            raise SettingsError(
                "the database is not empty: name an empty one, or write --replace to lose what it holds"
            )
        refill.clear(tx, {*names, *metadata.tables})
    migration.build(tx, revision)
    refill.lock(tx)


def _is_still_handled(kind: str, body: Mapping[str, Any]) -> bool:
    """Keep what may be handled twice without harm, and must not be lost: receipts, and who wants no more."""
    if kind == "receipt" or body.get("kind") == "blocked":
        return True
    words = str(body.get("text", "")).strip()
    return word_of(words) == "stop" or words.lower().lstrip("/") == "stop"


def _said(file: Path, manifest: Manifest, done: Restored, given: int) -> Iterator[str]:
    yield f"{file}: {manifest.rows} rows of {len(manifest.members)} tables restored and read back"
    moment = recovered.on_the_terminal(manifest.taken_at)
    yield from (say(text, "en") for text in recovered.told(done.findings, moment))
    if given:
        yield f"{done.left} of {given} addresses have left now"
    if not done.owners:
        yield "There is no owner in the backup: set TOCSIN_OWNER, and write /resume from that address."
