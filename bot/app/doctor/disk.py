"""Disk: is there room, and is it a disk on which a database may stand?"""

from collections.abc import Iterable
from pathlib import Path

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well

MEGABYTE = 2**20
LITTLE = 1024 * MEGABYTE
NOTHING = 200 * MEGABYTE

REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "afs", "fuse.sshfs"}
    | {"fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "virtiofs", "vboxsf"}
)
"""File systems whose locks SQLite's log can't trust: it shares memory (sqlite.org/wal.html, §1)."""

FLEETING = frozenset({"tmpfs", "ramfs"})
POSTGRES = "DATABASE_URL=postgresql://name:password@host/tocsin"


def check(case: Case) -> list[Finding]:
    """Look at the room, and at the kind of disk below a SQLite file."""
    place = _nearest(case.database_file or Path())
    return [*_room(case, place), *(_kind(case, place) if case.database_file else [])]


def _room(case: Case, place: Path) -> list[Finding]:
    free = case.free(place)
    said = f"{free // MEGABYTE} MB are free at {place}"
    if free < NOTHING:
        return [fault(f"the disk is full: {said}", "free some room, or move the database: DATABASE_URL")]
    if free < LITTLE:
        return [warning(f"the disk is nearly full: {said}", "free some room before it stops the program")]
    return [well(said)]


def _kind(case: Case, place: Path) -> list[Finding]:
    kind = _file_system(_lines(case.mounts), place)
    if kind in REMOTE:
        what = f"SQLite's file stands on a network disk ({kind}), on which its log is not safe"
        return [fault(what, f"name a file on a local disk in DATABASE_URL, or write {POSTGRES}")]
    if "DYNO" in case.found.environment:
        what = "SQLite's file stands on a disk that this host empties at each start"
        return [fault(what, f"add a PostgreSQL, which sets DATABASE_URL, or write {POSTGRES}")]
    if kind in FLEETING:
        what = f"SQLite's file stands in memory ({kind}): all is lost when this machine restarts"
        return [warning(what, f"name a file on a disk in DATABASE_URL, or write {POSTGRES}")]
    return []


def _nearest(path: Path) -> Path:
    """Find the folder that is there of a path that may not be yet."""
    path = path.absolute()
    return next((one for one in (path, *path.parents) if one.is_dir()), Path("/"))


def _lines(mounts: Path) -> list[str]:
    try:
        return mounts.read_text("utf-8", "replace").splitlines()
    except OSError:  # no Linux
        return []


def _file_system(mounts: Iterable[str], place: Path) -> str:
    """Name the kind of the mount that holds a folder: the longest that fits, the last of equals."""
    longest, kind = -1, ""
    for line in mounts:
        fields = line.split(" ")
        if len(fields) > 2:  # noqa: PLR2004 -- what is mounted, where, of which kind
            where = Path(fields[1].replace("\\040", " "))
            if place.is_relative_to(where) and len(where.parts) >= longest:
                longest, kind = len(where.parts), fields[2]
    return kind
