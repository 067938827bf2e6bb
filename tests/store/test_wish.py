from datetime import timedelta

from sqlalchemy import Connection

from bot.model import DigestDays, Priority, Wish
from bot.store import batch, claim, delivery, subscriber, wish
from tests.rows import NOW, a_sender, a_subscriber, an_alert

HOUR = timedelta(hours=1)


def test_a_wish_is_kept_and_taken_back(tx: Connection) -> None:
    who = a_subscriber(tx)
    assert who.wish is None
    wanted = Wish("Asia/Jerusalem", 1320, 420, breaking=False, most=3, calm=True, digest=DigestDays.TWICE)
    subscriber.wish(tx, who.id, wanted, NOW)
    found = subscriber.find(tx, who.id)
    assert found is not None
    assert found.wish == wanted
    subscriber.wish(tx, who.id, Wish(), None)
    assert subscriber.find(tx, who.id) == who


def test_only_alerts_that_left_lately_are_counted_and_each_reader_has_their_own(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    lane = claim.Lane(a_sender(tx), 0.0, 30.0)
    for number in range(3):
        now = NOW + number * HOUR
        batch.fan_out(tx, an_alert(tx, now=now), Priority.NORMAL, now)
        claim.take(tx, lane, now, 9)
    delivery.queue_reply(tx, one.id, {}, NOW + 2 * HOUR)
    batch.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)  # laid, and not claimed
    found = wish.left_since(tx, [one.id], NOW + HOUR)
    assert {id_: sorted(moments) for id_, moments in found.items()} == {one.id: [NOW + HOUR, NOW + 2 * HOUR]}
    assert len(wish.left_since(tx, [one.id, other.id], NOW)[other.id]) == 3
