"""What staff write in haste is understood in all languages, and readers' words mean what they always do."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select

from bot.ask import Ask, Command, Reply
from bot.commands import COMMANDS
from bot.commands.line import Line
from bot.commands.said import phrases
from bot.commands.staff_tables import AT_THE_DESK, IN_HASTE
from bot.commands.staff_words import read
from bot.commands.words import WORDS, word_for
from bot.model import Address, AlertState, Role, SubscriberStatus
from bot.rules.consent import word_of
from bot.store import halt as halts
from bot.store.schema import subscriber
from bot.texts import languages
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of
from tests.commands.test_alert import row
from tests.commands.test_sending import graced


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
        ("pourquoi 12 Anna", Line("why", "12 Anna")),
        ("en attente 12 kill", Line("held", "12 kill")),
        ("בדיקה https://e.org", Line("test", "https://e.org")),
        ("alerte culture\nUn titre\nUne ligne", Line("alert", "culture\nUn titre\nUne ligne")),
        ("پرسش‌ها", Line("questions")),
        ("/resume nonsense", Line("resume", "nonsense")),
    ],
)
def test_a_command_is_read_in_words(text: str, line: Line) -> None:
    assert read(text) == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "halt the presses",
        "stop",
        "later we publish more",
        "undo that",
        "resume it all",
        "pourquoi pas",
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert read(text) is None


OF_STAFF = [name for name, command in COMMANDS.items() if command.ROLE is not Role.READER]
NO_OTHER = {"revoke"}
"""Has its own name alone: the words for it ask to leave, and an editor must be able to."""


def test_each_command_of_staff_has_a_word_in_each_language_and_the_one_shown_is_read() -> None:
    tables = IN_HASTE | AT_THE_DESK
    assert tables.keys() == set(OF_STAFF) - NO_OTHER
    for name, by_language in tables.items():
        assert set(languages()) - {"en"} <= by_language.keys() <= set(languages()), name
        for language in languages():
            assert read(word_for(name, language)) == Line(name), (name, language)
            assert read(f"{word_for(name, language)} #12") == (
                None if name == "stopall" else Line(name, "#12") if name != "resume" else None
            )


def test_no_word_stands_for_two_commands_and_none_but_those_in_haste_ends_alerts() -> None:
    said: dict[str, str] = {}
    for name, by_language in (IN_HASTE | AT_THE_DESK).items():
        for word in phrases(by_language):
            assert said.setdefault(word, name) == name, word
            assert word not in WORDS, word
            assert word not in COMMANDS or word == name, word
            assert name in IN_HASTE or word_of(word) is None, word


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Line]:
    """Gives what reaches the commands of staff, none of which does anything."""
    reached: list[Line] = []

    def stub(name: str) -> Command:
        def run(ask: Ask) -> Sequence[Reply]:
            reached.append(Line(name, ask.args))
            return ()

        return cast("Command", SimpleNamespace(ROLE=COMMANDS[name].ROLE, HELP=COMMANDS[name].HELP, run=run))

    for name in OF_STAFF:
        monkeypatch.setitem(COMMANDS, name, stub(name))
    return reached


def test_the_name_and_the_words_of_every_command_are_enough_on_whatsapp(
    chat: Chat, written: list[Line]
) -> None:
    chat.says("START", BORIS)
    chat.appoint(BORIS, Role.OWNER)
    chat.database.write_here(lambda tx: halts.begin(tx, chat.person(BORIS).id, chat.now))
    for name in OF_STAFF:
        args = {"revoke": "17", "resume": "fresh", "stopall": ""}.get(name, "12 x")
        for word in dict.fromkeys(
            [name, name.upper(), *(word_for(name, language) for language in languages())]
        ):
            written.clear()
            chat.says(f"{word} {args}", BORIS)
            assert written == [Line(name, args)], word
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE


def test_what_is_not_for_a_command_of_staff_is_no_command_to_a_reader(
    chat: Chat, written: list[Line]
) -> None:
    chat.says("START", BORIS)
    for language in languages():
        for name in AT_THE_DESK:
            chat.says(word_for(name, language), BORIS)
    assert written == []
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE


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


@pytest.mark.parametrize("word", ["cancel", "Annuler", "ביטול", "отмена", "annuler 1"])
def test_cancel_undoes_what_the_editor_has_just_sent_and_else_means_what_it_always_does(
    chat: Chat, word: str
) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("START", BORIS)
    graced(chat)
    id_ = int(data_of(chat.says("alert A headline", BORIS)[-1])[0].split()[-1])
    chat.presses(f"alert send {id_}", CHIEF)
    chat.says(f"undo {id_}", CHIEF)
    chat.presses(f"alert send {id_}", BORIS)
    chat.says(word, BORIS)
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE
    assert row(chat, id_).state is AlertState.HELD
    chat.presses(f"alert send {id_}", CHIEF)
    chat.says(word.split(maxsplit=1)[0], BORIS)  # nothing of his own is about to leave
    assert row(chat, id_).state is AlertState.SCHEDULED
    chat.says("START", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE
