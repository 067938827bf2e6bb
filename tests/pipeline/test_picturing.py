"""Which picture an alert goes with, who gets it, and what becomes of one that a service refuses."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.model import AlertId, DeliveryState, Priority
from bot.pipeline.picturing import Picturing
from bot.ports import Outbound, Sent
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store import batch as batches
from bot.store.database import Database
from bot.store.schema import picture_refusal
from tests.fakes import FakeChannel, an_item
from tests.pipeline.post import Post
from tests.pipeline.room import PAGE, Room
from tests.pipeline.test_follow import Case
from tests.pipeline.test_revise import ONE, Desk
from tests.rows import NOW, an_alert

URL = "https://img.paper.example/1.jpg"
OTHER = "https://img.paper.example/2.jpg"


# ---- the alert's ---------------------------------------------------------------------------------


def shown(room: Room) -> list[str]:
    """List the alerts' pictures, by the order in which their entries came."""
    return [row.picture for row in sorted(room.alerts(), key=lambda row: row.entry_id)]


async def test_an_alert_has_the_picture_of_its_entry_or_else_of_its_page(database: Database) -> None:
    room = Room(database, replace(PAGE, picture=OTHER))
    own = replace(an_item(1), body="", picture=URL)
    room.keep(
        room.source(),
        own,
        replace(an_item(2), body=""),
        replace(an_item(3), picture="http://plain.example/3.jpg"),
    )
    await room.edit.run_due()
    assert shown(room) == [URL, OTHER, ""]


async def test_what_a_source_shows_with_everything_goes_with_nothing(database: Database) -> None:
    room = Room(database)
    source_id = room.source()
    room.keep(source_id, *(replace(an_item(number), picture=URL) for number in range(1, 5)))
    room.keep(source_id, replace(an_item(5), picture=OTHER))
    while await room.edit.run_due():
        pass
    assert shown(room) == ["", "", "", "", OTHER]


async def test_a_source_or_the_newsroom_may_give_no_pictures(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(pictures=False), replace(an_item(1), picture=URL))
    room.keep(room.source(), replace(an_item(2), picture=URL))
    await room.edit.run_due()
    assert shown(room) == ["", URL]
    silent = Room(database, pictures=False)
    silent.keep(silent.source(), replace(an_item(3), picture=URL))
    await silent.edit.run_due()
    assert shown(silent) == ["", URL, ""]


async def test_a_picture_of_a_private_network_is_for_development(database: Database) -> None:
    room = Room(database)
    here = "http://127.0.0.1:8000/sandbox/newsroom/pictures/1.png"
    room.keep(room.source(), replace(an_item(1), picture=here))
    await room.edit.run_due()
    assert room.alert().picture == ""
    private = replace(room.edit, picturing=Picturing(private=True))
    room.keep(room.source(), replace(an_item(2), picture=here))
    await private.run_due()
    assert shown(room) == ["", here]


# ---- its revisions -------------------------------------------------------------------------------


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, replace(ONE, picture=URL))
    await made.is_out()
    return made


async def test_another_picture_alone_changes_nothing(desk: Desk) -> None:
    await desk.edits(replace(ONE, picture=OTHER))
    assert (desk.alert.picture, desk.alert.revision) == (URL, 1)
    assert desk.came_to() == (0, 0, 0)


@pytest.mark.parametrize(("given", "shown"), [(OTHER, OTHER), ("", URL), ("http://plain.example/1.jpg", URL)])
async def test_with_other_words_comes_the_picture_that_the_source_has_now(
    desk: Desk, given: str, shown: str
) -> None:
    corrected = replace(
        ONE, title=ONE.title.replace("1", "7"), body=ONE.body.replace("1", "7"), picture=given
    )
    await desk.edits(corrected)
    assert desk.alert.revision == 2
    assert desk.alert.picture == shown


# ---- its readers ---------------------------------------------------------------------------------


class Picky(FakeChannel):
    """Takes no pictures: what has one goes without."""

    async def send(self, outbound: Outbound, now: datetime) -> Sent:
        sent = await super().send(outbound, now)
        return replace(sent, refused="no such picture") if outbound.message.picture else sent


def tell(post: Post, picture: str = URL) -> AlertId:
    def work(tx: Connection) -> AlertId:
        id_ = an_alert(tx, picture=picture)
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
        return id_

    return post.database.write_here(work)


def refusals(database: Database) -> list[Any]:
    return list(database.read_here(lambda tx: tx.execute(select(picture_refusal)).all()))


async def test_each_reader_has_it_as_they_chose(database: Database) -> None:
    post = Post(database)
    chosen = {post.reader(pictures=choice).address: choice for choice in (None, True, False)}
    tell(post)
    await post.deliver()
    got = {one.to: one.message.picture for one in post.channel.sent}
    assert got == {address: "" if choice is False else URL for address, choice in chosen.items()}


async def test_on_whatsapp_it_comes_to_those_who_asked_for_it(database: Database) -> None:
    post = Post(database, FakeChannel(name="whatsapp"))
    chosen = {
        post.reader(channel="whatsapp", pictures=choice).address: choice for choice in (None, True, False)
    }
    tell(post)
    await post.deliver()
    got = {one.to: one.message.picture for one in post.channel.sent}
    assert got == {address: URL if choice else "" for address, choice in chosen.items()}


async def test_a_refusal_is_written_down_and_the_next_readers_are_spared_it(database: Database) -> None:
    post = Post(database, Picky())
    first = post.reader()
    id_ = tell(post)
    await post.deliver()
    assert post.states() == [DeliveryState.SENT]
    assert [(row.alert_id, row.error) for row in refusals(database)] == [(id_, "no such picture")]
    second = post.reader()
    database.write_here(lambda tx: batches.fan_out(tx, id_, Priority.NORMAL, NOW))
    post.clock.now += timedelta(seconds=5)
    await post.deliver()
    assert [(one.to, one.message.picture) for one in post.channel.sent] == [
        (first.address, URL),
        (second.address, ""),
    ]


async def test_words_without_a_picture_blame_none(database: Database) -> None:
    post = Post(database, Picky())
    post.reader()
    tell(post, "")
    await post.deliver()
    assert refusals(database) == []


# ---- receipts ------------------------------------------------------------------------------------


@dataclass
class Pictured(Case):
    """An alert with a picture, on its way to a reader who wants it."""

    def alert(self, priority: Priority = Priority.NORMAL) -> None:
        def work(tx: Connection) -> None:
            id_ = an_alert(tx, topics=(self.mark,), expires_in=self.life, picture=URL)
            batches.fan_out(tx, id_, priority, self.now)

        self.database.write_here(work)


def test_a_picture_that_could_not_be_had_is_left_out_and_the_words_go_once_more(database: Database) -> None:
    case = Pictured(database)
    assert case.row.alert
    assert case.row.alert.picture == URL
    case.answer()
    for _repeated in range(3):
        case.fail(ReceiptFault.PICTURE)
    case.now += timedelta(seconds=2)
    (row,) = case.claim()
    assert row.alert
    assert row.alert.picture == ""
    case.answer("SM2", row)
    case.fail(ReceiptFault.PICTURE, "SM1")  # late, and of the first try
    case.now += timedelta(hours=1)
    assert case.claim() == []
    assert case.state is DeliveryState.SENT
    (refusal,) = refusals(database)
    assert (refusal.alert_id, refusal.sender_id, refusal.error) == (row.alert.id, case.sender, "error 63000")


def test_words_that_fail_without_the_picture_too_are_not_tried_for_ever(database: Database) -> None:
    case = Pictured(database)
    case.answer()
    case.fail(ReceiptFault.PICTURE)
    case.now += timedelta(seconds=2)
    case.fails_again(ReceiptFault.PICTURE, "SM2")
    case.now += timedelta(hours=1)
    assert case.claim() == []
    assert case.state is DeliveryState.FAILED


def test_who_got_it_all_the_same_gets_it_once(database: Database) -> None:
    case = Pictured(database)
    case.answer()
    case.hear(ReceiptStatus.DELIVERED)
    case.fail(ReceiptFault.PICTURE)
    case.now += timedelta(hours=1)
    assert case.claim() == []
