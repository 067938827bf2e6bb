from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.model import AlertKind, AlertState, DeliveryState, RevisionKind, Summary
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery, revision, sender
from bot.store.database import Database
from bot.store.schema import subscriber
from tests.rows import NOW, SUMMARY, a_crowd_of, a_sender, an_alert
from tests.store.press import (
    CHANGED,
    SECOND,
    corrected,
    is_,
    lane,
    marked,
    readers,
    revise,
    row_of,
    rows,
    told,
)

S = DeliveryState
LEFT = (S.SENDING, S.UNKNOWN, S.SENT, S.DELIVERED, S.READ)
THIRD = Summary("A third headline", (), "en")


def test_an_alert_has_the_new_words_and_remembers_the_old(tx: Connection) -> None:
    id_ = an_alert(tx)
    revise(tx, id_, RevisionKind.MINOR, now=NOW + SECOND)
    row = row_of(tx, id_)
    assert (row.headline, row.lines, row.revision) == (CHANGED.headline, CHANGED.lines, 2)
    assert (row.revised_at, row.revised_as) == (NOW + SECOND, RevisionKind.MINOR)
    first, second = revision.of_alert(tx, id_)
    assert (first.number, first.headline, first.lines) == (1, SUMMARY.headline, SUMMARY.lines)
    assert (second.number, second.headline, second.created_at) == (2, CHANGED.headline, NOW + SECOND)


def test_an_alert_that_was_never_changed_has_no_versions(tx: Connection) -> None:
    assert revision.of_alert(tx, an_alert(tx)) == []


def test_who_is_slower_changes_nothing(tx: Connection) -> None:
    id_ = an_alert(tx)
    stale = row_of(tx, id_)
    revise(tx, id_)
    new = revision.NewRevision(RevisionKind.MATERIAL, THIRD)
    assert not revision.revise(tx, stale, new, NOW)
    assert row_of(tx, id_).headline == CHANGED.headline
    assert len(revision.of_alert(tx, id_)) == 2


@pytest.mark.parametrize("kind", [RevisionKind.MINOR, RevisionKind.MATERIAL])
def test_what_left_or_may_have_is_to_be_changed_in_place_and_nothing_else(
    tx: Connection, kind: RevisionKind
) -> None:
    who = readers(tx, telegram=len(S))
    id_, other = told(tx), told(tx)
    is_(tx, other, S.SENT)
    for one, state in zip(who, S, strict=True):
        is_(tx, id_, state, one.id)
    revise(tx, id_, kind)
    assert marked(tx, id_) == {one.id for one, state in zip(who, S, strict=True) if state in LEFT}
    assert marked(tx, other) == set()
    assert corrected(tx, id_) == {}


def test_what_is_queued_leaves_with_the_new_words_and_is_not_changed(tx: Connection) -> None:
    readers(tx, telegram=1, whatsapp=1)
    id_ = told(tx)
    revise(tx, id_)
    for channel in ("telegram", "whatsapp"):
        (row,) = claims.take(tx, lane(tx, channel), NOW, 9)
        assert row.alert
        assert row.alert.headline == CHANGED.headline
        delivery.sent(tx, row, f"M-{channel}", NOW)
    assert [row.revision for row in rows(tx)] == [2, 2]
    assert (marked(tx, id_), corrected(tx, id_)) == (set(), {})


def test_a_held_alert_simply_gets_the_new_words(tx: Connection) -> None:
    readers(tx, telegram=1, whatsapp=1)
    id_ = an_alert(tx, state=AlertState.HELD)
    revise(tx, id_)
    assert row_of(tx, id_).headline == CHANGED.headline
    assert list(rows(tx)) == []
    assert not revision.work(tx, NOW)


def test_what_comes_back_from_a_try_leaves_with_the_new_words_and_is_not_changed_afterwards(
    tx: Connection,
) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx), NOW, 9)
    revise(tx, id_)
    assert len(marked(tx, id_)) == 1
    delivery.later(tx, row, NOW, "too fast")
    (again,) = claims.take(tx, lane(tx), NOW + SECOND, 9)
    assert again.alert
    assert again.alert.headline == CHANGED.headline
    delivery.sent(tx, again, "M1", NOW)
    assert marked(tx, id_) == set()


def test_what_was_in_flight_is_to_be_changed_once_it_was_accepted(tx: Connection) -> None:
    readers(tx, telegram=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx), NOW, 9)
    revise(tx, id_)
    delivery.sent(tx, row, "M1", NOW)
    (now,) = rows(tx)
    assert (now.state, now.revision, now.amend_at) == ("sent", 1, NOW)


def test_a_doubt_is_looked_into_with_the_words_that_were_tried(tx: Connection) -> None:
    readers(tx, whatsapp=1)
    id_ = told(tx)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    delivery.doubt(tx, row, "reset", likely=None, look_at=NOW)
    revise(tx, id_)
    revise(tx, id_, summary=THIRD)
    (doubt,) = revision.as_carried(tx, delivery.doubts(tx, NOW, 5.0, 9))
    assert doubt.alert
    assert (doubt.alert.headline, doubt.alert.lines) == (SUMMARY.headline, SUMMARY.lines)


# ---- where nothing can be changed in place -------------------------------------------------------


def test_a_change_that_matters_is_told_to_exactly_those_who_got_the_first(tx: Connection) -> None:
    who = readers(tx, whatsapp=len(S))
    readers(tx, whatsapp=1, topics=["culture"])
    id_ = told(tx)
    for one, state in zip(who, S, strict=True):
        is_(tx, id_, state, one.id)
    revise(tx, id_)
    got = {one.id for one, state in zip(who, S, strict=True) if state in {S.SENT, S.DELIVERED, S.READ}}
    assert corrected(tx, id_) == {id_: ["queued"] for id_ in got}
    open_ = {one.id for one, state in zip(who, S, strict=True) if state in {S.SENDING, S.UNKNOWN}}
    assert marked(tx, id_) == open_, "these hear of it once it is known that they got the first"


def test_a_change_that_hardly_matters_is_not_told(tx: Connection) -> None:
    readers(tx, whatsapp=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_, RevisionKind.MINOR)
    assert (corrected(tx, id_), marked(tx, id_)) == ({}, set())


def test_a_correction_says_the_new_words_and_is_no_other_story(tx: Connection) -> None:
    (who,) = readers(tx, whatsapp=1)
    id_ = told(tx, byline="The Paper")
    is_(tx, id_, S.READ)
    revise(tx, id_)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    correction = row.alert
    assert correction
    assert (row.subscriber.id, correction.kind, correction.corrects) == (who.id, AlertKind.CORRECTION, id_)
    assert (correction.headline, correction.byline) == (CHANGED.headline, "The Paper")
    assert correction.expires_at == NOW + timedelta(hours=1)


def test_later_words_supersede_a_correction_that_has_not_left(tx: Connection) -> None:
    who = readers(tx, whatsapp=2)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 1)
    delivery.sent(tx, row, "M9", NOW)
    revise(tx, id_, summary=THIRD)
    left, waits = row.subscriber.id, ({one.id for one in who} - {row.subscriber.id}).pop()
    assert corrected(tx, id_) == {left: ["sent", "queued"], waits: ["recalled", "queued"]}
    words = [row.alert.headline for row in claims.take(tx, lane(tx, "whatsapp"), NOW, 9) if row.alert]
    assert words == [THIRD.headline] * 2


def test_a_small_change_gives_a_correction_that_waits_the_newest_words(tx: Connection) -> None:
    readers(tx, whatsapp=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    revise(tx, id_, RevisionKind.MINOR, THIRD)
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    assert row.alert
    assert (row.alert.headline, row.alert.kind) == (THIRD.headline, AlertKind.CORRECTION)


def test_an_alert_that_is_taken_back_stops_and_is_taken_back_where_it_was_got(tx: Connection) -> None:
    telegram, whatsapp, waits = readers(tx, telegram=1, whatsapp=1) + readers(tx, telegram=1)
    id_ = told(tx)
    is_(tx, id_, S.SENT, telegram.id, whatsapp.id)
    assert revision.withdraw(tx, row_of(tx, id_), telegram.id, NOW)
    assert row_of(tx, id_).state is AlertState.WITHDRAWN
    assert marked(tx, id_) == {telegram.id}
    assert [row.state for row in rows(tx, id_) if row.subscriber_id == waits.id] == ["recalled"]
    (row,) = claims.take(tx, lane(tx, "whatsapp"), NOW, 9)
    assert row.alert
    assert row.alert.kind is AlertKind.WITHDRAWAL
    assert not revision.withdraw(tx, row_of(tx, id_), None, NOW), "once"


@pytest.mark.parametrize("state", [AlertState.HELD, AlertState.DROPPED, AlertState.WITHDRAWN])
def test_what_never_went_out_can_not_be_taken_back(tx: Connection, state: AlertState) -> None:
    id_ = an_alert(tx, state=state)
    assert not revision.withdraw(tx, row_of(tx, id_), None, NOW)
    assert row_of(tx, id_).state is state


def test_a_recalled_alert_can_be_taken_back_from_those_who_had_it_before(tx: Connection) -> None:
    (who,) = readers(tx, telegram=1)
    id_ = told(tx, state=AlertState.RECALLED)
    is_(tx, id_, S.SENT)
    assert revision.withdraw(tx, row_of(tx, id_), None, NOW)
    assert marked(tx, id_) == {who.id}


# ---- very many -----------------------------------------------------------------------------------


def test_very_many_are_marked_stretch_by_stretch(tx: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SIZE", 10)
    a_crowd_of(tx, [1, 9, 10, 11, 25, 38, 39])
    elsewhere = {"channel": "whatsapp", "sender_id": a_sender(tx, "whatsapp")}
    tx.execute(update(subscriber).where(subscriber.c.id.in_([9, 39])).values(elsewhere))
    id_ = told(tx)
    while batches.work(tx, NOW):
        pass
    is_(tx, id_, S.SENT)
    revise(tx, id_)
    assert (marked(tx, id_), set(corrected(tx, id_))) == ({1, 10}, {9})
    assert revision.work(tx, NOW)
    assert marked(tx, id_) == {1, 10, 11}
    while revision.work(tx, NOW):
        pass
    assert marked(tx, id_) == {1, 10, 11, 25, 38}
    assert set(corrected(tx, id_)) == {9, 39}


def test_what_is_laid_after_the_change_is_not_changed(
    tx: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SIZE", 10)
    a_crowd_of(tx, [1, 11, 21])
    id_ = told(tx)
    is_(tx, id_, S.SENT, *[row.subscriber_id for row in rows(tx, id_)])
    revise(tx, id_)
    while batches.work(tx, NOW) or revision.work(tx, NOW):
        pass
    by = claims.Lane(a_sender(tx), 0.0, 30.0)
    for row in claims.take(tx, by, NOW, 9):
        delivery.sent(tx, row, f"M{row.id}", NOW)
    assert marked(tx, id_) == {1}
    assert {row.subscriber_id: row.revision for row in rows(tx, id_)} == {1: 1, 11: 2, 21: 2}


def test_nothing_is_claimed_by_another_while_words_are_changed(database: Database) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer at a time")
    id_ = database.write_here(lambda tx: (readers(tx, telegram=1), told(tx))[1])

    def claim_meanwhile(tx: Connection) -> bool:
        revise(tx, id_)
        by = a_sender(tx)
        return database.write_here(lambda other: sender.lock(other, by)) is None

    assert database.write_here(claim_meanwhile)
