from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.sources.headers import refusal
from bot.store import hub as hubs
from bot.store import source as sources
from bot.texts import Text, _
from tests.chat import CHIEF, Chat, data_of, words_of


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
    lines = chat.say("/sources", CHIEF).lines
    assert lines[0] == f"#{new.id} \u2068new.example/feed\u2069 (israel)\nnot looked at yet"
    assert lines[1].startswith(
        f"#{well.id} \u2068Le Bien\u2069 (israel, monde)\n\u2068well.example/feed\u2069\n"
    )
    assert "\nwell, last look 11/23/26" in lines[1]
    assert "no topic" in lines[2]
    assert "failing since 11/23/26" in lines[2]
    assert lines[2].endswith(": {paper} .example can't be reached: connection refused")
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
    first, second = chat.say("/sources", CHIEF, language).lines
    assert first.endswith(f"\n{words}")
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
    addresses = [line.split("\n")[1] for line in chat.say("/sources", CHIEF).lines]
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
        assert words.endswith(".example/feed.xml")


def test_what_an_address_holds_in_confidence_is_not_shown(chat: Chat) -> None:
    add(chat, "https://anna:secret@example.org/feed?token=hidden")
    words = words_of(chat.say("/sources", CHIEF))
    assert "example.org/feed" in words
    assert "secret" not in words
    assert "hidden" not in words


def test_many_sources_come_in_pages(chat: Chat) -> None:
    for number in range(10):
        add(chat, f"https://s{number}.example/feed", "israel")
    first = chat.say("/sources", CHIEF)
    assert (len(first.lines), data_of(first)) == (8, ["sources @2"])
    (body,) = chat.presses("sources @2", CHIEF)
    assert (len(body.message.lines), data_of(body.message)) == (2, ["sources @1"])
