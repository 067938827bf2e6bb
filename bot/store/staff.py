"""Staff: who works here, and the invitations by which others come to. A token is kept as its digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.model import Role, Subscriber, SubscriberId, SubscriberStatus
from bot.store import subscriber as subscribers
from bot.store.schema import staff_invite, subscriber


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation that is open: which role it gives, whom it is for in its maker's words, until when."""

    id: int
    role: Role
    name: str
    made_by: SubscriberId
    expires_at: datetime


def all_staff(tx: Connection) -> list[Subscriber]:
    """List all who are more than readers, the highest roles first; who can't be reached, too."""
    ranks: list[Role] = [role for role in reversed(Role) if role is not Role.READER]
    query = select(subscriber).where(
        subscriber.c.role.in_(ranks), subscriber.c.status != SubscriberStatus.FORGOTTEN
    )
    found = [subscribers.of_row(row) for row in tx.execute(query)]
    return sorted(found, key=lambda one: (ranks.index(one.role), one.id))


def offer(tx: Connection, invite: Invite, token: str, now: datetime) -> int:
    """Let a token give what `invite` says, whose own number counts for nothing; say its number."""
    row = {
        "digest": _digest(token),
        "role": invite.role,
        "name": invite.name,
        "made_by": invite.made_by,
        "made_at": now,
        "expires_at": invite.expires_at,
    }
    over = staff_invite.c.expires_at <= now, staff_invite.c.name != ""
    tx.execute(update(staff_invite).where(*over).values(name=""))  # a name is kept while it is of use
    return tx.scalar(insert(staff_invite).values(row).returning(staff_invite.c.id)) or 0


def open_invites(tx: Connection, now: datetime) -> Sequence[Invite]:
    """List the invitations that can still be used, the first to end first."""
    query = select(staff_invite).where(staff_invite.c.ended_at.is_(None), staff_invite.c.expires_at > now)
    rows = tx.execute(query.order_by(staff_invite.c.expires_at, staff_invite.c.id))
    return [_invite(row) for row in rows]


def named(tx: Connection, token: str, now: datetime) -> Invite | None:
    """Find the invitation of a token; None where that is unknown, used, taken back or too old."""
    query = select(staff_invite).where(
        staff_invite.c.digest == _digest(token),
        staff_invite.c.ended_at.is_(None),
        staff_invite.c.expires_at > now,
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else _invite(row)


def use(tx: Connection, id_: int, by: SubscriberId, now: datetime) -> bool:
    """Use an invitation up; False where another was faster, or it was taken back meanwhile."""
    return _end(tx, id_, now, used_by=by)


def take_back(tx: Connection, id_: int, now: datetime) -> bool:
    """Let an invitation be good no more; False where it was not any more."""
    return _end(tx, id_, now)


def _end(tx: Connection, id_: int, now: datetime, **values: object) -> bool:
    ending = update(staff_invite).where(
        staff_invite.c.id == id_, staff_invite.c.ended_at.is_(None), staff_invite.c.expires_at > now
    )
    return tx.execute(ending.values(ended_at=now, name="", **values)).rowcount > 0


def _invite(row: Row[Any]) -> Invite:
    return Invite(row.id, Role(row.role), row.name, SubscriberId(row.made_by), row.expires_at)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
