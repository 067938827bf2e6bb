"""What loops are put together from, as the settings have it."""

import subprocess
import sys
from datetime import timedelta

import pytest

from bot.app.opening import Opened
from bot.app.steps import Steps, desk_of, kept_of, new_writer, promises_of, user_agent
from bot.sections import ConsentSettings, DeskSettings, Retention, Revise
from bot.settings import Settings
from bot.store.database import Database
from tests.fakes import FakeChannel, a_logger
from tests.pipeline.room import newsroom
from tests.rows import a_sender


async def test_readers_are_told_the_links_of_the_channels_that_have_one(database: Database) -> None:
    class Linkless(FakeChannel):
        def join_link(self, _payload: str) -> str:
            return ""

    made = Opened(Settings(), newsroom(), database, a_logger(), "http://127.0.0.1", None)
    channels = FakeChannel(), Linkless("whatsapp")
    ids = database.write_here(lambda tx: [a_sender(tx, one.name) for one in channels])
    accounts = dict(zip(ids, channels, strict=True))
    assert Steps(made, accounts).links() == {"telegram": "https://join.example/{payload}"}


def test_publishers_learn_who_asks() -> None:
    assert user_agent("").startswith("Tocsin/")
    assert user_agent("desk@example.org").endswith(" (+desk@example.org)")


def test_publishers_learn_who_asks_from_a_checkout_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata  # noqa: PLC0415 -- what is replaced here

    def unknown(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", unknown)
    assert user_agent("") == "Tocsin/dev"


def test_no_language_model_is_asked_where_none_is_set() -> None:
    assert new_writer(Settings()) is None


def test_without_a_model_its_client_is_not_even_imported() -> None:
    ask = "import sys, bot.app.loops; sys.exit('bot.sources.writer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], check=False, timeout=60).returncode == 0


def test_seconds_of_the_settings_become_spans() -> None:
    settings = Settings(
        desk=DeskSettings(grace=5, breaking_grace=0, two_persons=True, second_within=60),
        consent=ConsentSettings(double=True, question=1, proof=2, letters=3),
    )
    desk, promises = desk_of(settings), promises_of(settings)
    assert (desk.grace, desk.breaking_grace) == (timedelta(seconds=5), timedelta(0))
    assert promises.double
    spans = (promises.question, promises.proof, promises.letters)
    assert spans == tuple(timedelta(seconds=each) for each in (1, 2, 3))


def test_the_past_is_kept_as_the_settings_have_it_and_nought_is_for_ever() -> None:
    spans = Retention(entries=8e6, deliveries=2e6, events=1e6, left=4e6)
    kept, promised = kept_of(Settings(retention=spans)), promises_of(Settings(retention=spans))
    found = [kept.entries, kept.deliveries, kept.events, kept.left]
    assert found == [timedelta(seconds=each) for each in (8e6, 2e6, 1e6, 4e6)]
    assert (promised.deliveries, promised.left) == (kept.deliveries, kept.left)
    nought = Settings(retention=Retention(entries=0, deliveries=0, events=0, left=0))
    for_ever = kept_of(nought)
    assert {for_ever.entries, for_ever.deliveries, for_ever.events, for_ever.left} == {None}
    assert (promises_of(nought).deliveries, promises_of(nought).left) == (None, None)


def test_an_entry_keeps_its_words_for_as_long_as_alerts_follow_it() -> None:
    long = Settings(retention=Retention(entries=700_000), revise=Revise(life=900_000))
    assert (kept_of(long).entries or timedelta()) > timedelta(seconds=900_000)
