from sqlalchemy import Connection, select

from bot.model import AlertKind, Priority, RevisionKind, SenderId, Summary
from bot.store import alert as alerts
from bot.store import amendment as amendments
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store import picture as pictures
from bot.store import revision as revisions
from bot.store.delivery import DeliveryRow
from bot.store.schema import picture_refusal
from tests.rows import NOW, a_sender, a_source, a_subscriber, an_alert, an_entry

URL = "https://img.paper.example/1.jpg"


def claim(tx: Connection, sender_id: SenderId) -> list[DeliveryRow]:
    return claims.take(tx, claims.Lane(sender_id, 1.0, 30.0), NOW, 9)


def shown(rows: list[DeliveryRow]) -> list[str]:
    return [row.alert.picture for row in rows if row.alert]


def test_a_picture_is_counted_once_for_each_other_entry_that_has_it(tx: Connection) -> None:
    mine, other = a_source(tx), a_source(tx)
    for number in range(3):
        an_entry(tx, mine, guid=f"{number}", picture=URL)
    an_entry(tx, mine, guid="0", title="Another version", picture=URL)
    an_entry(tx, mine, guid="9", picture="https://img.paper.example/2.jpg")
    an_entry(tx, other, guid="0", picture=URL)
    assert pictures.repeated(tx, mine, URL, "0", 60) == 2
    assert pictures.repeated(tx, mine, URL, "new", 60) == 3
    assert pictures.repeated(tx, mine, URL, "new", 2) == 1  # the last two
    assert pictures.repeated(tx, other, URL, "0", 60) == 0


def test_an_alert_keeps_its_picture_and_may_show_another(tx: Connection) -> None:
    id_ = an_alert(tx, picture=URL)
    assert alerts.by_ids(tx, [id_])[id_].picture == URL
    pictures.show(tx, id_, "https://img.paper.example/2.jpg")
    found = alerts.find(tx, id_)
    assert found
    assert found.picture == "https://img.paper.example/2.jpg"


def test_a_refused_picture_goes_to_nobody_else_of_that_sender_and_of_others_still(tx: Connection) -> None:
    senders = {name: a_sender(tx, name) for name in ("telegram", "whatsapp")}
    for channel in (*senders, *senders):
        a_subscriber(tx, channel=channel)
    refused, other = an_alert(tx, picture=URL), an_alert(tx, picture=URL)
    batches.fan_out(tx, refused, Priority.NORMAL, NOW)
    for error in ("63019", "a later word"):
        pictures.refuse(tx, refused, senders["whatsapp"], error, NOW)
    assert list(tx.scalars(select(picture_refusal.c.error))) == ["63019"]
    assert pictures.refused_by(tx, refused) == ["whatsapp"]
    assert pictures.refused_by(tx, other) == []
    assert shown(claim(tx, senders["whatsapp"])) == ["", ""]
    assert shown(claim(tx, senders["telegram"])) == [URL, URL]
    found = alerts.find(tx, other)
    assert found
    assert found.picture == URL


def test_a_change_in_place_goes_without_a_refused_picture_too(tx: Connection) -> None:
    sender_id = a_sender(tx)
    a_subscriber(tx)
    id_ = an_alert(tx, picture=URL)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    (row,) = claim(tx, sender_id)
    deliveries.sent(tx, row, "77", NOW)
    told = alerts.find(tx, id_)
    assert told
    revisions.revise(tx, told, revisions.NewRevision(RevisionKind.MINOR, Summary("Other", (), "en")), NOW)
    pictures.refuse(tx, id_, sender_id, "WEBPAGE_MEDIA_EMPTY", NOW)
    later = claims.Lane(sender_id, 0.0, 30.0)
    assert shown(amendments.take(tx, later, NOW.replace(minute=5), 9)) == [""]


def test_a_correction_has_no_picture_of_its_own(tx: Connection) -> None:
    sender_id = a_sender(tx, "whatsapp")
    a_subscriber(tx, channel="whatsapp")
    id_ = an_alert(tx, picture=URL)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    (row,) = claim(tx, sender_id)
    deliveries.sent(tx, row, "SM1", NOW)
    told = alerts.find(tx, id_)
    assert told
    new = revisions.NewRevision(RevisionKind.MATERIAL, Summary("Other", (), "en"))
    assert revisions.revise(tx, told, new, NOW)
    (correction,) = [one for one in alerts.by_ids(tx, range(1, 99)).values() if one.id != id_]
    assert (correction.kind, correction.picture) == (AlertKind.CORRECTION, "")
