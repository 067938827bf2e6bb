"""What the steps of the walk tell of themselves, and that it joins."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import TryLater, Unavailable, Unknown
from bot.model import Article, Priority
from bot.pipeline.bell import Bell
from bot.pipeline.outcome import DOUBT_WAIT
from bot.pipeline.settle import Settle
from bot.ports import Verdict
from bot.store.database import Database
from bot.texts import verbatim
from bot.tracing import Spot
from tests.fakes import FakeFetch, a_logger, an_item, fetched
from tests.hand import Hand, traced
from tests.pipeline.beat import Beat
from tests.pipeline.post import UTC_ZONE, Post
from tests.pipeline.room import Room
from tests.pipeline.test_listen import Ear, wrote
from tests.rows import NOW, a_sender, an_alert

HOUR = timedelta(hours=1)


def words(hand: Hand) -> str:
    return " ".join(str(value) for one in hand.steps for value in (one.name, one.fault, *one.about.values()))


async def test_a_look_its_entry_and_the_alert_of_it_join(database: Database) -> None:
    beat, room = Beat(database, FakeFetch([fetched(), fetched(an_item(1, published=NOW))])), Room(database)
    room.reader()
    source = beat.source(topics=("israel",))
    with traced() as hand:
        await beat.look()
        await beat.look(HOUR)
        room.clock.now = beat.clock.now + timedelta(seconds=2)
        await room.edit.run_due()
    first, look = hand.named("look")
    (alert,), (edit,) = hand.named("alert"), hand.named("edit")
    assert (first.about["tocsin.new"], look.about["tocsin.new"]) == (0, 1)
    assert look.within == Spot("look", source, beat.clock.now)
    assert alert.follows == edit.follows == look.within
    assert alert.within == edit.within == Spot("alert", room.alert().id, NOW)
    assert (look.is_whole, alert.is_whole, edit.is_whole) == (True, True, False)
    assert alert.began == look.ended
    assert alert.ended - alert.began == timedelta(seconds=2)
    assert (edit.about["tocsin.outcome"], edit.about["tocsin.readers"]) == ("alert", 1)
    assert "bridge" not in words(hand)


async def test_a_look_that_fails_is_told_of_by_the_kind_of_its_failure(database: Database) -> None:
    beat = Beat(database, FakeFetch([Unavailable(verbatim("https://paper.example/ says 503"), status=503)]))
    beat.source()
    with traced() as hand:
        await beat.look()
    (look,) = hand.named("look")
    assert (look.fault, look.about["tocsin.status"], look.within) == ("Unavailable", 503, None)
    assert "paper" not in words(hand)


async def test_an_entry_that_tells_nothing_new_is_told_of_in_the_trace_of_the_alert_that_did(
    database: Database,
) -> None:
    room = Room(database)
    room.reader()
    for name in ("The Paper", "The Other Paper"):
        room.keep(room.source(url=f"https://{name.split()[1]}.example/feed", name=name), an_item(1))
        with traced() as hand:
            await room.edit.run_due()
    (edit,) = hand.steps
    assert edit.about["tocsin.outcome"] == "repeat"
    assert edit.within == Spot("alert", room.alert().id, room.alert().published_at)


async def test_an_entry_without_words_has_a_trace_of_its_own(database: Database) -> None:
    room = Room(database, Article("", "", "", "en", "https://paper.example/1"))
    room.keep(room.source(), replace(an_item(1), title="", body="", standfirst="", link=""))
    with traced() as hand:
        await room.edit.run_due()
    (edit,) = hand.steps
    assert edit.about["tocsin.outcome"] != "alert"
    assert edit.within
    assert (edit.within.kind, edit.is_whole) == ("entry", True)


@pytest.mark.parametrize(("outcome", "said"), [(None, "Sent"), (TryLater("slow", 5.0), "TryLater")])
async def test_each_try_to_send_is_told_of_in_its_alerts_trace(
    post: Post, outcome: Exception | None, said: str
) -> None:
    reader = post.reader()
    post.tell(Priority.BREAKING)
    post.channel.outcomes = [outcome]
    post.clock.now += timedelta(seconds=3)
    with traced() as hand:
        await post.deliver()
    (send,) = hand.steps
    assert send.within == Spot("alert", post.row().alert_id, NOW)
    assert (send.is_whole, send.fault) == (False, "" if said == "Sent" else said)
    assert send.about == {
        "tocsin.delivery": post.row().id,
        "tocsin.alert": post.row().alert_id,
        "tocsin.priority": "breaking",
        "tocsin.channel": "telegram",
        "tocsin.outcome": said,
        "tocsin.tries": 1,
        "tocsin.waited": 3.0,
    }
    assert reader.address.id not in words(hand).split()


async def test_an_answer_has_a_trace_of_its_own(post: Post) -> None:
    post.say(post.reader().id, "what nobody else may read")
    with traced() as hand:
        await post.deliver()
    (send,) = hand.steps
    assert send.within == Spot("delivery", post.row().id, NOW)
    assert send.is_whole
    assert "nobody" not in words(hand)


async def test_a_doubt_that_is_looked_into_is_told_of_where_its_try_is(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes, post.channel.verdict = [Unknown("no answer")], Verdict.ABSENT
    sender = post.database.write_here(a_sender)
    settle = Settle(post.database, {sender: post.channel}, {}, UTC_ZONE, post.clock, a_logger(), Bell())
    with traced() as hand:
        await post.deliver()
        post.clock.now += timedelta(seconds=DOUBT_WAIT)
        await settle.run_due()
    send, settled = hand.steps
    assert (send.fault, settled.name) == ("Unknown", "settle")
    assert send.within == settled.within


async def test_each_event_is_told_of_and_one_that_surprised_us_too(database: Database) -> None:
    ear = Ear(database)
    ear.channel.batches = [[wrote("1"), wrote("2")]]
    ear.trouble["2"] = ValueError("what somebody wrote")
    await ear.hear()
    with traced() as hand:
        for _ in range(2):  # of one person, one after the other
            await ear.listen.run_due()
    told = {one.about["tocsin.event_id"]: (one.fault, one.is_whole) for one in hand.named("handle")}
    assert sorted(told.values()) == [("", True), ("ValueError", False)]
    assert "somebody" not in words(hand)


async def test_nothing_is_made_of_a_step_that_nobody_wants(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pipeline.spans.Step", None)
    post.reader()
    post.database.write_here(an_alert)
    post.tell()
    await post.deliver()
    assert post.states() == ["sent"]
