"""What staff write in haste is understood in all languages, and readers' words mean what they always do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.commands.line import Line
from bot.commands.staff_words import read
from bot.model import Address, Role, SubscriberStatus
from bot.store import halt as halts
from bot.store.schema import subscriber
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("stopall", Line("stopall")),
        ("/stopall", Line("stopall")),
        ("Stop all", Line("stopall")),
        ("HALT", Line("stopall")),
        ("tout arrêter", Line("stopall")),
        ("עצור הכל", Line("stopall")),
        ("أوقف الكل", Line("stopall")),
        ("остановить всё", Line("stopall")),
        ("alles stoppen", Line("stopall")),
        ("undo", Line("undo")),
        ("undo 12", Line("undo", "12")),
        ("/undo #12", Line("undo", "#12")),
        ("rückgängig 12", Line("undo", "12")),
        ("later 12 18:00 until 22:00", Line("later", "12 18:00 until 22:00")),
        ("plus tard 12 18h", Line("later", "12 18h")),
        ("embargo 12 off", Line("embargo", "12 off")),
        ("resume fresh", Line("resume", "fresh")),
        ("/resume nonsense", Line("resume", "nonsense")),
    ],
)
def test_a_command_is_read_in_words(text: str, line: Line) -> None:
    assert read(text) == line


@pytest.mark.parametrize(
    "text",
    ["", "/", "halt the presses", "stop", "later we publish more", "undo that", "resume it all", "recall 12"],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("who", [ANNA, BORIS], ids=["telegram", "whatsapp"])
@pytest.mark.parametrize("words", ["stopall", "STOP ALL", "/stopall"])
def test_a_reader_who_writes_it_ends_their_own_alerts_and_nothing_else(
    chat: Chat, who: Address, words: str
) -> None:
    chat.says("START", who)
    chat.says(words, who)
    assert chat.status(who) is SubscriberStatus.LEFT
    assert not chat.database.read_here(halts.stands)


@pytest.mark.parametrize("words", ["stopall", "STOP ALL", "/stopall", "tout arrêter"])
def test_an_editor_who_writes_it_halts_all_and_keeps_their_own_alerts(chat: Chat, words: str) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("START", BORIS)
    chat.says(words, BORIS)
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE
    assert chat.database.read_here(halts.stands)
    chat.says("resume", BORIS)
    assert not chat.database.read_here(halts.stands)


def test_an_editor_who_has_left_comes_back_by_the_word_while_nothing_is_halted(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("START", BORIS)
    chat.says("STOP", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.LEFT
    chat.says("resume", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE
    assert "Nothing is halted" in words_of(chat.say("/resume", CHIEF))


def test_who_is_no_editor_any_more_halts_nothing(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.appoint(BORIS, Role.READER)
    chat.now += timedelta(minutes=1)
    chat.says("halt", BORIS)
    assert not chat.database.read_here(halts.stands)
    query = select(subscriber.c.role).where(subscriber.c.id == chat.person(BORIS).id)
    assert chat.database.read_here(lambda tx: tx.scalar(query)) == Role.READER
