from datetime import timedelta

from sqlalchemy import Connection

from bot.store import source as sources
from tests.chat import CHIEF, Chat, data_of, words_of


def add(chat: Chat, url: str, *topics: str, name: str = "") -> sources.SourceRow:
    def work(tx: Connection) -> sources.SourceRow:
        id_ = sources.add(tx, sources.NewSource(url, "file", topics=topics, name=name), chat.now)
        row = sources.find(tx, id_)
        assert row
        return row

    return chat.database.write_here(work)


def test_without_sources_the_answer_says_how_to_add_one(chat: Chat) -> None:
    assert "/addsource" in words_of(chat.say("/sources", CHIEF))


def test_each_source_is_shown_with_its_health(chat: Chat) -> None:
    new = add(chat, "https://new.example/feed", "israel")
    well = add(chat, "https://well.example/feed", "israel", "monde", name="Le Bien")
    failing = add(chat, "https://failing.example/feed")
    paused = add(chat, "https://paused.example/feed", "monde")

    def fare(tx: Connection) -> None:
        sources.looked(tx, well, {}, chat.now)
        sources.failed(tx, failing, "404 {Not} Found\n\u202e", chat.now + timedelta(hours=1), chat.now)
        sources.pause(tx, paused.id, chat.now, "desk")

    chat.database.write_here(fare)
    lines = chat.say("/sources", CHIEF).lines
    assert lines[0] == f"#{new.id} \u2068new.example/feed\u2069 (israel)\nnot looked at yet"
    assert lines[1].startswith(f"#{well.id} \u2068Le Bien\u2069 (israel, monde)\nwell, last look 11/23/26")
    assert "no topic" in lines[2]
    assert "failing since 11/23/26" in lines[2]
    assert lines[2].endswith("\u2068404 {Not} Found\u2069")
    assert "paused since" in lines[3]


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
