from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.store import source as sources
from bot.texts import Text, _
from tests.chat import CHIEF, Chat, words_of


def add(chat: Chat, url: str, *topics: str, name: str = "") -> sources.SourceRow:
    def work(tx: Connection) -> sources.SourceRow:
        id_ = sources.add(tx, sources.NewSource(url, "file", topics=topics, name=name), chat.now)
        row = sources.find(tx, id_)
        assert row
        return row

    return chat.database.write_here(work)


def fail(chat: Chat, row: sources.SourceRow, error: Text) -> None:
    chat.database.write_here(lambda tx: sources.failed(tx, row, error, chat.now, chat.now))


def test_without_sources_the_answer_says_how_to_add_one(chat: Chat) -> None:
    assert "/addsource" in words_of(chat.say("/sources", CHIEF))


def test_each_source_is_shown_with_its_health(chat: Chat) -> None:
    new = add(chat, "https://new.example/feed", "israel")
    well = add(chat, "https://well.example/feed", "israel", "monde", name="Le Bien")
    failing = add(chat, "https://failing.example/feed")
    paused = add(chat, "https://paused.example/feed", "monde")

    def fare(tx: Connection) -> None:
        sources.looked(tx, well, {}, chat.now)
        error = _(
            "{host} can't be reached: {why}", host="{paper}\n\u202e.example", why=_("connection refused")
        )
        sources.failed(tx, failing, error, chat.now + timedelta(hours=1), chat.now)
        sources.pause(tx, paused.id, chat.now, "desk")

    chat.database.write_here(fare)
    head, *lines = chat.say("/sources", CHIEF).lines
    assert head == "1 of 4 sources want a look; they stand first."
    assert "(all topics)" in lines[0]
    assert "failing since 11/23/26" in lines[0]
    state, advice, week = lines[0].split("\n")[-3:]
    assert state.endswith(": {paper} .example can't be reached: connection refused")
    assert advice.startswith("Nothing to do here: the fault is its server's.")
    assert week == "7 days: 0 entries, 0 alerts"
    assert lines[1].startswith(f"#{new.id} \u2068new.example/feed\u2069 (israel)\nnot looked at yet\n")
    assert lines[2].startswith(
        f"#{well.id} \u2068Le Bien\u2069 (israel, monde)\n\u2068well.example/feed\u2069\n"
    )
    assert "\nwell, last look 11/23/26" in lines[2]
    assert "paused since" in lines[3]


@pytest.mark.parametrize("number", ["99", "x", "9" * 13])
def test_a_number_that_no_source_has_is_said(chat: Chat, number: str) -> None:
    assert "There is no source" in words_of(chat.say(f"/sources {number}", CHIEF))
