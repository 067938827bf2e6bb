from datetime import timedelta

from sqlalchemy import Connection

from bot.store import turn
from tests.rows import NOW, a_sender

SECOND = timedelta(seconds=1)


def test_one_at_a_time_has_the_turn_until_it_ends(tx: Connection) -> None:
    id_, end = a_sender(tx), NOW + 5 * SECOND
    assert turn.take(tx, id_, NOW, end, None)
    assert not turn.take(tx, id_, end - SECOND, end + 5 * SECOND, None)
    assert turn.take(tx, id_, end, end + 5 * SECOND, None)


def test_who_has_the_turn_keeps_it_and_who_lost_it_does_not(tx: Connection) -> None:
    id_, first, second = a_sender(tx), NOW + 5 * SECOND, NOW + 8 * SECOND
    turn.take(tx, id_, NOW, first, None)
    assert turn.take(tx, id_, NOW + SECOND, second, first)
    assert not turn.take(tx, id_, NOW + 2 * SECOND, NOW + 9 * SECOND, first)


def test_a_turn_given_back_is_anybodys_and_anothers_stays(tx: Connection) -> None:
    id_, mine = a_sender(tx), NOW + 5 * SECOND
    turn.take(tx, id_, NOW, mine, None)
    turn.give_back(tx, id_, mine + SECOND)
    assert not turn.take(tx, id_, NOW, NOW + 9 * SECOND, None)
    turn.give_back(tx, id_, mine)
    assert turn.take(tx, id_, NOW, NOW + 9 * SECOND, None)


def test_each_sender_has_a_turn_of_its_own(tx: Connection) -> None:
    assert turn.take(tx, a_sender(tx, "telegram"), NOW, NOW + SECOND, None)
    assert turn.take(tx, a_sender(tx, "whatsapp"), NOW, NOW + SECOND, None)
