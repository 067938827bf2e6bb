"""Ways to plant a fault in an installation."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web
from sqlalchemy import Connection, select

from bot.channels.telegram_opening import open_telegram
from bot.clock import utc_now
from bot.newsroom import load as load_newsroom
from bot.pipeline.bell import Bell
from bot.pipeline.listen import Listen
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import sender
from tests.app.doctor.installation import Installation, feed
from tests.environment import load
from tests.fakes import a_logger

Plant = Callable[[Installation], Awaitable[object] | None]


@dataclass(frozen=True)
class Planted:
    """A fault: how to plant it, which check must find it, and what its finding must name."""

    about: str
    plant: Plant
    names: tuple[str, ...]


def told(**settings: str) -> Plant:
    """Plant what somebody wrote into the environment."""
    return lambda made: made.environment.update(settings)


def env_file(text: str, mode: int = 0o600) -> Plant:
    def plant(made: Installation) -> None:
        made.env_file.write_text(text, "utf-8")
        made.env_file.chmod(mode)

    return plant


def newsroom(old: str, new: str) -> Plant:
    return lambda made: made.rewrite(old, new)


def also(**changed: object) -> Plant:
    """Plant what is wrong with the machine."""
    return lambda made: made.case_also.update(changed)


def written(name: str, words: Callable[[Installation], str]) -> Plant:
    """Plant a file in the installation's folder."""

    def plant(made: Installation) -> None:
        (made.folder / name).write_text(words(made), "utf-8")

    return plant


def condition(**changed: object) -> Plant:
    return lambda made: made.order("condition", **changed)


def served(path: str, answer: Callable[[Installation], web.Response]) -> Plant:
    return lambda made: made.site.other.update({path: lambda _request: answer(made)})


def by_hook(plant: Plant) -> Plant:
    """Plant something where Telegram's updates are posted."""

    async def planted(made: Installation) -> None:
        made.environment["TELEGRAM_MODE"] = "webhook"
        done = plant(made)
        if done is not None:
            await done

    return planted


async def failing_hook(made: Installation) -> None:
    """Let Telegram fail at our hook: nothing listens there, and somebody writes."""
    await made.call("setWebhook", url=f"{made.site.url}/hooks/telegram", secret_token="x")
    made.site.other["/hooks/telegram"] = lambda _request: web.Response(status=500)
    await made.order("phones/telegram/text", text="hello")
    for _ in range(200):
        if "last_error_message" in (await made.call("getWebhookInfo"))["result"]:
            break


def second_poller(*minutes_ago: int) -> Callable[[Installation], Awaitable[object]]:
    """Let the program be refused updates so many minutes ago, each time by another that asks for them."""

    async def plant(made: Installation) -> None:
        settings = load(made.environment, made.folder)
        channel = open_telegram(settings, load_newsroom(settings.newsroom), {})
        assert channel
        database = Database(made.environment["DATABASE_URL"])
        name, account = channel.name, channel.account
        sender_id = database.write_here(lambda tx: senders.enrol(tx, name, account, utc_now()))
        for minutes in minutes_ago:
            moment = utc_now() - timedelta(minutes=minutes)
            refused = partial(_is_refused_at, moment=moment)
            ear = Listen(
                database, lambda _heard: [], _not_called, partial(_same, moment), a_logger(), Bell(), Bell()
            )
            hearing = asyncio.create_task(ear.hear(channel, sender_id))
            while not database.read_here(refused):
                await made.call("getUpdates", timeout=0)  # as the other does: who asked before is refused
                await asyncio.sleep(0.02)
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
        await channel.close()
        database.close()

    return plant


def _same(moment: datetime) -> datetime:
    return moment


def _is_refused_at(tx: Connection, moment: datetime) -> bool:
    return tx.scalar(select(sender.c.id).where(sender.c.unheard_at == moment)) is not None


def _not_called(_tx: object, _row: object, _now: object) -> None:
    raise AssertionError("nothing was heard")


def database(change: Callable[[Path], object]) -> Plant:
    def plant(made: Installation) -> None:
        change(made.database_file)

    return plant


def sql(*statements: str) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return change


def damaged(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def foreign(path: Path) -> None:
    path.unlink()
    sql("CREATE TABLE recipe (name TEXT)")(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def typed_owner(made: Installation) -> None:
    made.environment["TOCSIN_OWNER"] = "telegram:@lea"


def model_without_a_key(made: Installation) -> None:
    made.site.other["/v1/models"] = lambda _request: web.Response(status=401)
    made.environment.update(TOCSIN_MODEL_URL=f"{made.site.url}/v1", TOCSIN_MODEL_NAME="m")


def gone(made: Installation) -> None:
    made.newsroom.unlink()


def folder_of_secrets(made: Installation) -> None:
    made.env_file.unlink()
    made.env_file.mkdir()


def strange_language(made: Installation) -> None:
    made.rewrite('"fr"]', '"xx"]')
    made.rewrite("fr =", "xx =")


def no_drafts(made: Installation) -> None:
    made.rewrite('["en", "fr"]', '["en", "fr", "pt"]')
    made.rewrite('fr = "Monde"', 'fr = "Monde", pt = "Mundo"')


def old(made: Installation) -> web.Response:
    body = feed(utc_now() - timedelta(days=90), made.site.url)
    return web.Response(body=body, content_type="application/xml")


def page(_made: Installation) -> web.Response:
    return web.Response(text="<html><body>Welcome</body></html>", content_type="text/html")


def empty(_made: Installation) -> web.Response:
    body = b'<rss version="2.0"><channel><title>The Paper</title></channel></rss>'
    return web.Response(body=body, content_type="application/xml")
