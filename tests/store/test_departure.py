from datetime import timedelta

from sqlalchemy import Connection

from bot.model import Address, SubscriberStatus
from bot.store import departure, subscriber
from bot.store.consent import Step
from tests.rows import NOW, a_subscriber

DAY = timedelta(days=1)


def digest(address: Address, salt: str) -> str:
    return f"{address.id} with {salt}"


def test_the_times_of_consent_and_of_leaving_are_kept_and_no_words(tx: Connection) -> None:
    reader = a_subscriber(tx)
    subscriber.end(tx, reader.id, SubscriberStatus.LEFT, NOW + DAY)
    assert departure.keep(tx, reader, NOW + 2 * DAY, NOW + 9 * DAY, digest)
    (kept,) = departure.on(tx, "telegram")
    assert kept.steps == ((Step.GIVEN, NOW), (Step.ENDED, NOW + DAY))
    assert (kept.left_at, kept.digest) == (NOW + 2 * DAY, f"{reader.address.id} with {kept.salt}")
    assert departure.on(tx, "whatsapp") == []


def test_two_departures_have_each_a_salt(tx: Connection) -> None:
    for _ in range(2):
        departure.keep(tx, a_subscriber(tx), NOW, NOW + DAY, digest)
    one, other = departure.on(tx, "telegram")
    assert one.salt != other.salt


def test_of_one_who_never_consented_nothing_is_kept(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    subscriber.end(tx, reader.id, SubscriberStatus.LEFT, NOW)
    assert not departure.keep(tx, reader, NOW, NOW + DAY, digest)
    assert departure.on(tx, "telegram") == []


def test_what_was_kept_long_enough_is_erased(tx: Connection) -> None:
    departure.keep(tx, a_subscriber(tx), NOW, NOW + DAY, digest)
    departure.keep(tx, a_subscriber(tx), NOW, NOW + 2 * DAY, digest)
    assert departure.erase_due(tx, NOW + DAY) == 1
    assert len(departure.on(tx, "telegram")) == 1


def test_one_is_found_again_by_its_mark_and_by_no_other(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    departure.keep(tx, one, NOW, NOW + DAY, digest, "key:one")
    departure.keep(tx, other, NOW, NOW + DAY, digest)
    assert list(departure.marked(tx, "telegram", ["key:one", "key:two"])) == ["key:one"]
    assert departure.marked(tx, "whatsapp", ["key:one"]) == {}
    (unmarked,) = departure.unmarked(tx, "telegram", "key")
    assert unmarked.mark == ""
    assert len(departure.unmarked(tx, "telegram", "another")) == 2
