"""/hold: what waits for a look."""

import pytest

from bot.model import Hold, Role, SourceId
from bot.store import audit
from bot.store import hold as holds
from bot.store.database import Database
from tests.chat import ANNA, BORIS, Chat, data_of, typed_of
from tests.rows import a_source


@pytest.fixture
def source(chat: Chat) -> SourceId:
    chat.appoint(ANNA, Role.ADMIN)
    return chat.database.write_here(lambda tx: a_source(tx, name="The Blog", topics=["monde"]))


def test_a_source_and_a_topic_are_held_and_let_go(chat: Chat, database: Database, source: SourceId) -> None:
    assert "all alerts go straight out" in typed_of(chat.say("/hold"))
    said = chat.say(f"/hold {source} all")
    assert f"#{source} The Blog: all alerts wait for a look." in typed_of(said)
    assert data_of(said) == [f"hold {source} breaking", f"hold {source} off"]
    assert "Culture: breaking alerts wait for a look." in typed_of(chat.say("/hold Culture breaking"))
    listed = typed_of(chat.say("/hold"))
    assert listed.index("The Blog") < listed.index("Culture")
    assert database.read_here(lambda tx: holds.of_source(tx, source)) is Hold.ALL
    chat.presses(f"hold {source} off")
    assert "The Blog" not in typed_of(chat.say("/hold"))


def test_a_number_alone_shows_how_it_stands(chat: Chat, source: SourceId) -> None:
    said = chat.say(f"/hold #{source}")
    assert "The Blog: goes straight out." in typed_of(said)
    assert data_of(said) == [f"hold {source} all", f"hold {source} breaking"]


@pytest.mark.parametrize("words", ["999 all", "nothing all", "sometimes", "off", "999999999999999 all"])
def test_what_is_wrong_is_said_and_changes_nothing(chat: Chat, source: SourceId, words: str) -> None:
    said = typed_of(chat.say(f"/hold {words}"))
    assert "/hold" in said or "There is no source" in said
    assert chat.database.read_here(holds.listed) == []
    assert source


def test_who_did_it_is_written_down(chat: Chat, source: SourceId) -> None:
    chat.says(f"/hold {source} breaking")
    (act,) = chat.database.read_here(lambda tx: audit.page(tx, 1))
    assert (act.act.what, act.act.about) == ("hold", f"source {source}")
    assert (act.act.before, act.act.after) == ({"hold": "off"}, {"hold": "breaking"})


def test_on_whatsapp_words_do(chat: Chat, source: SourceId) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    said = typed_of(chat.say("hold culture all", BORIS))
    assert "Culture: all alerts wait for a look." in said
    assert "/hold" not in typed_of(chat.say("hold", BORIS))
    assert source
