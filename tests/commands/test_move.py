import pytest
from sqlalchemy import Connection

from bot.model import SourceId
from bot.rules import move as moves
from bot.rules.move import Move
from bot.store import source as sources
from tests.chat import CHIEF, Chat, words_of

OLD, NEW = "https://old.example/feed", "https://new.example/feed"


def add(chat: Chat, url: str, name: str = "") -> SourceId:
    new = sources.NewSource(url, "chat", name=name)
    return chat.database.write_here(lambda tx: sources.add(tx, new, chat.now))


def state(chat: Chat, id_: SourceId) -> sources.SourceRow:
    row = chat.database.read_here(lambda tx: sources.find(tx, id_))
    assert row is not None
    return row


def seen(chat: Chat, id_: SourceId) -> None:
    def work(tx: Connection) -> None:
        sources.note_move(tx, id_, moves.to_json(Move(NEW, chat.now, 3, asked=True)))

    chat.database.write_here(work)


def test_an_admin_follows_a_source_to_where_it_has_moved(chat: Chat) -> None:
    id_ = add(chat, OLD, name="Le Fil")
    seen(chat, id_)
    said = words_of(chat.say(f"/move #{id_}", CHIEF))
    assert "Le Fil" in said
    assert "new.example/feed" in said
    row = state(chat, id_)
    assert (row.url, row.host, row.memo) == (NEW, "new.example", {})
    assert moves.from_json(row.move) == Move(former=(OLD,))


def test_a_source_added_again_at_its_old_address_is_the_one_that_moved(chat: Chat) -> None:
    id_ = add(chat, OLD)
    seen(chat, id_)
    chat.say(f"/move {id_}", CHIEF)
    assert add(chat, OLD) == id_
    assert state(chat, id_).url == NEW


def test_a_source_does_not_move_to_where_another_is_polled(chat: Chat) -> None:
    id_, other = add(chat, OLD), add(chat, NEW)
    seen(chat, id_)
    said = words_of(chat.say(f"/move {id_}", CHIEF))
    assert f"#{other} is polled there already" in said
    assert f"/pause {id_}" in said
    assert state(chat, id_).url == OLD


def test_a_source_that_has_not_moved_stays(chat: Chat) -> None:
    id_ = add(chat, OLD)
    assert "does not say that it has moved" in words_of(chat.say(f"/move {id_}", CHIEF))
    assert state(chat, id_).url == OLD


@pytest.mark.parametrize("args", ["", "x", "99999", "9" * 30])
def test_what_names_no_source_is_answered_with_where_to_look(chat: Chat, args: str) -> None:
    assert "/sources" in words_of(chat.say(f"/move {args}", CHIEF))
