"""/backtest: what a filter or a setting would have let out, in words and page by page."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.commands.backtest import HEADLINES
from bot.model import Priority, Role, SourceId, Summary
from bot.rules.keyword import keys_of
from bot.store import batch as batches
from bot.store.schema import laying
from tests.chat import BORIS, CHIEF, Chat, data_of, words_of
from tests.rows import NOW, a_source, an_alert, an_entry


@pytest.fixture
def source(chat: Chat) -> SourceId:
    """A source with an alert a day on two topics in turn, of which the newest is breaking."""

    def make(tx: Connection) -> SourceId:
        source_id = a_source(tx, name="The Paper", topics=["israel"])
        for number in range(12):
            at, breaking = NOW - timedelta(days=number, hours=1), number == 0
            words = Summary(f"A {'drone' if number % 3 else 'match'} number {number}", (), "en")
            id_ = an_alert(
                tx,
                topics=["israel" if number % 2 else "monde"],
                priority=Priority.BREAKING if breaking else Priority.NORMAL,
                summary=words,
                entry_id=an_entry(tx, source_id),
                now=at,
            )
            batches.fan_out(tx, id_, Priority.BREAKING if breaking else Priority.NORMAL, at, keys_of)
        return source_id

    return chat.database.write_here(make)


def ask(chat: Chat, words: str) -> str:
    return words_of(chat.say(words, CHIEF))


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("keyword drone", 9),  # and what is breaking, though it says another word
        ("keywords drone, -number", 0),
        ("topic israel", 6),
        ("topic Monde keyword drone", 5),
        ("urgency breaking", 1),
        ("urgency important topic israel", 0),
        ("updates none", 12),
        ("thèmes Israël", 6),
    ],
)
@pytest.mark.usefixtures("source")
def test_a_filter_is_tried(chat: Chat, words: str, count: int) -> None:
    said = ask(chat, f"/backtest {words}")
    assert f"{count} alert{'' if count == 1 else 's'} would have gone out." in said
    assert f"The last 30 days: \u2068{words}\u2069" in said


def test_a_sources_setting_is_tried(chat: Chat, source: SourceId) -> None:
    said = ask(chat, f"/backtest source {source}")
    assert "12 alerts would have gone out." in said
    assert f"Source #{source} \u2068The Paper\u2069 gave 12 entries" in said
    said = ask(chat, f"/backtest source #{source} hold breaking")
    assert "11 alerts would have gone out." in said
    assert "1 would have waited for a look" in said
    assert "waits: \u2068A match number 0\u2069" in said
    assert "Later alerts of those stories, by any source: 0." in said
    assert "12 would have waited" in ask(chat, f"/backtest source {source} hold")


def test_the_figures_the_headlines_and_how_it_was_counted(chat: Chat, source: SourceId) -> None:
    chat.says("/start", BORIS)
    said = ask(chat, f"/backtest source {source}")
    assert "For one reader 0.4 a day, at most 1 (11/23/26)." in said
    assert "1 reader has their topics today." in said
    assert said.count("number") == HEADLINES
    assert "number 11" not in said
    assert "before 11/12/26" in said
    old = update(laying).where(laying.c.id == 12).values(at=NOW - timedelta(days=40))
    chat.database.write_here(lambda tx: tx.execute(old))
    assert "Counted by what decided when each alert went out." in ask(chat, "/backtest topic israel")
    chat.database.write_here(lambda tx: tx.execute(laying.delete()))
    assert "Counted by what the alerts are today" in ask(chat, "/backtest topic israel")


@pytest.mark.usefixtures("source")
def test_the_days_come_a_page_at_a_time(chat: Chat) -> None:
    shown = chat.say("/backtest topic israel", CHIEF)
    assert data_of(shown) == ["backtest @2 topic israel"]
    (body,) = chat.presses("backtest @2 topic israel", CHIEF)
    assert "• 11/23/26: 0\n• 11/22/26: 1" in words_of(body.message)
    assert data_of(body.message) == ["backtest @1 topic israel", "backtest @3 topic israel"]
    (body,) = chat.presses("backtest @9 topic israel", CHIEF)
    assert words_of(body.message).count("•") == 15


@pytest.mark.usefixtures("source")
def test_words_that_no_button_can_carry_offer_none(chat: Chat) -> None:
    shown = chat.say(f"/backtest keyword {'drone, ' * 9}", CHIEF)
    assert data_of(shown) == []
    assert "By day" in ask(chat, f"/backtest @2 keyword {'drone, ' * 9}")


@pytest.mark.parametrize(
    "words",
    ["", "keyword", "topic", "topic xyzzy", "source x", "urgency very", "updates x", "xyzzy", "hold off"],
)
def test_what_is_not_understood_is_answered_with_how(chat: Chat, words: str) -> None:
    assert "Write /backtest" in ask(chat, f"/backtest {words}")


def test_of_nothing_nothing_is_said(chat: Chat) -> None:
    said = ask(chat, "/backtest keyword drone")
    assert "0 alerts would have gone out." in said
    assert "For one reader" not in said
    assert "There is no source #99" in ask(chat, "/backtest source 99")


@pytest.mark.usefixtures("source")
def test_on_whatsapp_it_is_asked_in_words(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    assert "6 alerts would have gone out." in words_of(chat.says("backtest topic israel", BORIS)[0])
