import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import Role
from bot.rules import rhythm as rhythms
from bot.sources.headers import refusal
from bot.store import hub as hubs
from bot.store import source as sources
from bot.texts import Text, _
from tests.chat import ANNA, CHIEF, Chat, data_of, words_of
from tests.rows import an_alert, an_entry


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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "paper.example answers 404: there is nothing at this address"),
        ("fr", "paper.example répond 404 (rien à cette adresse)"),
        ("he", "\u2068paper.example\u2069 משיב 404: אין דבר בכתובת הזאת"),
    ],
)
def test_what_ails_a_source_is_said_in_the_readers_language(chat: Chat, language: str, words: str) -> None:
    row = add(chat, "https://paper.example/feed", "israel")
    error = refusal("paper.example", 404, {})
    assert error
    fail(chat, row, error.text)
    assert words in words_of(chat.say("/sources", CHIEF, language))


def test_three_feeds_of_one_newsroom_are_told_apart_by_their_addresses(chat: Chat) -> None:
    for part in ("sport", "world", "a/" * 40 + "culture"):
        add(chat, f"https://paper.example:8443/{part}.xml", "israel", name="The Paper")
    addresses = [line.split("\n")[1] for line in chat.say("/sources", CHIEF).lines[1:]]
    assert addresses[:2] == [f"\u2068paper.example:8443/{part}.xml\u2069" for part in ("sport", "world")]
    assert addresses[2].startswith("\u2068paper.example:8443/a/a/")
    assert "…" in addresses[2]
    assert addresses[2].endswith("/culture.xml\u2069")
    assert len(addresses[2]) == 62


def test_what_stands_in_the_words_about_an_error_is_cut_only_where_it_is_very_long(chat: Chat) -> None:
    row = add(chat, "https://paper.example/", "israel")
    for length, whole in ((80, True), (300, False)):
        link = f"https://{'a' * length}.example/feed.xml"
        error = _("{status}: {why}", status=404, why=_("its feed seems to be {link}", link=link))
        fail(chat, row, error)
        words = words_of(chat.say("/sources", CHIEF))
        assert (link in words) is whole
        assert ("…" in words) is not whole
        assert ".example/feed.xml\n" in words


def test_what_an_address_holds_in_confidence_is_not_shown(chat: Chat) -> None:
    add(chat, "https://anna:secret@example.org/feed?token=hidden")
    words = words_of(chat.say("/sources", CHIEF))
    assert "example.org/feed" in words
    assert "secret" not in words
    assert "hidden" not in words


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


@pytest.mark.parametrize("number", ["99", "x", "9" * 13])
def test_a_number_that_no_source_has_is_said(chat: Chat, number: str) -> None:
    assert "There is no source" in words_of(chat.say(f"/sources {number}", CHIEF))


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
