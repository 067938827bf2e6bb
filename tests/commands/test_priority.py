import pytest
from sqlalchemy import Connection

from bot.model import Priority, Role
from bot.store import audit
from bot.store import source as sources
from tests.chat import ANNA, CHIEF, Chat, data_of, words_of

NEW = sources.NewSource("https://example.org/feed", "file", name="Le Fil")


@pytest.fixture
def known(chat: Chat) -> Chat:
    chat.database.write_here(lambda tx: sources.add(tx, NEW, chat.now))
    return chat


def priority(chat: Chat) -> Priority:
    row = chat.database.read_here(lambda tx: sources.by_url(tx, NEW.url))
    assert row
    return row.priority


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("breaking", Priority.BREAKING), ("LOW", Priority.DIGEST), ("basse", Priority.DIGEST)],
)
def test_a_source_gets_another_priority_and_it_is_said_what_that_means(
    known: Chat, word: str, wanted: Priority
) -> None:
    shown = words_of(known.say(f"/priority 1 {word}", CHIEF))
    assert priority(known) is wanted
    meaning = "in quiet hours" if wanted is Priority.BREAKING else "when no other waits"
    assert meaning in shown
    row = known.database.read_here(lambda tx: audit.page(tx, 1))[0].act
    assert (row.what, row.about, row.before) == ("rank", "source 1", {"priority": "normal"})


def test_without_a_word_all_three_are_explained(known: Chat) -> None:
    shown = known.say("/priority #1", CHIEF)
    assert data_of(shown) == ["priority 1 breaking", "priority 1 low"]
    assert [line.partition(":")[0] for line in shown.lines[1:]] == ["breaking", "normal", "low"]
    known.presses("priority 1 normal", CHIEF)
    assert not known.database.read_here(lambda tx: audit.page(tx, 1))  # it was that before


def test_the_desks_word_outlives_a_start_by_which_the_file_speaks(known: Chat) -> None:
    known.says("/priority 1 breaking", CHIEF)

    def start(tx: Connection) -> None:
        sources.keep(tx, "file", [NEW], known.now)

    known.database.write_here(start)
    assert priority(known) is Priority.BREAKING


@pytest.mark.parametrize("words", ["", "x breaking", "9 breaking", "1 high"])
def test_what_is_amiss_is_said(known: Chat, words: str) -> None:
    told = words_of(known.say(f"/priority {words}", CHIEF))
    assert "/priority" in told or "/sources" in told or "breaking, normal or low" in told
    assert priority(known) is Priority.NORMAL


def test_an_editor_has_no_such_command(known: Chat) -> None:
    known.appoint(ANNA, Role.EDITOR)
    assert "do not know" in words_of(known.say("/priority 1 breaking", ANNA))
