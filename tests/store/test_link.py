from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import DeliveryState, Priority, RevisionKind, Subscriber, SubscriberStatus
from bot.store import batch, digest, link, revision
from bot.store.schema import delivery
from bot.store.subscriber import Consent
from tests.rows import NOW, a_subscriber, an_alert
from tests.store.press import corrected, is_, revise, told

SECOND = timedelta(seconds=1)


def two(tx: Connection) -> tuple[Subscriber, Subscriber]:
    main, other = a_subscriber(tx), a_subscriber(tx, channel="whatsapp", heard_at=NOW)
    link.join(tx, main, other, "/link", NOW)
    return main, other


def consent() -> Consent:
    return Consent(NOW, "/link", "Alerts come here now.", "en")


def test_the_address_with_the_alerts_comes_first(tx: Connection) -> None:
    main, other = two(tx)
    assert [one.id for one in link.of(tx, other.id)] == [main.id, other.id]
    link.point(tx, other, consent())
    assert [one.id for one in link.of(tx, main.id)] == [other.id, main.id]
    assert link.partners(tx, [other.id]) == {main.id: other.id}


def test_an_alert_that_left_for_one_address_is_not_laid_for_the_other(tx: Connection) -> None:
    _main, other = two(tx)
    id_ = told(tx)
    is_(tx, id_, DeliveryState.SENT)
    link.point(tx, other, consent())
    batch.fan_out(tx, id_, Priority.NORMAL, NOW)
    assert len(tx.execute(select(delivery)).all()) == 1


def test_a_digest_counts_what_the_other_address_had(tx: Connection) -> None:
    _main, other = two(tx)
    id_ = told(tx)
    is_(tx, id_, DeliveryState.SENT)
    link.point(tx, other, consent())
    laid, got = digest.laid(tx, [other.id], [id_], NOW)
    assert dict(laid) == dict(got) == {other.id: {id_}}


def test_a_correction_of_what_the_other_address_had_comes_where_alerts_come(tx: Connection) -> None:
    main, other = a_subscriber(tx), a_subscriber(tx, channel="whatsapp", heard_at=NOW)
    id_ = told(tx)
    is_(tx, id_, DeliveryState.SENT)
    link.join(tx, main, other, "/link", NOW)
    revise(tx, id_, RevisionKind.MATERIAL, now=NOW + SECOND)
    while revision.work(tx, NOW + SECOND):
        pass
    assert corrected(tx, id_) == {main.id: ["queued"]}


def test_three_addresses_that_lose_two_are_nobodys_partners(tx: Connection) -> None:
    main, other = two(tx)
    third = a_subscriber(tx)
    link.join(tx, main, third, "/link", NOW)
    assert len(link.of(tx, third.id)) == 3
    instead = link.lose(tx, main.id, consent())
    assert instead is not None
    assert instead.status is SubscriberStatus.ACTIVE
    assert {one.id for one in link.of(tx, third.id)} == {other.id, third.id}
    link.drop(tx, third.id if instead.id == other.id else other.id)
    assert link.of(tx, instead.id) == ()


def test_wrong_codes_of_an_hour_ago_do_not_count(tx: Connection) -> None:
    who = a_subscriber(tx)
    for _number in range(link.GUESSES):
        link.guessed(tx, who.id, NOW)
    assert not link.may_guess(tx, who.id, NOW)
    assert link.may_guess(tx, who.id, NOW + link.HOUR)


def test_an_alert_laid_before_the_phones_were_joined_is_not_laid_again(tx: Connection) -> None:
    main, other = a_subscriber(tx), a_subscriber(tx)
    id_ = an_alert(tx)
    batch.fan_out(tx, id_, Priority.NORMAL, NOW)
    link.join(tx, main, other, "/link", NOW)
    states = dict(tx.execute(select(delivery.c.subscriber_id, delivery.c.state)).all())
    assert states == {main.id: "queued", other.id: "dropped"}
