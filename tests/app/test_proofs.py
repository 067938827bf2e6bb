from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.app.proofs import proof
from bot.errors import SettingsError
from bot.rules.departure import digest
from bot.settings import Settings
from bot.store import erasure
from bot.store import leaver as leavers
from bot.store.database import Database
from bot.store.departure import Proof
from tests.chat import BORIS, Chat
from tests.rows import NOW

BORIS_SAID = f"whatsapp:{BORIS.id}"


def told(database: Database, address: str = BORIS_SAID) -> list[str]:
    url = database.url.render_as_string(hide_password=False)
    return proof(Settings(database_url=SecretStr(url)), address)


def test_the_history_of_an_address_is_told_step_by_step(database: Database) -> None:
    chat = Chat(database, NOW)
    chat.says("START culture_radio", BORIS)
    chat.now += timedelta(days=1)
    chat.says("STOP", BORIS)
    given, ended = told(database)
    moment, how, origin, topics, words = given.split(" | ")
    assert (moment, how) == ("2026-11-23 10:00:00+00:00 given", "whatsapp /start culture_radio")
    assert (origin, topics) == ("campaign radio", "culture")
    assert words.startswith("en: You get news alerts from Le Fil here, on: Culture.")
    assert ended == "2026-11-24 10:00:00+00:00 ended | whatsapp /stop | word | culture"


def test_one_who_was_forgotten_is_known_by_the_address_alone_and_one_who_came_back_twice(
    database: Database,
) -> None:
    chat = Chat(database, NOW)
    chat.says("START culture", BORIS)
    chat.now += timedelta(days=1)
    chat.presses("forget yes", BORIS)
    assert told(database) == [
        "2026-11-23 10:00:00+00:00 given",
        "2026-11-24 10:00:00+00:00 asked to be forgotten",
    ]
    assert told(database, "whatsapp:+33600000000") == ["nothing is kept of this address"]
    chat.says("START", BORIS)
    assert len(told(database)) == 3


def test_one_who_left_long_ago_and_is_erased_is_told_from_one_who_asked(database: Database) -> None:
    chat = Chat(database, NOW)
    chat.says("START culture", BORIS)
    chat.now += timedelta(days=1)
    chat.says("STOP", BORIS)

    def erased(tx: Connection) -> None:
        (one,) = leavers.due(tx, chat.now + timedelta(days=1), 9)
        left = Proof("salt", digest(BORIS, "salt"), "", NOW + timedelta(days=999))
        assert leavers.erase(tx, one, left)
        erasure.finish_at(tx, BORIS)

    database.write_here(erased)
    assert told(database) == [
        "2026-11-23 10:00:00+00:00 given",
        "2026-11-24 10:00:00+00:00 ended",
        "2026-11-24 10:00:00+00:00 left",
    ]


@pytest.mark.parametrize("words", ["", "+33612345678", "sms:+33612345678", "telegram:"])
def test_what_is_no_address_is_refused_with_what_to_write(database: Database, words: str) -> None:
    with pytest.raises(SettingsError, match="whatsapp:\\+<number>"):
        told(database, words)
