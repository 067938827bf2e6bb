import pytest
from sqlalchemy import Connection, select

from bot.model import Role
from bot.store import audit
from bot.store import source as sources
from bot.store.schema import trial
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of


@pytest.fixture
def editor(chat: Chat) -> Chat:
    chat.appoint(ANNA, Role.EDITOR)
    return chat


def asked(chat: Chat) -> list[str]:
    return chat.database.read_here(lambda tx: list(tx.scalars(select(trial.c.url).order_by(trial.c.id))))


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("example.org", "https://example.org"),
        ("<http://example.org/feed.xml>", "http://example.org/feed.xml"),
    ],
)
def test_an_address_is_looked_at_later_and_nothing_is_kept_or_sent(
    editor: Chat, words: str, url: str
) -> None:
    told = words_of(editor.say(f"/test {words}"))
    assert "I look at \u2068example.org\u2069 now" in told
    assert asked(editor) == [url]
    assert not editor.database.read_here(sources.listed)
    act = editor.database.read_here(lambda tx: audit.page(tx, 1))[0].act
    assert (act.what, act.after) == ("test", {"host": "example.org"})


def test_a_source_is_named_by_its_number_and_its_address_is_not_shown(editor: Chat) -> None:
    def add(tx: Connection) -> None:
        new = sources.NewSource("https://paper.example/feed?key=secret", "file", topics=("monde",))
        sources.add(tx, new, editor.now)

    editor.database.write_here(add)
    for words in ("1", "#1"):
        assert "secret" not in words_of(editor.say(f"/test {words}"))
    assert asked(editor) == ["https://paper.example/feed?key=secret"] * 2
    assert "no source #2" in words_of(editor.say("/test 2"))


@pytest.mark.parametrize(
    "words", ["", "ftp://example.org", "https://user:pass@example.org", "x", "localhost:0"]
)
def test_what_is_no_address_is_answered_with_what_to_write(editor: Chat, words: str) -> None:
    assert "example.org" in words_of(editor.say(f"/test {words}")) or not words
    assert not asked(editor)


def test_one_person_waits_for_three_at_most(editor: Chat) -> None:
    for number in range(4):
        told = words_of(editor.say(f"/test example.org/{number}"))
    assert "I still look at" in told
    assert len(asked(editor)) == 3
    assert "I look at" in words_of(editor.say("/test example.org", CHIEF))


def test_a_reader_has_no_such_command(editor: Chat) -> None:
    editor.says("START", BORIS)
    editor.says("/test example.org", BORIS)
    editor.says("test example.org", BORIS)
    assert not asked(editor)
