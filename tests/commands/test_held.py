"""/held and the cards' choices: the first to act wins, and words and topics change while an alert waits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as sql_event

from bot.inbox import handle, record
from bot.model import AlertState, Hold, Priority, SubscriberStatus
from bot.ports import Inbound
from bot.store import audit
from bot.store import event as events
from bot.store import plan as plans
from bot.store import revision as revisions
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.event import EventRow
from tests.chat import ANNA, BORIS, CHIEF
from tests.newsdesk import CLARA, FIRE, MINUTE, READER, SECOND, NewsDesk


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database)


def both_of(tx: Connection, desk: NewsDesk, written: list[Inbound]) -> list[EventRow]:
    """Keep what two people write, and take both."""
    events.keep(tx, desk.chat.senders["telegram"], record(written), desk.clock.now)
    return events.take(tx, desk.clock.now, 2)


# ---- the first to act wins -----------------------------------------------------------------------


async def test_who_comes_second_is_told_who_was_first(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held breaking {id_}")
    for word in ("send", "breaking", "kill", "edit", "topics"):
        card = desk.press(CHIEF, f"held {word} {id_}", desk.card(CHIEF, id_))
        assert "as breaking, sent by Anna" in card.words
        assert card.data == []
    (plan,) = desk.database.read_here(plans.standing)
    assert plan.priority is Priority.BREAKING
    await desk.after(10 * SECOND)
    assert desk.alert(id_).priority is Priority.BREAKING
    assert "Sent as breaking by Anna at" in desk.card(CHIEF, id_).words
    assert "Sent as breaking by Anna" in desk.press(BORIS, f"held kill {id_}").words
    assert desk.readers() == 1


@pytest.mark.parametrize("words", [("send", "kill"), ("kill", "breaking"), ("send", "send")])
async def test_of_two_editors_at_once_one_wins(desk: NewsDesk, words: tuple[str, str]) -> None:
    id_ = await desk.a_held_alert()
    other = Database(desk.database.url.render_as_string(hide_password=False))
    written = [
        desk.chat.inbound(f"/held {id_} {word}", who) for who, word in zip((ANNA, CHIEF), words, strict=True)
    ]
    rows = desk.database.write_here(lambda tx: both_of(tx, desk, written))
    with ThreadPoolExecutor(2) as threads:
        done = [
            threads.submit(
                base.write_here, lambda tx, row=row: handle(tx, row, desk.chat.context, desk.clock.now)
            )
            for base, row in zip((desk.database, other), rows, strict=True)
        ]
        for one in done:
            one.result(30)
    other.close()
    acted = [
        row.act.what
        for row in desk.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {id_}"))
        if row.act.what in {"send", "breaking", "kill"}
    ]
    assert len(acted) == 1
    desk.deliver()
    said = " ".join(desk.phone(who).last.words for who in (ANNA, CHIEF))
    assert "sent by" in said or "Killed by" in said
    await desk.after(MINUTE)
    assert desk.readers() == (0 if acted == ["kill"] else 1)


async def test_nothing_is_left_of_a_decision_that_was_cut_short(desk: NewsDesk) -> None:
    """At each statement of it, as a kill of the program would."""
    id_ = await desk.a_held_alert()
    row = desk.chat.store(desk.chat.inbound(f"/held {id_} kill", ANNA), "telegram")
    at = 0

    class Killed(Exception):
        """The program ends here."""

    while True:
        left = at

        def stop(*_about: object) -> None:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1

        sql_event.listen(desk.database._writer, "before_cursor_execute", stop)
        try:
            desk.database.write_here(lambda tx: handle(tx, row, desk.chat.context, desk.clock.now))
        except Killed:
            at += 1
        else:
            break
        finally:
            sql_event.remove(desk.database._writer, "before_cursor_execute", stop)
        assert desk.state(id_) is AlertState.HELD
        assert desk.held(id_).ended is None
    assert at > 10
    assert desk.state(id_) is AlertState.DROPPED
    await desk.after(SECOND)
    assert "Killed by Anna" in desk.card(BORIS, id_).words


async def test_undone_gives_the_choices_back(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held kill {id_}")
    await desk.after(SECOND)
    assert desk.card(CHIEF, id_).data == []
    desk.press(ANNA, f"held undo {id_}")
    await desk.after(SECOND)
    for who in (ANNA, BORIS, CHIEF):
        assert "Undone by Anna at" in desk.card(who, id_).words
        assert f"held send {id_}" in desk.card(who, id_).data
    assert desk.state(id_) is AlertState.HELD


async def test_a_readers_forwarded_button_gains_nothing(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    for word in ("send", "kill", "topics"):
        desk.chat.presses(f"held {word} {id_}", READER)
    assert desk.state(id_) is AlertState.HELD


@pytest.mark.parametrize("words", ["", "send", "12 fly", "999", "send 999", "12345678901234"])
async def test_what_is_wrong_is_said(desk: NewsDesk, words: str) -> None:
    said = desk.say(ANNA, f"/held {words}").words
    assert "/held" in said or "There is no alert" in said


async def test_send_leaves_an_alert_as_urgent_as_it_is_but_not_breaking(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert(hold=Hold.BREAKING, priority=Priority.BREAKING)
    assert "Its source calls it breaking." in desk.card(ANNA, id_).words
    desk.press(ANNA, f"held send {id_}")
    (plan,) = desk.database.read_here(plans.standing)
    assert plan.priority is Priority.NORMAL


# ---- words ---------------------------------------------------------------------------------------


async def test_a_reply_to_the_card_gives_it_other_words(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    said = desk.reply(ANNA, desk.card(ANNA, id_), "Feu au marché\nDouze blessés.\nL’enquête commence.")
    assert "Anna gave it other words at" in said.words
    told = desk.alert(id_)
    assert (told.headline, told.lines) == ("Feu au marché", ("Douze blessés.", "L’enquête commence."))
    await desk.after(SECOND)
    assert desk.card(CHIEF, id_).message.headline == "Feu au marché"
    assert desk.card(BORIS, id_).message.headline == "Feu au marché"
    assert len(desk.phone(CHIEF).shown) == 1
    (first, last) = desk.database.read_here(lambda tx: revisions.of_alert(tx, id_))
    assert (first.headline, last.written_by) == (FIRE.title, desk.chat.person(ANNA).id)
    desk.press(BORIS, f"held send {id_}")
    await desk.after(30 * SECOND)
    assert (desk.alert(id_).headline, desk.readers()) == ("Feu au marché", 1)


@pytest.mark.parametrize(
    ("written", "headline", "lines"),
    [
        ("Un titre seul", "Un titre seul", None),
        ("-\nUne ligne", None, ("Une ligne",)),
        ("Un titre\n-", "Un titre", None),
        ("  Un titre \n\n Une ligne  ", "Un titre", ("Une ligne",)),
    ],
)
async def test_a_headline_or_lines_alone_may_be_given(
    desk: NewsDesk, written: str, headline: str | None, lines: tuple[str, ...] | None
) -> None:
    id_ = await desk.a_held_alert()
    before = desk.alert(id_)
    desk.reply(BORIS, desk.card(BORIS, id_), written)
    after = desk.alert(id_)
    assert after.headline == (headline or before.headline)
    assert after.lines == (before.lines if lines is None else lines)


async def test_edit_says_how_and_shows_where_the_words_stand(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    said = desk.press(ANNA, f"held edit {id_}")
    how = desk.phone(ANNA).last
    assert said is not how
    assert "title: [Un incendie ravage" in how.words
    desk.reply(ANNA, how, "Un titre écrit en réponse")
    assert desk.alert(id_).headline == "Un titre écrit en réponse"
    desk.say(BORIS, f"held edit {id_} Un titre en mots\nUne ligne")
    assert desk.alert(id_).headline == "Un titre en mots"


async def test_words_that_are_too_long_change_nothing_and_say_so(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    assert "too long" in desk.reply(ANNA, desk.card(ANNA, id_), "x" * 91).words
    assert "at most two lines" in desk.reply(ANNA, desk.card(ANNA, id_), "a\nb\nc\nd").words
    assert desk.alert(id_).headline == FIRE.title


async def test_no_words_are_changed_once_it_is_decided(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    card = desk.card(CHIEF, id_)
    desk.press(ANNA, f"held send {id_}")
    assert "sent by Anna" in desk.reply(CHIEF, card, "Trop tard").words
    assert desk.alert(id_).headline == FIRE.title


async def test_a_number_in_reply_to_a_card_picks_of_that_card(desk: NewsDesk) -> None:
    first = await desk.a_held_alert()
    card = desk.card(BORIS, first)
    desk.chat.says("/alert israel Another headline", BORIS)  # whose menu comes last
    desk.reply(BORIS, card, "6")
    assert desk.state(first) is AlertState.DROPPED


@pytest.mark.parametrize("written", ["kill", "Kill", "6"])
async def test_a_choice_in_words_in_reply_to_a_card_is_no_headline(desk: NewsDesk, written: str) -> None:
    id_ = await desk.a_held_alert()
    desk.reply(BORIS, desk.card(BORIS, id_), written)
    assert desk.state(id_) is AlertState.DROPPED


@pytest.mark.parametrize("written", ["queue", "/queue", "recall 99", f"held {1} show"])
async def test_a_command_in_reply_to_a_card_is_no_headline(desk: NewsDesk, written: str) -> None:
    id_ = await desk.a_held_alert()
    desk.reply(BORIS, desk.card(BORIS, id_), written)
    assert desk.alert(id_).headline == FIRE.title


@pytest.mark.parametrize("written", ["Audit finds a hole in the budget", "Send help, says the mayor", "7"])
async def test_a_headline_may_begin_as_a_command_does(desk: NewsDesk, written: str) -> None:
    id_ = await desk.a_held_alert()
    desk.reply(BORIS, desk.card(BORIS, id_), written)
    assert desk.alert(id_).headline == written


async def test_a_later_version_changes_the_words_and_the_cards(desk: NewsDesk) -> None:
    source = desk.source()
    await desk.tells(source, FIRE)
    await desk.after(SECOND)
    id_ = desk.room.alert().id
    newer = replace(
        FIRE, title=FIRE.title.replace("douze", "vingt"), standfirst="Le feu a fait vingt blessés."
    )
    desk.room.keep(source, newer)
    await desk.room.revise(every=0.001).run_due()
    await desk.after(SECOND)
    assert desk.alert(id_).headline == newer.title
    for who in (ANNA, BORIS, CHIEF):
        assert desk.card(who, id_).message.headline == newer.title
    desk.press(ANNA, f"held send {id_}")
    await desk.after(30 * SECOND)
    assert desk.readers() == 1


async def test_what_was_decided_on_with_other_words_is_held_again(desk: NewsDesk) -> None:
    source = desk.source()
    await desk.tells(source, FIRE)
    await desk.after(SECOND)
    id_ = desk.room.alert().id
    desk.press(ANNA, f"held send {id_}")
    newer = replace(
        FIRE, title=FIRE.title.replace("douze", "vingt"), standfirst="Le feu a fait vingt blessés."
    )
    desk.room.keep(source, newer)
    await desk.room.revise(every=0.001).run_due()
    assert desk.state(id_) is AlertState.HELD
    await desk.after(MINUTE)
    assert desk.readers() == 0
    assert any("is held again: its article has changed" in one.words for one in desk.phone(ANNA).shown)
    assert f"held send {id_}" in desk.card(CHIEF, id_).data


async def test_an_editors_words_stay_whatever_the_article_says(desk: NewsDesk) -> None:
    source = desk.source()
    await desk.tells(source, FIRE)
    await desk.after(SECOND)
    id_ = desk.room.alert().id
    desk.reply(ANNA, desk.card(ANNA, id_), "Mes mots")
    desk.room.keep(source, replace(FIRE, title=FIRE.title.replace("douze", "vingt")))
    await desk.room.revise(every=0.001).run_due()
    assert desk.alert(id_).headline == "Mes mots"


# ---- topics --------------------------------------------------------------------------------------


async def test_topics_are_ticked_and_cards_follow(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    screen = desk.press(ANNA, f"held topics {id_}")
    assert screen.labels == ["Israel", "✓ World", "Culture", f"‹ Alert #{id_}"]
    desk.press(ANNA, f"held tick {id_} culture", screen)
    assert screen.labels[2] == "✓ Culture"
    await desk.after(SECOND)
    assert screen.labels[2] == "✓ Culture"  # the screen stays
    assert "World, Culture" in desk.card(CHIEF, id_).words
    assert len(desk.phone(BORIS).shown) == 1  # no news
    desk.press(ANNA, f"held tick {id_} monde", screen)
    desk.press(ANNA, f"held tick {id_} culture", screen)  # the only one stays
    assert desk.topics(id_) == ("culture",)
    desk.press(ANNA, f"held show {id_}", screen)
    assert f"held send {id_}" in screen.data


async def test_a_topics_screen_gives_way_to_what_was_decided(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    screen = desk.press(ANNA, f"held topics {id_}")
    desk.press(CHIEF, f"held kill {id_}")
    await desk.after(SECOND)
    assert "Killed by The chief" in screen.words
    assert desk.topics(id_) == ("monde",)


async def test_all_acts_are_written_down_without_an_address(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.reply(ANNA, desk.card(ANNA, id_), "Un titre")
    desk.press(ANNA, f"held topics {id_}")
    desk.press(ANNA, f"held tick {id_} culture")
    desk.press(BORIS, f"held kill {id_}")
    desk.say(BORIS, f"held undo {id_}")
    rows = desk.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {id_}"))
    assert [row.act.what for row in rows] == ["undo", "kill", "topics", "edit"]
    assert BORIS.id not in str(rows)


async def test_an_editor_who_left_hears_no_more(desk: NewsDesk) -> None:
    desk.appoint(CLARA)
    id_ = await desk.a_held_alert()
    clara = desk.chat.person(CLARA).id
    desk.database.write_here(lambda tx: subscribers.change(tx, clara, status=SubscriberStatus.LEFT))
    desk.press(ANNA, f"held kill {id_}")
    await desk.after(SECOND)
    await desk.after(6 * MINUTE)
    assert desk.phone(CLARA).changed == 0
    assert desk.held(id_).closed_at is not None


# ---- later, and undo -----------------------------------------------------------------------------


async def test_later_offers_moments_on_the_card_and_takes_them(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    screen = desk.press(ANNA, f"held later {id_}")
    assert screen.data[:2] == [f"held later {id_} +30", f"held later {id_} +60"]
    assert screen.data[-1] == f"held show {id_}"
    await desk.after(SECOND)
    assert f"held later {id_} +30" in screen.data  # the screen stays
    said = desk.press(ANNA, f"held later {id_} +30", screen)
    assert "It goes to 1 reader at" in said.words
    await desk.after(SECOND)
    assert f"undo {id_}" in screen.data
    assert "sent by Anna" in desk.card(CHIEF, id_).words
    assert desk.card(CHIEF, id_).data == []
    await desk.after(30 * MINUTE)
    assert (desk.state(id_), desk.readers()) == (AlertState.RELEASED, 1)


async def test_a_moment_may_be_written(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    assert "It goes to 1 reader at" in desk.say(BORIS, f"held {id_} later 18:00").words
    assert desk.state(id_) is AlertState.SCHEDULED


async def test_undo_in_the_grace_gives_all_cards_their_choices_back(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held send {id_}")
    await desk.after(SECOND)
    undone = desk.say(BORIS, "undo")
    assert "Undone" in undone.words
    words = ("send", "breaking", "edit", "topics", "later", "kill")
    assert undone.data == [f"held {word} {id_}" for word in words]  # as on the card, and no second way
    assert desk.state(id_) is AlertState.HELD
    await desk.after(SECOND)
    for who in (ANNA, CHIEF):
        shown = desk.phone(who).shown[0]
        assert "Undone by Boris at" in shown.words
        assert f"held send {id_}" in shown.data
    await desk.after(10 * MINUTE)
    assert desk.readers() == 0
