import pytest

from bot.model import Priority
from bot.store import found
from bot.store import source as sources
from tests.chat import ALL, CHIEF, Chat, data_of, words_of

URL = "https://example.org/feed.xml"


def source(chat: Chat, url: str = URL) -> sources.SourceRow | None:
    return chat.database.read_here(lambda tx: sources.by_url(tx, url))


def test_a_source_is_added_due_now_and_knows_who_added_it(chat: Chat) -> None:
    words = words_of(chat.say(f"/addsource {URL} monde Israël", CHIEF))
    row = source(chat)
    assert row
    assert set(row.topics) == {"israel", "monde"}
    assert row.due_at == chat.now
    assert row.added_by == chat.person(CHIEF).id
    assert f"#{row.id}" in words
    assert "World, Israel" in words


def test_a_source_without_topics_goes_to_all_and_the_answer_says_so(chat: Chat) -> None:
    words = words_of(chat.say(f"/addsource {URL}", CHIEF))
    row = source(chat)
    assert row
    assert set(row.topics) == set(ALL)
    assert "all topics" in words


def test_a_known_source_keeps_all_but_the_topics_named(chat: Chat) -> None:
    new = sources.NewSource(
        URL, "file", priority=Priority.BREAKING, every=90, language="he", topics=("monde",)
    )
    chat.database.write_here(lambda tx: sources.add(tx, new, chat.now))
    assert "there already" in words_of(chat.say(f"/addsource {URL}", CHIEF))
    assert "other topics" in words_of(chat.say(f"/addsource {URL} culture", CHIEF))
    row = source(chat)
    assert row
    assert (row.topics, row.priority, row.every, row.language) == (("culture",), Priority.BREAKING, 90, "he")


def test_a_site_that_was_added_before_is_known_by_its_address(chat: Chat) -> None:
    chat.say("/addsource example.org monde", CHIEF)
    row = source(chat, "https://example.org")
    assert row
    left = {"former": ["https://example.org"]}
    chat.database.write_here(lambda tx: found.keep(tx, row, URL, "feed", left))
    assert "there already" in words_of(chat.say("/addsource example.org", CHIEF))
    assert "other topics" in words_of(chat.say("/addsource example.org culture", CHIEF))
    now = source(chat)
    assert now
    assert (now.id, now.topics, now.kind) == (row.id, ("culture",), "feed")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "lemonde",
        "ftp://example.org/feed",
        "https://",
        "https://[broken/feed",
        "https://example.org:99999/",
        "https://anna:secret@example.org/",
        "javascript:alert(1)",
        "https://example.org/\u202efeed",
        "https://example.org/" + "x" * 3000,
    ],
)
def test_what_is_no_address_is_refused_with_an_example(chat: Chat, url: str) -> None:
    words = words_of(chat.say(f"/addsource {url}", CHIEF))
    assert "example.org" in words or (not url and "/addsource" in words)
    assert "secret" not in words
    assert source(chat, url) is None


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("lemonde.fr", "https://lemonde.fr"),
        ("www.lemonde.fr/international/,", "https://www.lemonde.fr/international/"),
        ("example.org:8080/fil", "https://example.org:8080/fil"),
        ("<https://example.org/feed.xml>.", "https://example.org/feed.xml"),
        ("«https://example.org/feed.xml»!", "https://example.org/feed.xml"),
        ("(https://example.org/feed.xml)", "https://example.org/feed.xml"),
        ("https://example.org/Le_Fil_(presse)", "https://example.org/Le_Fil_(presse)"),
        ("https://example.org/feed.xml).", "https://example.org/feed.xml"),
        ("\u200fhttps://example.org/feed.xml\u200f", "https://example.org/feed.xml"),
        ("feed:https://example.org/feed.xml", "https://example.org/feed.xml"),
        ("feed://example.org/feed.xml", "https://example.org/feed.xml"),
        ("https://www.youtube.com/@lemondefr?si=x", "https://www.youtube.com/@lemondefr?si=x"),
        ("החדשות.example", "https://החדשות.example"),
    ],
)
def test_an_address_is_taken_as_people_write_it(chat: Chat, said: str, url: str) -> None:
    chat.say(f"/addsource {said} monde", CHIEF)
    row = source(chat, url)
    assert row
    assert row.kind == "site"


def test_an_unknown_topic_adds_nothing(chat: Chat) -> None:
    assert "sport" in words_of(chat.say(f"/addsource {URL} monde sport", CHIEF))
    assert source(chat) is None


def test_what_can_be_done_next_is_offered_and_what_else_changed_is_said(chat: Chat) -> None:
    added = chat.say(f"/addsource {URL} monde", CHIEF)
    assert data_of(added) == ["sources 1", "test #1"]
    assert "Nothing was changed" in words_of(chat.say(f"/addsource {URL}", CHIEF))
    chat.says("/pause 1", CHIEF)
    again = chat.say(f"/addsource {URL}", CHIEF)
    assert "paused since" in words_of(again)
    assert data_of(again) == ["sources 1", "test #1"]
    assert "looked at again" in words_of(chat.say(f"/addsource {URL} culture", CHIEF))
