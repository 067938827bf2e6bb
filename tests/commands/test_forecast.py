from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import Priority
from bot.store import sender as senders
from bot.store.schema import delivery
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of
from tests.rows import a_crowd, an_alert

RATES = {"telegram": 10.0, "whatsapp": 20.0}


@pytest.fixture
def paced(chat: Chat) -> Chat:
    """Let the chat know how fast its channels send; Anna reads on Telegram, Boris on WhatsApp."""
    return rated(chat, RATES)


def rated(chat: Chat, rates: Mapping[str, float]) -> Chat:
    chat.context = replace(chat.context, rates=rates)
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    chat.database.write_here(lambda tx: tx.execute(delivery.delete()))  # the replies are gone
    return chat


def question(chat: Chat) -> list[str]:
    _preview, asked = chat.says("/alert A headline", CHIEF)
    return words_of(asked).split("\n")[2:-1]


def crowded(chat: Chat, size: int, priority: Priority = Priority.NORMAL) -> None:
    """Let so many deliveries of another alert wait for the chat's own Telegram account."""

    def lay(tx: Connection) -> None:
        a_crowd(tx, an_alert(tx, topics=("culture",)), size, chat.now)
        waiting = {"sender_id": chat.senders["telegram"], "priority": priority}
        tx.execute(delivery.update().where(delivery.c.alert_id.is_not(None)).values(**waiting))

    chat.database.write_here(lay)


def test_readers_are_told_by_channel_and_the_last_ones_time(paced: Chat) -> None:
    assert question(paced) == [
        "By channel: \u2068Telegram\u2069 1, \u2068WhatsApp\u2069 1.",
        "The last one will have it in a few seconds.",
    ]


def test_what_waits_comes_first_and_breaking_overtakes_it(paced: Chat) -> None:
    crowded(paced, 1300)
    assert question(paced)[1:] == [
        "The last one will have it in about 3 minutes.",
        "Sent as breaking: in a few seconds.",
    ]


def test_other_breaking_alerts_are_not_overtaken(paced: Chat) -> None:
    crowded(paced, 600, Priority.BREAKING)
    assert question(paced)[1:] == ["The last one will have it in about 60 seconds."]


def test_a_silence_that_the_service_asked_for_is_counted_in(paced: Chat) -> None:
    until = paced.now + timedelta(seconds=240)
    paced.database.write_here(lambda tx: senders.move(tx, paced.senders["whatsapp"], until))
    assert question(paced)[1:] == ["The last one will have it in about 4 minutes."]


def test_a_channel_that_is_down_is_named_and_not_forecast(paced: Chat) -> None:
    crowded(paced, 1200)
    down = paced.senders["telegram"]
    paced.database.write_here(lambda tx: senders.mark_down(tx, down, paced.now, "a wrong token"))
    assert question(paced)[1:] == [
        "\u2068Telegram\u2069 takes nothing since 11/23/26, 11:00\u202fAM",
        "The last one will have it in a few seconds.",
    ]


def test_what_takes_longer_than_an_alert_lives_does_not_reach_everybody(paced: Chat) -> None:
    paced.context = replace(paced.context, alert_life=timedelta(minutes=1))
    crowded(paced, 1200)
    assert question(paced)[-1] == "Not everybody will get it: it is sent for about 60 seconds at most."


def test_where_no_rate_is_known_nothing_is_forecast(chat: Chat) -> None:
    assert question(rated(chat, {})) == ["By channel: \u2068Telegram\u2069 1, \u2068WhatsApp\u2069 1."]


def test_an_alert_that_nobody_reads_has_no_forecast(chat: Chat) -> None:
    chat.context = replace(chat.context, rates=RATES)
    assert question(chat) == []
