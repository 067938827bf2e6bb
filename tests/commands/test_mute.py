from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.commands.mute import Wish, read
from bot.model import SourceId
from bot.store import mute
from tests.chat import ANNA, Chat, data_of, words_of
from tests.commands.desk import ELSE, FIRE, Desk
from tests.rows import a_source

THIRD = replace(
    ELSE,
    guid="third",
    title="Le tramway de Belval ouvre sa troisième ligne samedi matin",
    link="https://un.example/tramway",
    standfirst="La troisième ligne du tramway de Belval accueille ses premiers voyageurs samedi.",
)


def muted(chat: Chat) -> list[int]:
    id_ = chat.person(ANNA).id
    return chat.database.read_here(lambda tx: list(mute.of(tx, id_)))


async def a_reader(desk: Desk) -> Chat:
    """Let Anna have an alert of the source "Un", which is the first."""
    desk.chat.says("/start", ANNA)
    await desk.tells(FIRE, name="Un")
    desk.chat.arrived(1, ANNA, "41")
    return desk.chat


async def test_a_reply_to_an_alert_mutes_the_source_that_it_speaks_by(desk: Desk) -> None:
    chat = await a_reader(desk)
    for text in ("/mute", "muet", "השתק"):
        shown = chat.replies(text, "41")
        assert "You get no more alerts from \u2068Un\u2069." in words_of(shown)
        assert data_of(shown) == ["mute off #1"]
        assert muted(chat) == [1]
        chat.presses("mute off #1")
        assert muted(chat) == []


async def test_what_is_muted_gives_no_alert_and_what_is_heard_again_does(desk: Desk) -> None:
    chat = await a_reader(desk)
    chat.says("/mute #1")
    desk.room.keep(SourceId(1), ELSE)
    await desk.edit()
    assert len(chat.alert_states(ANNA)) == 1
    chat.says("mute off 1")
    desk.room.keep(SourceId(1), THIRD)
    await desk.edit()
    assert len(chat.alert_states(ANNA)) == 2


async def test_hearing_again_can_be_undone_in_place(desk: Desk) -> None:
    chat = await a_reader(desk)
    chat.says("/mute 1")
    (body,) = chat.presses("mute off #1")
    assert (body.replaces, data_of(body.message)) == ("77", ["mute undo #1"])
    (body,) = chat.presses("mute undo #1")
    assert (body.replaces, data_of(body.message)) == ("77", ["mute off #1"])
    assert muted(chat) == [1]


def test_without_an_alert_the_muted_are_listed_a_page_at_a_time(chat: Chat) -> None:
    chat.says("/start")
    assert "You mute no source" in words_of(chat.say("/mute"))

    def work(tx: Connection) -> None:
        for number in range(9):
            mute.add(tx, chat.person(ANNA).id, a_source(tx, name=f"S{number}"))

    chat.database.write_here(work)
    shown = chat.say("/mute")
    assert len(data_of(shown)) == 9
    assert data_of(shown)[-1] == "mute @2"
    assert "#1 \u2068S0\u2069" in words_of(shown)
    (second,) = chat.presses("mute @2")
    assert data_of(second.message) == ["mute off #9", "mute @1"]


def test_a_source_without_a_name_is_called_by_its_site_and_nothing_more(chat: Chat) -> None:
    chat.says("/start")
    chat.database.write_here(lambda tx: a_source(tx, url="https://u:p@paper.example/secret/feed?key=1"))
    shown = words_of(chat.say("/mute #1"))
    assert "\u2068paper.example\u2069" in shown
    assert "secret" not in shown


def test_an_alert_that_a_person_wrote_speaks_by_no_source(chat: Chat) -> None:
    chat.says("/start")
    chat.arrived(chat.alert(), ANNA, "41")
    assert "You mute no source" in words_of(chat.replies("/mute", "41"))


@pytest.mark.parametrize("text", ["/mute #7", "/mute off #7"])
def test_a_number_of_no_source_says_so(chat: Chat, text: str) -> None:
    assert "There is no source #7." in words_of(chat.say(text))


@pytest.mark.parametrize("text", ["/mute the paper", "/mute on #1", "/mute 1 2"])
def test_anything_else_is_answered_with_how(chat: Chat, text: str) -> None:
    assert "Write /mute and the number" in words_of(chat.say(text))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("#12", Wish(SourceId(12))),
        (" 12 ", Wish(SourceId(12))),
        ("# 12", Wish(SourceId(12))),
        ("off #12", Wish(SourceId(12), off=True)),
        ("annuler 12", Wish(SourceId(12), off=True)),
        ("undo #12", Wish(SourceId(12), undo=True)),
        ("on #12", None),
        ("12 of them", None),
        ("", None),
    ],
)
def test_a_wish_is_read(words: str, wish: Wish | None) -> None:
    assert read(words) == wish
