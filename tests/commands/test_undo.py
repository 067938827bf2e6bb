"""Undoing a send: until it leaves the alert is held again, by any editor's hand."""

from datetime import timedelta

from bot.model import AlertState, Role
from bot.store import audit
from bot.store import plan as plans
from bot.store.database import Database
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of
from tests.commands.test_alert import row, written
from tests.commands.test_sending import graced
from tests.newsdesk import NewsDesk


def scheduled(chat: Chat, who=CHIEF) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- an address
    graced(chat)
    id_ = written(chat)
    chat.presses(f"alert send {id_}", who)
    assert row(chat, id_).state is AlertState.SCHEDULED
    return id_


def release(chat: Chat) -> None:
    def work(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
        due = plans.take_due(tx, chat.now)
        assert due
        return plans.release(tx, due, chat.now)

    assert chat.database.write_here(work)


def test_it_is_held_again_and_what_can_be_decided_is_offered_again(chat: Chat) -> None:
    chat.says("/start", ANNA)
    id_ = scheduled(chat)
    (body,) = chat.presses(f"undo {id_}", CHIEF)
    assert words_of(body.message).strip() == f"Undone: alert #{id_} is held, and nobody gets it."
    assert data_of(body.message) == [
        f"alert send {id_}",
        f"alert breaking {id_}",
        f"later {id_}",
        f"alert cancel {id_}",
    ]
    assert body.replaces == "77"
    assert row(chat, id_).state is AlertState.HELD
    assert chat.database.read_here(plans.standing) == []
    assert chat.alert_states(ANNA) == []
    chat.presses(f"alert breaking {id_}", CHIEF)
    assert row(chat, id_).state is AlertState.SCHEDULED
    acts = chat.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {id_}"))
    assert [one.act.what for one in acts] == ["breaking", "undo", "send", "write"]


def test_any_editor_may_and_who_sent_it_hears(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("sources", BORIS, name="Boris")
    id_ = scheduled(chat)
    mine, told = chat.hear(chat.inbound(f"undo {id_}", BORIS), "whatsapp")
    assert "Undone" in words_of(mine.message)
    assert "Boris" in words_of(told.message)
    assert "/" not in words_of(mine.message)


def test_alone_it_undoes_the_one_that_is_about_to_leave(chat: Chat) -> None:
    assert "No alert is about to leave." in words_of(chat.say("/undo", CHIEF))
    id_ = scheduled(chat)
    assert "Undone" in words_of(chat.say("/undo", CHIEF))
    assert row(chat, id_).state is AlertState.HELD


def test_of_several_it_asks_which(chat: Chat) -> None:
    first, second = scheduled(chat), scheduled(chat)
    offer = chat.say("/undo", CHIEF)
    assert labels_of(offer) == [f"Undo #{first}", f"Undo #{second}"]
    assert data_of(offer) == [f"undo {first}", f"undo {second}"]
    assert row(chat, first).state is AlertState.SCHEDULED


def test_too_late_it_says_so_and_offers_the_recall(chat: Chat) -> None:
    id_ = scheduled(chat)
    chat.now += timedelta(seconds=30)
    release(chat)
    late = chat.say(f"/undo {id_}", CHIEF)
    assert f"Too late: alert #{id_} is out." in words_of(late)
    assert data_of(late) == [f"recall {id_}"]
    chat.presses(f"recall {id_}", CHIEF)
    assert "recalled already" in words_of(chat.say(f"/undo {id_}", CHIEF))


def test_twice_it_says_that_it_is_held(chat: Chat) -> None:
    id_ = scheduled(chat)
    chat.say(f"/undo {id_}", CHIEF)
    again = chat.say(f"/undo {id_}", CHIEF)
    assert "is held: nothing has been sent" in words_of(again)
    assert f"alert send {id_}" in data_of(again)


def test_a_recall_of_what_has_not_left_cancels_it(chat: Chat) -> None:
    id_ = scheduled(chat)
    assert "it is cancelled, and nobody gets it" in words_of(chat.say(f"/recall {id_}", CHIEF))
    assert row(chat, id_).state is AlertState.DROPPED
    assert chat.database.read_here(plans.standing) == []
    assert "cancelled already" in words_of(chat.say(f"/undo {id_}", CHIEF))


def test_what_is_no_number_is_answered_with_what_to_write(chat: Chat) -> None:
    assert "such as /undo 12" in words_of(chat.say("/undo that", CHIEF))
    assert "no alert #99" in words_of(chat.say("/undo 99", CHIEF))


async def test_a_reply_to_what_undo_answers_edits_the_alert(database: Database) -> None:
    desk = NewsDesk(database)
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held send {id_}")
    undone = desk.say(BORIS, f"undo {id_}")
    desk.reply(BORIS, undone, "Un autre titre")
    assert desk.alert(id_).headline == "Un autre titre"
    again = desk.say(CHIEF, f"/undo {id_}")
    assert f"held edit {id_}" in again.data
