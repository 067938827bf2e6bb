import asyncio
from dataclasses import replace
from typing import Any

from bot.errors import TryLater
from bot.inbox import claim_of, record
from bot.model import Address, Place
from bot.pipeline.bell import Bell
from bot.pipeline.vouch import MOST_TRIES, Vouch
from bot.ports import Inbound, InboundKind
from bot.store import event as events
from bot.store.database import Database
from tests.fakes import FakeChannel, FakeClock, a_logger
from tests.rows import NOW, a_sender

GROUP = Address("telegram", "-100")
SAID = Inbound("k1", GROUP, InboundKind.WROTE, "/start", "Desk", place=Place.GROUP, by="7")


class Service(FakeChannel):
    """A service that can't be reached at first, so many times."""

    trouble: int = 0

    async def manages(self, place: Address, person: str) -> bool:
        if self.trouble:
            self.trouble -= 1
            raise TryLater("busy", after=1.0)
        return await super().manages(place, person)


def a_desk(database: Database, service: Service, *said: Inbound) -> tuple[Vouch, FakeClock]:
    sender = database.write_here(a_sender)
    database.write_here(lambda tx: events.keep(tx, sender, record(said), NOW))
    clock = FakeClock(NOW)
    return Vouch(database, {sender: service}, claim_of, clock, a_logger(), Bell()), clock


def taken(database: Database, clock: FakeClock) -> list[dict[str, Any]]:
    return [row.body for row in database.write_here(lambda tx: events.take(tx, clock.now, 9))]


def test_what_is_said_for_a_place_is_handled_with_the_services_word(database: Database) -> None:
    service = Service(managers={("-100", "7")})
    vouch, clock = a_desk(database, service, SAID)
    assert taken(database, clock) == []
    assert asyncio.run(vouch.run_due()) == 1
    (body,) = taken(database, clock)
    assert body["managed"] is True
    assert asyncio.run(vouch.run_due()) == 0


def test_what_the_event_claims_of_itself_does_not_count(database: Database) -> None:
    vouch, clock = a_desk(database, Service(), replace(SAID, managed=True))
    asyncio.run(vouch.run_due())
    (body,) = taken(database, clock)
    assert body["managed"] is False


def test_a_service_that_can_not_be_asked_is_asked_again_and_at_last_nobody_manages(
    database: Database,
) -> None:
    service = Service(managers={("-100", "7")})
    service.trouble = MOST_TRIES
    vouch, clock = a_desk(database, service, SAID)
    for _number in range(MOST_TRIES):
        asyncio.run(vouch.run_due())
        clock.now = clock.now.replace(hour=clock.now.hour + 1)
    (body,) = taken(database, clock)
    assert body["managed"] is False


def test_a_private_word_for_a_place_that_there_is_not_is_handled_as_it_is(database: Database) -> None:
    private = Inbound("k2", Address("telegram", "7"), InboundKind.WROTE, "/places 99 stop")
    vouch, clock = a_desk(database, Service(), private)
    asyncio.run(vouch.run_due())
    (body,) = taken(database, clock)
    assert body["managed"] is False
