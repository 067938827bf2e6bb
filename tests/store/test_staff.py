from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import Connection

from bot.model import Role, Subscriber
from bot.store import staff
from bot.store.database import Database
from bot.store.staff import Invite
from tests.rows import NOW, a_subscriber

TOKEN = "0" * 32


def offered(tx: Connection) -> tuple[int, list[Subscriber]]:
    people = [a_subscriber(tx, role=Role.OWNER), a_subscriber(tx), a_subscriber(tx)]
    invite = Invite(0, Role.EDITOR, "", people[0].id, NOW + timedelta(hours=1))
    return staff.offer(tx, invite, TOKEN, NOW), people


def test_of_two_replicas_that_race_for_one_token_one_wins(database: Database) -> None:
    id_, people = database.write_here(offered)
    start, won = Barrier(2), []

    def take(who: Subscriber) -> None:
        start.wait()
        if database.write_here(lambda tx: staff.use(tx, id_, who.id, NOW)):
            won.append(who.id)

    threads = [Thread(target=take, args=(who,)) for who in people[1:]]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(won) == 1
    assert database.read_here(lambda tx: staff.named(tx, TOKEN, NOW)) is None


def test_an_invitation_ends_at_its_moment_by_use_or_by_word(database: Database) -> None:
    def work(tx: Connection) -> None:
        id_, people = offered(tx)
        over = NOW + timedelta(hours=1)
        assert staff.named(tx, TOKEN, over) is None
        assert not staff.use(tx, id_, people[1].id, over)
        assert not staff.open_invites(tx, over)
        assert [one.id for one in staff.open_invites(tx, NOW)] == [id_]
        assert staff.take_back(tx, id_, NOW)
        assert not staff.take_back(tx, id_, NOW)
        assert not staff.use(tx, id_, people[1].id, NOW)

    database.write_here(work)


def test_staff_are_all_but_readers_the_highest_first(database: Database) -> None:
    def work(tx: Connection) -> None:
        editor, _reader, owner = (
            a_subscriber(tx, role=one) for one in (Role.EDITOR, Role.READER, Role.OWNER)
        )
        assert [one.id for one in staff.all_staff(tx)] == [owner.id, editor.id]

    database.write_here(work)
