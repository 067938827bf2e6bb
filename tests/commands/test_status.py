from datetime import timedelta

from sqlalchemy import Connection

from bot.commands.status import STATES
from bot.model import DeliveryState
from bot.store import sender as senders
from bot.store import source as sources
from bot.texts import _
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of


def test_status_counts_what_matters(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    chat.alert()
    chat.set_state(chat.one_delivery(ANNA), DeliveryState.UNKNOWN)

    def fare(tx: Connection) -> None:
        for name in ("a", "b"):
            sources.add(tx, sources.NewSource(f"https://{name}.example", "file"), chat.now)
        failing = sources.by_url(tx, "https://a.example")
        assert failing
        sources.failed(tx, failing, _("connection refused"), chat.now, chat.now)
        senders.mark_down(tx, chat.senders["whatsapp"], chat.now, "wrong token")

    chat.database.write_here(fare)
    lines = words_of(chat.say("/status", CHIEF)).split("\n")
    assert lines[:5] == [
        "Status",
        "2 active subscribers",
        "2 sources, failing: 1, paused: 0",
        "1 alert in 24 hours",
        "Deliveries in 24 hours: waiting 1, in doubt 1",
    ]
    assert lines[5].startswith("\u2068WhatsApp\u2069 takes nothing since 11/23/26")


def test_a_day_later_the_counts_begin_anew(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.alert()
    chat.now += timedelta(hours=25)
    words = words_of(chat.say("/status", CHIEF))
    assert "0 alerts in 24 hours" in words
    assert "Deliveries" not in words


def test_every_state_of_a_delivery_has_its_word() -> None:
    assert set(STATES) == set(DeliveryState)
