from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import Address, DeliveryState, Priority, Role, SubscriberStatus
from bot.store import ban, delivery, erasure, link, subscriber
from bot.store import batch as batches
from bot.store.people_tables import ban as table
from tests.rows import NOW, a_subscriber, an_alert, deliveries

DAY = timedelta(days=1)
LATER = NOW + 9 * DAY


def digest(address: Address, salt: str) -> str:
    return f"{address.id} with {salt}"


def test_a_ban_ends_what_waits_takes_the_role_and_is_laid_once(tx: Connection) -> None:
    who = a_subscriber(tx, role=Role.EDITOR)
    link.offer(tx, who.id, "code", NOW)
    batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
    delivery.queue_reply(tx, who.id, {}, NOW)
    assert ban.lay(tx, who.id, NOW)
    assert not ban.lay(tx, who.id, NOW + DAY)
    found = subscriber.find(tx, who.id)
    assert found is not None
    assert (found.banned_at, found.role, found.status) == (NOW, Role.READER, SubscriberStatus.ACTIVE)
    assert {row.state for row in deliveries(tx)} == {DeliveryState.DROPPED}
    assert link.named(tx, "code", NOW) is None  # no other phone joins by it


def test_words_to_who_is_banned_do_not_wait_but_answers_do(tx: Connection) -> None:
    who = a_subscriber(tx)
    ban.lay(tx, who.id, NOW)
    delivery.queue_reply(tx, who.id, {}, NOW)
    delivery.answer(tx, who.id, {}, NOW, None)
    assert [row.state for row in deliveries(tx)] == [DeliveryState.DROPPED, DeliveryState.QUEUED]


def test_who_is_banned_reads_no_questions_and_is_no_editor(tx: Connection) -> None:
    who = a_subscriber(tx, role=Role.EDITOR)
    subscriber.change(tx, who.id, banned_at=NOW)
    assert subscriber.with_role(tx, Role.EDITOR) == []
    assert ban.any_of(tx, "telegram", who.address.id, "other")
    assert not ban.any_of(tx, "whatsapp", who.address.id)
    assert [one.id for one in ban.listed(tx, 9)] == [who.id]


def test_digests_share_a_salt_so_that_a_newcomer_costs_one(tx: Connection) -> None:
    people = [a_subscriber(tx) for _ in range(3)]
    asked: list[str] = []

    def counted(address: Address, salt: str) -> str:
        asked.append(salt)
        return digest(address, salt)

    for one in people:
        ban.lay(tx, one.id, NOW)
        found = subscriber.find(tx, one.id)
        assert found is not None
        ban.remember(tx, found, LATER, digest)
        ban.remember(tx, found, LATER, digest)  # once
    assert len(tx.execute(select(table)).all()) == 3
    assert ban.known(tx, people[1].address, counted) == NOW
    assert ban.known(tx, Address("telegram", "newcomer"), counted) is None
    assert ban.known(tx, Address("whatsapp", people[1].address.id), counted) is None
    assert len(asked) == 2
    assert len(set(asked)) == 1


def test_an_import_knows_a_ban_by_its_mark(tx: Connection) -> None:
    who = a_subscriber(tx)
    ban.lay(tx, who.id, NOW)
    found = subscriber.find(tx, who.id)
    assert found is not None
    erasure.begin(tx, found, NOW, LATER, digest, "key:one")
    assert ban.marked(tx, "telegram", ["key:one", "key:two"]) == {"key:one"}
    assert ban.marked(tx, "whatsapp", ["key:one"]) == set()


def test_of_who_is_not_banned_nothing_is_kept(tx: Connection) -> None:
    ban.remember(tx, a_subscriber(tx), LATER, digest)
    assert tx.execute(select(table)).all() == []


def test_erased_and_back_they_are_banned_until_it_is_lifted(tx: Connection) -> None:
    who = a_subscriber(tx)
    ban.lay(tx, who.id, NOW)
    found = subscriber.find(tx, who.id)
    assert found is not None
    erasure.begin(tx, found, NOW, LATER, digest)
    erasure.finish_at(tx, who.address)
    old = subscriber.find(tx, who.id)
    assert old is not None
    assert old.banned_at is None  # the row names nobody: it is no ban of anybody's
    back = a_subscriber(tx, address=who.address.id)
    ban.met(tx, who.address, digest)
    again = subscriber.find(tx, back.id)
    assert again is not None
    assert again.banned_at == NOW
    assert ban.lift(tx, again, digest)
    assert not ban.lift(tx, again, digest)
    assert tx.execute(select(table)).all() == []


def test_a_digest_is_erased_when_its_time_is_over(tx: Connection) -> None:
    who = a_subscriber(tx)
    ban.lay(tx, who.id, NOW)
    found = subscriber.find(tx, who.id)
    assert found is not None
    ban.remember(tx, found, LATER, digest)
    assert ban.erase_due(tx, LATER - DAY) == 0
    assert ban.erase_due(tx, LATER) == 1
