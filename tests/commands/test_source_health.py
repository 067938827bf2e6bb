import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import Role
from bot.rules import rhythm as rhythms
from bot.store import hub as hubs
from bot.store import source as sources
from tests.chat import ANNA, CHIEF, Chat, data_of, words_of
from tests.commands.test_sources import add
from tests.rows import an_alert, an_entry


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "its hub tells us of news at once"),
        ("fr", "son hub nous annonce aussitôt ses nouvelles"),
        ("he", "הרכזת שלו מודיעה לנו מיד על חדשות"),
    ],
)
def test_a_source_whose_hub_pushes_is_shown_as_such(chat: Chat, language: str, words: str) -> None:
    pushed = add(chat, "https://pushed.example/feed")
    add(chat, "https://polled.example/feed")

    def subscribe(tx: Connection) -> None:
        hubs.want(tx, pushed.id, "https://hub.example/", pushed.url, chat.now)
        row = hubs.find(tx, pushed.id)
        assert row
        lease = chat.now + timedelta(days=1)
        hubs.change(tx, row, state=hubs.HubState.ACTIVE, lease_until=lease)

    chat.database.write_here(subscribe)
    _head, first, second = chat.say("/sources", CHIEF, language).lines
    assert f"\n{words}\n" in first
    assert words not in second


def test_many_sources_come_in_pages_with_a_button_for_each(chat: Chat) -> None:
    for number in range(8):
        add(chat, f"https://s{number}.example/feed", "israel")
    first = chat.say("/sources", CHIEF)
    assert (len(first.lines), data_of(first)) == (
        6,
        [*(f"sources {one}" for one in range(1, 6)), "sources @2"],
    )
    (body,) = chat.presses("sources @2", CHIEF)
    assert data_of(body.message) == ["sources 6", "sources 7", "sources 8", "sources @1"]


def knows(chat: Chat, row: sources.SourceRow, days: int, quiet: int) -> None:
    """Let a source have had an entry every four hours for some days, and then none for some hours."""
    end = chat.now - timedelta(hours=quiet)
    moments = [end - timedelta(hours=4 * number) for number in range(6 * days)]
    rhythm = rhythms.learned(rhythms.seeded(moments, end), (), chat.now)
    written = rhythms.to_json(rhythm)
    chat.database.write_here(lambda tx: sources.looked(tx, row, {}, chat.now, rhythm=written))


def test_what_is_silent_for_longer_than_ever_stands_before_what_is_well(chat: Chat) -> None:
    well, silent = (add(chat, f"https://{name}.example/feed", "israel") for name in ("well", "silent"))
    knows(chat, well, 14, 3)
    knows(chat, silent, 14, 20)
    head, first, second = chat.say("/sources", CHIEF).lines
    assert head == "1 of 2 sources want a look; they stand first."
    assert first.startswith(f"#{silent.id} ")
    assert "longer than it was ever quiet" in first
    assert second.startswith(f"#{well.id} ")
    assert "ever quiet" not in second


def test_one_source_has_a_card_with_what_can_be_done(chat: Chat) -> None:
    row = add(chat, "https://well.example/feed", "israel", name="Le Bien")
    knows(chat, row, 14, 3)
    due = chat.now + timedelta(minutes=9)
    chat.database.write_here(lambda tx: sources.postpone(tx, row.id, due))
    shown = chat.say(f"/sources {row.id}", CHIEF)
    words = words_of(shown).replace("\u202f", " ")
    assert shown.headline == f"Source #{row.id}"
    assert re.search(r"It publishes about [67] entries a day\.", words)  # its guess is drawn to a mean
    assert "Next look: 11/23/26, 11:09 AM" in words
    assert "normal: its alerts go in their turn" in words
    assert data_of(shown) == [f"pause {row.id}", f"priority {row.id}", f"test #{row.id}", "sources"]
    chat.appoint(ANNA, Role.EDITOR)
    assert data_of(chat.say(f"/sources {row.id}", ANNA)) == [f"test #{row.id}", "sources"]


def test_of_a_new_source_nothing_is_made_up(chat: Chat) -> None:
    row = add(chat, "https://new.example/feed", "israel")
    assert "not known yet" in words_of(chat.say(f"/sources {row.id}", CHIEF))


def test_what_a_source_brought_in_a_week_is_counted(chat: Chat) -> None:
    row = add(chat, "https://well.example/feed", "israel")

    def bring(tx: Connection) -> None:
        seen = [an_entry(tx, row.id, now=chat.now - timedelta(days=3 * number)) for number in range(4)]
        an_alert(tx, entry_id=seen[0], now=chat.now)
        an_alert(tx, now=chat.now)  # a person's

    chat.database.write_here(bring)
    assert "7 days: 3 entries, 1 alert" in words_of(chat.say("/sources", CHIEF))
    chat.now += timedelta(days=2)
    assert "7 days: 2 entries, 1 alert" in words_of(chat.say("/sources", CHIEF))
