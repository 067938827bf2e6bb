import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.logs import DiscreetFormatter, configure, logger
from bot.settings import Log
from bot.store import subscriber
from bot.store.database import Database
from tests.rows import a_subscriber

TOKEN = "4711000:AAH-abcdefghijklmnopqrstuvwxyz012345"
SECRETS = [
    TOKEN,
    "AC" + "0123456789abcdef" * 2,
    "fedcba9876543210" * 2,
    "postgresql://tocsin:hunter2@db.example/tocsin",
    "+972501234567",
    "700100001",
]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in ("httpx", "telegram", "asyncio")}
    yield
    structlog.configure(**before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Said:
    """What was written to standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._text = ""

    def getvalue(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text


@pytest.fixture
def err(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def caught(words: str) -> RuntimeError:
    """Raise and catch an error, so that it has a traceback."""
    with pytest.raises(RuntimeError) as caught_here:
        raise RuntimeError(words)
    return caught_here.value


def lines(err: Said) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.getvalue().splitlines()]


def test_a_log_that_nobody_watches_is_lines_of_json(err: Said) -> None:
    configure(Log())
    logger(part="poll").info("source is back", source=7)
    (line,) = lines(err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "source is back", "level": "info", "part": "poll", "source": 7}


def test_words_of_any_script_are_logged_as_they_are(err: Said) -> None:
    configure(Log(format="json"))
    logger().info("ready", newsroom="חדשות")
    assert "חדשות" in err.getvalue()


@pytest.mark.parametrize("watched", [True, False])
def test_a_log_at_a_terminal_is_for_people(
    err: Said, monkeypatch: pytest.MonkeyPatch, *, watched: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    configure(Log())
    logger().info("ready", parts=["web"])
    assert err.getvalue().startswith("{") != watched
    assert "ready" in err.getvalue()


def test_a_console_is_for_people_wherever_it_goes(err: Said) -> None:
    configure(Log(format="console"))
    logger().error("loop surprised us", exc_info=caught("a bug"))
    assert not err.getvalue().startswith("{")
    assert "RuntimeError: a bug" in err.getvalue()


def test_what_is_below_the_level_is_not_logged(err: Said) -> None:
    configure(Log(level="warning"))
    logger().info("ready")
    logger().warning("source fails")
    assert [line["event"] for line in lines(err)] == ["source fails"]


@pytest.mark.parametrize("shape", ["json", "console"])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_stands_in_the_log_of_an_exception(err: Said, shape: str, secret: str) -> None:
    configure(Log.model_validate({"format": shape}))

    def send(token: str) -> None:
        kept_here = token
        raise RuntimeError(f"POST https://api.telegram.org/bot{kept_here}/sendMessage refused")

    try:
        send(secret)
    except RuntimeError as error:
        logger().exception("channel surprised us", reason=str(error), tried=[secret], more={"to": (secret,)})
    logged = err.getvalue()
    assert "channel surprised us" in logged
    assert "RuntimeError" in logged
    assert secret not in logged
    assert secret.removeprefix("postgresql://").partition("@")[0] not in logged


def test_no_number_stands_in_the_log_of_a_databases_refusal(database: Database, err: Said) -> None:
    number = "+972501234567"

    def twice(tx: Connection) -> None:
        a_subscriber(tx, channel="whatsapp", address=number)
        other = a_subscriber(tx, channel="whatsapp", address="+33612345678")
        subscriber.change(tx, other.id, address=number)

    configure(Log())
    with pytest.raises(IntegrityError) as refusal:
        database.write_here(twice)
    logger().error("event surprised us", id=1234567890, exc_info=refusal.value)
    (line,) = lines(err)
    assert "IntegrityError" in err.getvalue()
    assert number not in err.getvalue()
    assert line["id"] == 1234567890  # a number of ours is no text


def test_what_libraries_log_is_discreet_too() -> None:
    formatter = DiscreetFormatter("%(levelname)s %(name)s %(message)s")
    error = caught(f"no answer to /bot{TOKEN}/getMe")
    told = ("to %s", ("+972501234567",), (type(error), error, error.__traceback__))
    record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 0, *told)
    said = formatter.format(record)
    assert said.startswith("ERROR aiohttp.server to …")
    assert "RuntimeError: no answer to /bot…/getMe" in said


def test_libraries_that_log_each_request_are_hushed(err: Said) -> None:
    configure(Log())
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram").isEnabledFor(logging.WARNING)
