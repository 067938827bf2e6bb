"""The world outside the store, for the delivery machine: requests, what was accepted, and what is told."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Row

from bot.errors import ChannelDown, ChannelError, Moved, Refused, TryLater, Unreachable
from bot.model import Address, DeliveryId, DeliveryState, Priority
from bot.ports import Receipt, Sent, Verdict
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store.delivery import MAY_HAVE_LEFT, DeliveryRow

TIMEOUT = timedelta(seconds=10)
"""How long a request may be on its way; shorter than a lease."""

AGAIN = {
    ReceiptFault.WINDOW_CLOSED: 1,
    ReceiptFault.PICTURE: 1,
    ReceiptFault.CAPPED: 2,
    ReceiptFault.TEMPLATE: 1000,
}
"""How often a fault that a receipt tells of leads to another try: docs/delivery.md."""

S = DeliveryState
CHANNELS = ("telegram", "whatsapp")
ARRIVED = frozenset({S.DELIVERED, S.READ})
ACCEPTED = ARRIVED | {S.SENT}
ARROWS: dict[S, Collection[S]] = {
    S.QUEUED: {S.SENDING, *ACCEPTED, S.EXPIRED, S.RECALLED, S.DROPPED},
    S.SENDING: {S.QUEUED, S.UNKNOWN, S.FAILED, *ACCEPTED},
    S.UNKNOWN: {S.QUEUED, S.FAILED, *ACCEPTED},
    S.SENT: {S.DELIVERED, S.READ, S.FAILED, S.QUEUED},  # queued: a receipt told of a failure that passes
    S.DELIVERED: {S.READ},
    S.FAILED: ARRIVED,
}
"""The arrows of docs/delivery.md; what does not stand here is an end."""

WAITING = frozenset({S.QUEUED, *MAY_HAVE_LEFT})
WORDS: dict[str, Callable[[Address], ChannelError]] = {
    "later": lambda _: TryLater("flood", 3.0),
    "silence": lambda _: TryLater("flood", 3.0, "sender"),
    "down": lambda _: ChannelDown("401"),
    "moved": lambda to: Moved(Address(to.channel, to.id + "0")),
    "refused": lambda _: Refused("bad request"),
    "gone": lambda _: Unreachable("blocked"),
    "left": lambda _: Unreachable("opted out", left=True),
}
BACK = frozenset({"later", "silence", "down", "moved"})


@dataclass(eq=False)
class Copy:
    """One message that the service accepted, and what became of it."""

    external_id: str
    delivery_id: DeliveryId
    number: int  # of the try that it was accepted from
    channel: str
    status: ReceiptStatus | None = None

    def may_become(self) -> list[ReceiptStatus]:
        """List what may come next; a service says now and then that what failed has arrived after all."""
        status, kinds = self.status, ReceiptStatus
        order = {
            None: [kinds.SENT, kinds.FAILED],
            kinds.SENT: [kinds.DELIVERED, kinds.FAILED],
            kinds.DELIVERED: [kinds.READ],
            kinds.READ: [],
            kinds.FAILED: [kinds.DELIVERED],
        }
        return order[status]


@dataclass(eq=False)
class Request:
    """One try, from its claim on: `row` is what the replica holds, however old it grows."""

    row: DeliveryRow
    channel: str
    begun: datetime
    copy: Copy | None = None
    in_hand: bool = True  # its replica lives, and has not told what came of it
    refused: bool = False
    cut_off: bool = False  # its replica was killed: nobody will tell

    def may_arrive(self, now: datetime) -> bool:
        """Say whether the service may still accept it."""
        on_its_way = self.in_hand or self.cut_off
        return on_its_way and not self.copy and not self.refused and now < self.begun + TIMEOUT


@dataclass
class World:
    """What the service did, and what it let the program know."""

    requests: list[Request] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    mail: list[tuple[Copy, Receipt]] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)  # the external ids whose failure the program was told
    faults: Counter[tuple[DeliveryId, ReceiptFault]] = field(default_factory=Counter)
    repeats: Counter[DeliveryId] = field(default_factory=Counter)  # tries marked as a possible repeat
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def open(self) -> list[Request]:
        """List the requests that a living replica has in hand."""
        return [one for one in self.requests if one.in_hand]

    def arrive(self, request: Request) -> None:
        """Accept a request."""
        id_, row = f"M{next(self._ids)}", request.row
        request.copy = Copy(id_, row.id, row.tries, request.channel)
        self.copies.append(request.copy)

    def kill(self) -> None:
        """Let every replica die: what it had in hand may be accepted yet, but it will tell nobody."""
        for request in self.open():
            request.in_hand, request.cut_off = False, True

    def tell(self, copy: Copy, status: ReceiptStatus, fault: ReceiptFault) -> None:
        """Let a message come to something, and write its receipt, which may be handled at any time."""
        copy.status = status
        failed = status is ReceiptStatus.FAILED
        receipt = Receipt(
            f"r{len(self.mail)}",
            copy.external_id,
            status,
            copy.delivery_id,
            "an error" if failed else "",
            fault if failed else None,
        )
        self.mail.append((copy, receipt))

    def of(self, id_: DeliveryId) -> list[Copy]:
        """List what was accepted for a delivery, but for what is known to have failed."""
        return [one for one in self.copies if one.delivery_id == id_ and one.external_id not in self.failed]

    def accepted(self, row: DeliveryRow) -> Copy | None:
        """Find what was accepted from the very try that a row is in."""
        return next((one for one in self.of(row.id) if one.number == row.tries), None)

    def is_spoken_for(self, request: Request, now: datetime, lease: timedelta) -> bool:
        """Say whether a try is over as far as the program can know: answered, in doubt, or by a receipt."""
        told = request.copy is not None and request.copy.external_id in self.failed
        answered = not request.in_hand and not request.cut_off
        return answered or told or now >= request.begun + lease

    def after_receipt(self, copy: Copy, status: ReceiptStatus, row: Row[Any]) -> S:
        state, told = S(row.state), S(status.value)
        if told is S.SENT:
            return S.SENT if state in WAITING and copy.external_id not in self.failed else state
        moves = state in {*WAITING, S.SENT} or (told is S.READ and state is S.DELIVERED)
        return told if moves or (state is S.FAILED and row.external_id == copy.external_id) else state


def after_verdict(row: DeliveryRow, verdict: Sent | Verdict) -> S:
    if isinstance(verdict, Sent):
        return S.SENT
    if verdict is Verdict.ABSENT:
        return S.QUEUED
    return S.QUEUED if row.priority is Priority.BREAKING or row.likely is False else S.UNKNOWN
