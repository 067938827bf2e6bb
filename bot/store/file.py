"""Files: what is sent to people and what they send us, in parts, for a day at the longest.

One that a service has to fetch from us is opened for that: under an address that nobody can guess, for
a while, and for a few fetches.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.model import Attachment, FileId
from bot.store.schema import file, file_part

LIFE = timedelta(days=1)
OPEN = timedelta(hours=1)
FETCHES = 10
"""How often an opened file may be fetched: Twilio asks for it twice, and again where that fails."""

TOKEN_BYTES = 24
PART = 256 * 1024
"""Bytes of a part: what is read and sent on at once."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be fetched."""

    id: FileId
    name: str
    type: str
    size: int
    parts: int


def begin(tx: Connection, name: str, type_: str, now: datetime, life: timedelta = LIFE) -> Attachment:
    """Begin a file that has nothing in it yet."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = insert(file).values(token=token, name=name[:100], type=type_[:64], erase_at=now + life)
    return Attachment(FileId(tx.scalar(made.returning(file.c.id)) or 0), name[:100], type_[:64], token)


def keep(
    tx: Connection, name: str, type_: str, content: bytes, now: datetime, life: timedelta = LIFE
) -> Attachment:
    """Keep a whole file."""
    made = begin(tx, name, type_, now, life)
    append(tx, made.id, content)
    return made


def append(tx: Connection, id_: FileId, content: bytes) -> None:
    """Add bytes to the end of a file."""
    if not content:
        return
    last = tx.scalar(select(func.max(file_part.c.number)).where(file_part.c.file_id == id_))
    first = 0 if last is None else last + 1
    pieces = [content[at : at + PART] for at in range(0, len(content), PART)]
    rows = [{"file_id": id_, "number": first + at, "content": one} for at, one in enumerate(pieces)]
    tx.execute(insert(file_part), rows)
    tx.execute(update(file).where(file.c.id == id_).values(size=file.c.size + len(content)))


def find(tx: Connection, id_: FileId) -> Attachment | None:
    """Find a file that is kept still."""
    row = tx.execute(select(file).where(file.c.id == id_)).one_or_none()
    return Attachment(FileId(row.id), row.name, row.type, row.token) if row else None


def size(tx: Connection, id_: FileId) -> int:
    """Say how many bytes a file has; 0 where it is gone."""
    return tx.scalar(select(file.c.size).where(file.c.id == id_)) or 0


def content(tx: Connection, id_: FileId) -> bytes | None:
    """Read a whole file; None where it is kept no more."""
    if tx.scalar(select(file.c.id).where(file.c.id == id_)) is None:
        return None
    parts = select(file_part.c.content).where(file_part.c.file_id == id_).order_by(file_part.c.number)
    return b"".join(tx.scalars(parts))


def open_(tx: Connection, id_: FileId, now: datetime) -> bool:
    """Let a service fetch it for a while; False where it is kept no more."""
    opening = update(file).where(file.c.id == id_).values(open_until=now + OPEN, fetches=0)
    return tx.execute(opening).rowcount > 0


def fetched(tx: Connection, token: str, now: datetime) -> Opened | None:
    """Count a fetch; None where there is nothing, or nothing any more, to be fetched by this token."""
    counted = (
        update(file)
        .where(file.c.token == token, file.c.open_until > now, file.c.fetches < FETCHES)
        .values(fetches=file.c.fetches + 1)
        .returning(file.c.id, file.c.name, file.c.type, file.c.size)
    )
    row = tx.execute(counted).one_or_none()
    if row is None:
        return None
    last = tx.scalar(select(func.max(file_part.c.number)).where(file_part.c.file_id == row.id))
    return Opened(FileId(row.id), row.name, row.type, row.size, 0 if last is None else last + 1)


def part(tx: Connection, id_: FileId, number: int) -> bytes:
    """Read one part; empty where there is none."""
    query = select(file_part.c.content).where(file_part.c.file_id == id_, file_part.c.number == number)
    return tx.scalar(query) or b""


def drop(tx: Connection, ids: Sequence[int]) -> None:
    """Erase files."""
    tx.execute(delete(file_part).where(file_part.c.file_id.in_(ids)))
    tx.execute(delete(file).where(file.c.id.in_(ids)))


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether anything has been kept long enough."""
    return tx.execute(select(file.c.id).where(file.c.erase_at <= now).limit(1)).first() is not None


def erase_due(tx: Connection, now: datetime, most: int) -> int:
    """Erase what has been kept long enough; say how many."""
    ids = tx.scalars(select(file.c.id).where(file.c.erase_at <= now).order_by(file.c.id).limit(most)).all()
    if ids:
        drop(tx, ids)
    return len(ids)
