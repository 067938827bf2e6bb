"""Halting all: at once, told to all who work here, and written down."""

from bot.model import MessageKind, Role
from bot.store import audit
from bot.store import halt as halts
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of


def test_it_halts_at_once_and_all_staff_hear(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("/start", ANNA)
    mine, told = chat.hear(chat.inbound("/stopall", CHIEF, name="Chief"))
    assert "Everything is halted: no alert leaves, from now on." in words_of(mine.message)
    assert data_of(mine.message) == ["resume"]
    assert "\u2068Chief\u2069 has halted everything" in words_of(told.message)
    assert told.message.kind is MessageKind.ALERT  # a template can carry it past 24 hours
    assert chat.database.read_here(halts.stands)


def test_a_second_one_hears_since_when_and_by_whom(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("/stopall", CHIEF)
    shown = chat.say("stopall", BORIS)
    assert "Everything is halted since \u206811:00 AM\u2069" in words_of(shown)
    assert "/" not in words_of(shown)
    acts = chat.database.read_here(lambda tx: audit.page(tx, 9))
    assert [one.act.what for one in acts] == ["stopall"]


def test_what_is_sent_meanwhile_waits_and_can_be_undone(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("/stopall", CHIEF)
    _preview, question = chat.says("/alert A headline", CHIEF)
    (body,) = chat.presses(data_of(question)[0], CHIEF)
    assert "Everything is halted: it waits for that to end." in words_of(body.message)
    assert chat.alert_states(ANNA) == []
    assert "Undone" in words_of(chat.say("/undo", CHIEF))
