"""A desk at work: entries come, alerts wait, editors on both channels have phones, and the clock goes."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.app.desk import Looks
from bot.ask import Desk as HouseDesk
from bot.inbox import ask_of
from bot.model import (
    Address,
    AlertId,
    AlertState,
    DeliveryState,
    Entry,
    Hold,
    Message,
    Preview,
    Role,
    SourceId,
)
from bot.pipeline.bell import Bell
from bot.pipeline.desk import Desk
from bot.pipeline.release import Release
from bot.store import alert as alerts
from bot.store import held as store
from bot.store import hold as holds
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.database import Database
from bot.store.held import HeldRow
from bot.store.message import from_json
from bot.store.schema import delivery, subscriber
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, typed_of
from tests.fakes import a_logger
from tests.pipeline.room import Room
from tests.rows import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CLARA = Address("telegram", "555666777")
DAVID = Address("whatsapp", "+972500000009")
READER = Address("telegram", "31415926")
NAMES = {ANNA: "Anna", BORIS: "Boris", CLARA: "Clara", DAVID: "David"}
REMIND = (10 * MINUTE, 30 * MINUTE)

FIRE = Entry(
    "fire-1",
    "Un incendie ravage le marché couvert de Montreval, douze blessés",
    "https://un.example/incendie-montreval/",
    NOW - timedelta(minutes=3),
    "fr",
    "Le feu a pris dans la nuit au marché couvert de Montreval et a fait douze blessés, selon les pompiers.",
)


@dataclass
class Shown:
    """A message on a phone."""

    external_id: str
    message: Message

    @property
    def words(self) -> str:
        return typed_of(self.message)

    @property
    def data(self) -> list[str]:
        return data_of(self.message)

    @property
    def labels(self) -> list[str]:
        return labels_of(self.message)


@dataclass
class Phone:
    """What stands on a phone, in order; `changed` counts the changes made in place."""

    shown: list[Shown] = field(default_factory=list)
    changed: int = 0

    @property
    def last(self) -> Shown:
        return self.shown[-1]


def preview(message: Message) -> Preview:
    words = "\n".join((f"*{message.headline}*", *message.lines, message.byline, message.link))
    return Preview(
        words, f"The Paper reports: *{message.headline}* And STOP ends it.", "The Paper reports: …"
    )


class NewsDesk:
    """A room where entries are edited, a chat, the loops of the desk, and the phones of its people."""

    def __init__(self, database: Database, **desk: Any) -> None:  # noqa: ANN401 -- fields of the house's desk
        self.database = database
        self.room = Room(database, stories=True, read_pages=False)
        self.chat = Chat(database, NOW)
        about = HouseDesk(30 * SECOND, 10 * SECOND)
        self.chat.context = replace(
            self.chat.context,
            desk=replace(about, **desk),
            previews={"telegram": preview, "whatsapp": preview},
            rates={"telegram": 29.0, "whatsapp": 79.0},
        )
        self.clock = self.room.clock
        self.loop, self.release = self.another(database), self.releasing(database)
        self.phones: dict[Address, Phone] = {}
        self.arrived: set[int] = set()
        for who, role in ((ANNA, Role.EDITOR), (BORIS, Role.EDITOR), (CHIEF, Role.OWNER)):
            self.appoint(who, role)
        self.chat.says("/start", READER)

    def another(self, database: Database) -> Desk:
        """Make the desk's loop, over this or another connection to the database."""
        looks = Looks(lambda tx, who, now: ask_of(tx, who, self.chat.context, now))
        return Desk(database, looks, REMIND, self.clock, a_logger(), Bell())

    def releasing(self, database: Database) -> Release:
        return Release(database, self.clock, a_logger(), Bell())

    def appoint(self, who: Address, role: Role = Role.EDITOR) -> None:
        self.chat.appoint(who, role)
        id_ = self.chat.person(who).id
        named = NAMES.get(who, "The chief")
        self.database.write_here(
            lambda tx: subscribers.change(tx, id_, name=named, last_heard_at=self.clock.now)
        )

    def source(self, hold: Hold = Hold.ALL, **about: Any) -> SourceId:  # noqa: ANN401 -- what `a_source` takes
        """Make a source, held or not."""
        id_ = self.room.source(**({"name": "The Blog", "topics": ["monde"]} | about))
        self.database.write_here(lambda tx: holds.hold_source(tx, id_, hold))
        return id_

    async def tells(self, source: SourceId, *found: Entry) -> None:
        """Let a source give entries, and edit what waits."""
        self.room.keep(source, *found)
        await self.edit()

    async def edit(self) -> None:
        while await self.room.edit.run_due():
            pass

    async def a_held_alert(self, **about: Any) -> AlertId:  # noqa: ANN401 -- what `a_source` takes
        """Let a held source tell of the fire, and editors have their cards."""
        await self.tells(self.source(**about), FIRE)
        await self.after(SECOND)
        return AlertId(max(row.id for row in self.room.alerts()))

    async def after(self, span: timedelta = SECOND) -> None:
        """Let time pass, then let all loops do what is due, and all messages arrive."""
        self.clock.now += span
        self.chat.now = self.clock.now
        while await self.release.run_due():
            pass
        for _ in range(3):
            await self.loop.run_due()
            self.deliver()

    def deliver(self) -> None:
        """Let what is queued of our own words arrive on the phones, in order."""
        query = (
            select(delivery, subscriber.c.channel, subscriber.c.address)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
            .where(delivery.c.state == DeliveryState.QUEUED, delivery.c.body.is_not(None))
            .order_by(delivery.c.id)
        )
        for row in self.database.read_here(lambda tx: tx.execute(query).all()):
            body, phone = from_json(row.body), self.phone(Address(row.channel, row.address))
            known = [one for one in phone.shown if one.external_id == body.replaces]
            in_place = row.channel == "telegram" and known
            external = body.replaces if in_place else str(row.id)
            if in_place:
                known[0].message = body.message
                phone.changed += 1
            else:
                phone.shown.append(Shown(external, body.message))
            values = {"state": DeliveryState.SENT, "external_id": external, "sent_at": self.clock.now}
            arrived = update(delivery).where(delivery.c.id == row.id).values(values)
            self.database.write_here(lambda tx, arrived=arrived: tx.execute(arrived).rowcount)  # type: ignore[misc]  # mypy can't infer a lambda with a default

    def phone(self, who: Address) -> Phone:
        return self.phones.setdefault(who, Phone())

    def card(self, who: Address, id_: AlertId) -> Shown:
        """Give the last message that says the alert's number in its choices, or in its words."""
        return [
            one
            for one in self.phone(who).shown
            if f"#{id_}" in one.words or any(data.endswith(f" {id_}") for data in one.data)
        ][-1]

    def press(self, who: Address, data: str, on: Shown | None = None) -> Shown:
        """Press a choice of a message, and give back what stands there then."""
        shown = on or next(one for one in reversed(self.phone(who).shown) if data in one.data)
        self.chat.presses(data, who, pressed=shown.external_id)
        self.deliver()
        return shown if who.channel == "telegram" else self.phone(who).last

    def say(self, who: Address, words: str) -> Shown:
        self.chat.says(words, who)
        self.deliver()
        return self.phone(who).last

    def reply(self, who: Address, to: Shown, words: str) -> Shown:
        self.chat.replies_all(words, to.external_id, who)
        self.deliver()
        return self.phone(who).last

    def alert(self, id_: AlertId) -> AlertRow:
        found = self.database.read_here(lambda tx: alerts.find(tx, id_))
        assert found
        return found

    def state(self, id_: AlertId) -> AlertState:
        return self.alert(id_).state

    def held(self, id_: AlertId) -> HeldRow:
        found = self.database.read_here(lambda tx: store.find(tx, id_))
        assert found
        return found

    def topics(self, id_: AlertId) -> tuple[str, ...]:
        return self.database.read_here(lambda tx: alerts.topics(tx, id_))

    def readers(self) -> int:
        """Count the deliveries of alerts."""
        return sum(row.alert_id is not None for row in self.room.deliveries())
