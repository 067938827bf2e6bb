"""A chat with the bot as people have it: words in, the replies that were queued out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from threading import Barrier, Thread

from sqlalchemy import Connection, select

from bot.inbox import InboxContext, claim_of, handle, record
from bot.model import (
    Address,
    DeliveryId,
    DeliveryState,
    Message,
    Place,
    Role,
    SenderId,
    Subscriber,
    SubscriberStatus,
)
from bot.newsroom import Newsroom, NewsroomFile
from bot.ports import Event, Inbound, InboundKind
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.event import EventRow, NewEvent
from bot.store.message import Body, from_json
from bot.store.schema import delivery, subscription

ANNA = Address("telegram", "100200300")
BORIS = Address("whatsapp", "+33612345678")
CHIEF = Address("telegram", "999888777")
GROUP = Address("telegram", "-1001234")

LINKS = {
    "telegram": "https://t.me/tocsin_bot?start={payload}",
    "whatsapp": "https://wa.me/14155238886?text=START%20{payload}",
}

ALL = ("israel", "monde", "culture")


def newsroom() -> Newsroom:
    return Newsroom(
        NewsroomFile.model_validate(
            {
                "newsroom": {
                    "name": "Le Fil",
                    "languages": ["fr", "he", "en"],
                    "timezone": "Europe/Paris",
                },
                "topic": [
                    {"id": "israel", "names": {"fr": "Israël", "en": "Israel", "he": "ישראל"}},
                    {"id": "monde", "names": {"fr": "Monde", "en": "World", "he": "עולם"}},
                    {"id": "culture", "names": {"fr": "Culture", "en": "Culture", "he": "תרבות"}},
                ],
            }
        )
    )


@dataclass
class Proof:
    """One subscription as it stands."""

    topic: str
    how: str
    words: str
    language: str
    at: datetime
    ended: bool


class Chat:
    """The bot's inbox over a database, without a channel."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now
        self.context = InboxContext(newsroom(), LINKS, (CHIEF,))
        self._keys = count(1)
        self.senders = database.write_here(self._prepare)

    def _prepare(self, tx: Connection) -> dict[str, SenderId]:
        topics.keep(tx, self.context.newsroom.topics, self.now)
        return {
            name: senders.enrol(tx, name, f"{name}-account", self.now, edits=name == "telegram")
            for name in ("telegram", "whatsapp")
        }

    def store(self, event: Event, channel: str) -> EventRow:
        def keep(tx: Connection) -> EventRow:
            events.keep(tx, self.senders[channel], record([event]), self.now)
            return events.take(tx, self.now, 1)[0]

        return self.database.write_here(keep)

    def store_all(self, heard: Sequence[Event], channel: str) -> Sequence[EventRow]:
        """Keep events that come at once, and take them all."""

        def keep(tx: Connection) -> Sequence[EventRow]:
            events.keep(tx, self.senders[channel], record(heard), self.now)
            return events.take(tx, self.now, len(heard))

        return self.database.write_here(keep)

    def race(self, heard: Sequence[Event], channel: str = "telegram") -> None:
        """Let as many replicas handle events at once, one each."""
        rows, start = self.store_all(heard, channel), Barrier(len(heard))
        assert len({row.id for row in rows}) == len(heard)

        def handle_one(row: EventRow) -> None:
            start.wait()
            self.database.write_here(lambda tx: handle(tx, row, self.context, self.now))

        threads = [Thread(target=handle_one, args=(row,)) for row in rows]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def hear(self, event: Event, channel: str = "telegram") -> list[Body]:
        return self._handled(self.store(event, channel))

    def says(self, text: str, who: Address = ANNA, language: str = "en", name: str = "") -> list[Message]:
        return [body.message for body in self.hear(self.inbound(text, who, language, name), who.channel)]

    def say(self, text: str, who: Address = ANNA, language: str = "en") -> Message:
        """Write and take the one reply."""
        (message,) = self.says(text, who, language)
        return message

    def replies(self, text: str, to: str, who: Address = ANNA) -> Message:
        """Write in reply to the message with an external id, and take the one answer."""
        return self.replies_all(text, to, who)[0]

    def replies_all(self, text: str, to: str, who: Address = ANNA) -> list[Message]:
        """Write in reply to the message with an external id, and take the answers."""
        heard = replace(self.inbound(text, who), replied=to)
        return [body.message for body in self.hear(heard, who.channel)]

    def presses(self, data: str, who: Address = ANNA, pressed: str = "77") -> list[Body]:
        inbound = Inbound(
            self._key(),
            who,
            InboundKind.PRESSED,
            data,
            language="en",
            answering="callback-1",
            pressed=pressed,
        )
        return self.hear(inbound, who.channel)

    def at_place(
        self,
        text: str,
        by: Address = ANNA,
        *,
        place: Address = GROUP,
        kind: Place = Place.GROUP,
        what: InboundKind = InboundKind.WROTE,
        managed: bool = True,
    ) -> list[Body]:
        """Let somebody write, press or let us in where several people read; the service has been asked."""
        said = Inbound(self._key(), place, what, text, "The desk", "en")
        said = replace(said, place=kind, by=by.id, managed=managed)
        if what is InboundKind.PRESSED:
            said = replace(said, answering="callback-1", pressed="77")

        new = record([replace(said, managed=False)])
        self.database.write_here(lambda tx: events.keep(tx, self.senders["telegram"], new, self.now))
        return self._handled(self.vouched(said.key, manages=managed, of=(place, by.id)))

    def vouched(self, key: str, *, manages: bool, of: tuple[Address, str] | None = None) -> EventRow:
        """Let the service have been asked about an event, and take it."""

        def work(tx: Connection) -> EventRow:
            row = next(row for row in events.unvouched(tx, self.now, 9) if row.body["key"] == key)
            claim = claim_of(tx, row)
            assert claim is not None
            assert of is None or (claim.place, claim.person) == of
            assert events.vouch(tx, row, "inbound", claim.answered(manages))
            return events.take(tx, self.now, 1)[0]

        return self.database.write_here(work)

    @staticmethod
    def recorded(event: Event) -> list[NewEvent]:
        return record([event])

    def _handled(self, row: EventRow) -> list[Body]:
        def work(tx: Connection) -> list[Body]:
            handle(tx, row, self.context, self.now)
            query = select(delivery.c.body).where(delivery.c.event_id == row.id).order_by(delivery.c.id)
            return [from_json(body) for body in tx.scalars(query)]

        return self.database.write_here(work)

    def inbound(self, text: str, who: Address = ANNA, language: str = "en", name: str = "") -> Inbound:
        return Inbound(self._key(), who, InboundKind.WROTE, text, name, language)

    def blocked(self, who: Address) -> list[Body]:
        return self.hear(Inbound(self._key(), who, InboundKind.BLOCKED), who.channel)

    def appoint(self, who: Address, role: Role) -> Subscriber:
        """Meet a person and give them a role."""

        def work(tx: Connection) -> None:
            met = subscribers.meet(tx, who, self.senders[who.channel], "en", self.now)
            subscribers.change(tx, met.id, role=role)

        self.database.write_here(work)
        return self.person(who)

    def person(self, who: Address) -> Subscriber:
        found = self.database.read_here(lambda tx: subscribers.at(tx, who))
        assert found
        return found

    def status(self, who: Address = ANNA) -> SubscriberStatus:
        return self.person(who).status

    def chosen(self, who: Address = ANNA) -> set[str]:
        id_ = self.person(who).id
        return set(self.database.read_here(lambda tx: subscribers.chosen(tx, id_)))

    def proofs(self, who: Address = ANNA) -> dict[str, Proof]:
        id_ = self.person(who).id

        def work(tx: Connection) -> dict[str, Proof]:
            rows = tx.execute(select(subscription).where(subscription.c.subscriber_id == id_))
            return {
                row.topic_id: Proof(
                    row.topic_id,
                    row.consent_how,
                    row.consent_words,
                    row.consent_language,
                    row.consent_at,
                    row.ended_at is not None,
                )
                for row in rows
            }

        return self.database.read_here(work)

    def alert_states(self, who: Address = ANNA) -> list[DeliveryState]:
        id_ = self.person(who).id
        query = select(delivery.c.state).where(
            delivery.c.subscriber_id == id_, delivery.c.alert_id.is_not(None)
        )
        return self.database.read_here(lambda tx: [DeliveryState(state) for state in tx.scalars(query)])

    def one_delivery(self, who: Address = ANNA) -> DeliveryId:
        id_ = self.person(who).id
        query = select(delivery.c.id).where(delivery.c.subscriber_id == id_, delivery.c.alert_id.is_not(None))
        return DeliveryId(self.database.read_here(lambda tx: tx.execute(query).scalar_one()))

    def alert(self, written: str = "A headline", who: Address = CHIEF) -> int:
        """Write an alert by hand and let it go; hand back its number."""
        _preview, question = self.says(f"/alert {written}", who)
        send = data_of(question)[0]
        self.presses(send, who)
        return int(send.split()[-1])

    def set_state(self, id_: DeliveryId, state: DeliveryState) -> None:
        def work(tx: Connection) -> None:
            tx.execute(delivery.update().where(delivery.c.id == id_).values(state=state, tried_at=self.now))

        self.database.write_here(work)

    def arrived(self, alert_id: int, who: Address, external_id: str) -> None:
        """Let a person have an alert, in the message with an external id."""
        id_ = self.person(who).id
        theirs = delivery.update().where(delivery.c.alert_id == alert_id, delivery.c.subscriber_id == id_)
        values = {"state": DeliveryState.SENT, "external_id": external_id, "sent_at": self.now}
        changed = self.database.write_here(lambda tx: tx.execute(theirs.values(values)).rowcount)
        assert changed == 1

    def row(self, id_: DeliveryId, channel: str = "telegram") -> deliveries.DeliveryRow:
        sender = self.senders[channel]
        found = self.database.read_here(lambda tx: deliveries.find(tx, sender, "", id_))
        assert found
        return found

    def _key(self) -> str:
        return f"key-{next(self._keys)}"


def data_of(message: Message) -> list[str]:
    """List the command lines behind a message's buttons."""
    return [button.data for row in message.buttons for button in row]


def labels_of(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


def words_of(message: Message) -> str:
    return "\n".join((message.headline, *message.lines))


def typed_of(message: Message) -> str:
    """Give all that a reply says as a reader would type it, without isolates."""
    return words_of(message).replace("\u2068", "").replace("\u2069", "")
