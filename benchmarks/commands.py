"""Commands under kills: many people ask over both channels, much is repeated, and the program is killed.

The program runs from its command line against a sandbox in a process of its own. Telegram's updates
are polled for; WhatsApp's hooks are signed and posted from here, again and again until they are taken.
Each command bears a number that its one reply names, so that effects and replies can be counted.
"""

import asyncio
import json
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from sqlalchemy import Connection, func, select

from benchmarks.stand import ACCOUNT, AUTH, NUMBER, Stand, newsroom, sandbox
from benchmarks.storage import still_open
from bot.model import DeliveryState
from bot.sandbox.callbacks import signature
from bot.store.database import Database
from bot.store.migration import migrate
from bot.store.schema import delivery, event

NUMBERED = re.compile(r"/c(\d+)\b")
LEASE = 3.0
START_SECONDS = 60.0


@dataclass(frozen=True)
class Siege:
    """How much is asked, the share of it that is repeated, and how often the program is killed."""

    commands: int
    repeated: float
    kills: int
    people: int
    database: str = ""


@dataclass
class Judged:
    """What came of the commands, seen from outside and in the rows."""

    commands: int
    kills: int
    sent: int  # updates and hooks, with repeats
    stored: Counter[int] = field(default_factory=Counter)  # events by command
    effects: Counter[int] = field(default_factory=Counter)  # replies laid by command
    accepted: Counter[int] = field(default_factory=Counter)  # replies that reached the service
    doubtful: set[int] = field(default_factory=set)  # recorded as unknown, or sent again after a doubt
    overtaken: int = 0

    def failures(self) -> list[str]:
        """Name the promises that were broken."""
        every = range(self.commands)
        once = {"stored": self.stored, "handled": self.effects}
        wrong = [f"command {n} was {how} {c[n]} times" for how, c in once.items() for n in every if c[n] != 1]
        sure = [n for n in every if n not in self.doubtful]
        wrong += [f"command {n} was answered {self.accepted[n]} times" for n in sure if self.accepted[n] != 1]
        return wrong + ([f"{self.overtaken} replies overtook others"] if self.overtaken else [])

    def line(self) -> str:
        """Say it in a line."""
        handled = sum(1 for n in range(self.commands) if self.effects[n] == 1)
        return (
            f"{self.commands} commands told {self.sent} times, {self.kills} kills: {handled} handled once, "
            f"{self.accepted.total()} replies, {len(self.doubtful)} in recorded doubt, "
            f"{self.overtaken} out of order"
        )


class Run:
    """The program, the people who ask, and what the services saw."""

    def __init__(self, folder: Path, stand: Stand, database: Database, siege: Siege) -> None:
        self.folder, self.stand, self.database, self.siege = folder, stand, database, siege
        self.dice = random.Random(4711)  # noqa: S311 -- no secret
        self.sent = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.settings = stand.settings() | {
            "DATABASE_URL": database.url.render_as_string(hide_password=False),
            "TOCSIN_NEWSROOM": str(newsroom(folder)),
            "TOCSIN_LOG_FORMAT": "json",
            "TOCSIN_DELIVERY_TELEGRAM_RATE": "200",
            "TOCSIN_DELIVERY_WHATSAPP_RATE": "200",
            "TOCSIN_DELIVERY_TIMEOUT": str(LEASE - 1),
            "TOCSIN_DELIVERY_LEASE": str(LEASE),
        }

    def start(self) -> None:
        """Start the program."""
        with (self.folder / "program.log").open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.settings, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """Kill it as it stands."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    async def play(self) -> None:
        """Ask everything, spread over the kills, and wait until all is answered."""
        crowd = await self.stand.ask(
            "/people", telegram=self.siege.people // 2, whatsapp=self.siege.people - self.siege.people // 2
        )
        who = [*map(str, crowd["telegram"]), *crowd["whatsapp"]]
        lines: dict[str, asyncio.Queue[int]] = {one: asyncio.Queue() for one in who}
        self.start()
        async with asyncio.TaskGroup() as group:
            asking = [group.create_task(self._ask_all(one, line)) for one, line in lines.items()]
            rounds = self.siege.kills + 1
            for turn in range(rounds):
                first, last = (self.siege.commands * n // rounds for n in (turn, turn + 1))
                for number in range(first, last):
                    lines[who[number % len(who)]].put_nowait(number)
                if turn < self.siege.kills:
                    await self._until_some_are_handled(first)
                    assert self.process is not None
                    assert self.process.poll() is None, "the program ended by itself"
                    self.kill()
                    self.start()
            for line in lines.values():
                await line.join()
            for task in asking:
                task.cancel()
        async with asyncio.timeout(START_SECONDS):
            # what Telegram still has to be asked for is in no row yet
            while not await self._is_over():  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.1)

    async def _is_over(self) -> bool:
        handled = await self.database.read(_handled)
        return handled >= self.siege.commands and not await self.database.read(_open)

    async def _until_some_are_handled(self, before: int) -> None:
        """Wait until the program is at work on this round, and a moment by chance."""
        async with asyncio.timeout(START_SECONDS):
            while await self.database.read(_handled) < before:  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.02)
        await asyncio.sleep(self.dice.random() * 0.3)

    async def _ask_all(self, who: str, line: "asyncio.Queue[int]") -> None:
        while True:
            number = await line.get()
            times = 2 if self.dice.random() < self.siege.repeated else 1
            self.sent += times
            if who.startswith("+"):
                await self._post_hooks(who, number, times)
            else:
                await self.stand.ask(f"/people/{who}/text", text=f"/c{number}", times=times)
            line.task_done()

    async def _post_hooks(self, who: str, number: int, times: int) -> None:
        """Post a hook until it is taken, at once as often as it is repeated, and then once more."""
        await asyncio.gather(*(self._post_hook(who, number) for _ in range(times)))
        if times > 1:
            self.sent += 1
            await self._post_hook(who, number)

    async def _post_hook(self, who: str, number: int) -> None:
        url = f"http://127.0.0.1:{self.stand.hooks}/hooks/whatsapp"
        form = {
            "MessageSid": f"SM{number:032x}",
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:{who}",
            "To": f"whatsapp:{NUMBER}",
            "Body": f"/c{number}",
            "NumMedia": "0",
            "ProfileName": "A reader",
        }
        headers = {"X-Twilio-Signature": signature(url, form, AUTH)}
        while True:
            try:
                async with self.stand.session.post(url, data=form, headers=headers) as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientError:
                pass  # it is being killed, or not up yet
            await asyncio.sleep(0.05)


async def siege(folder: Path, what: Siege) -> Judged:
    """Play it, and judge from the rows and from what the services accepted."""
    database = Database(what.database or f"sqlite:///{folder / 'commands.db'}")
    migrate(database)
    async with sandbox(folder) as stand:
        run = Run(folder, stand, database, what)
        try:
            await run.play()
            assert run.process is not None
            run.process.terminate()
            assert run.process.wait(20) == 0, "the program did not stop cleanly"
        finally:
            run.kill()
        judged = Judged(what.commands, what.kills, run.sent)
        await database.read(lambda tx: _count(tx, judged))
        _hear(stand.journal, judged)
    database.close()
    return judged


def _handled(tx: Connection) -> int:
    done = select(func.count()).where(event.c.kind == "inbound", event.c.due_at.is_(None))
    return tx.scalar(done) or 0


def _open(tx: Connection) -> bool:
    left = [select(event.c.id).where(event.c.due_at.is_not(None)), select(delivery.c.id).where(still_open())]
    return any(tx.execute(one.limit(1)).first() for one in left)


def _count(tx: Connection, judged: Judged) -> None:
    numbers = {}
    for row in tx.execute(select(event.c.id, event.c.body).where(event.c.kind == "inbound")):
        found = NUMBERED.search(str(row.body["text"]))
        assert found, row.body
        numbers[row.id] = int(found[1])
        judged.stored[numbers[row.id]] += 1
    for row in tx.execute(select(delivery)):
        number = numbers[row.event_id]
        judged.effects[number] += 1
        if row.repeat or row.state == DeliveryState.UNKNOWN or row.tries > 1:
            judged.doubtful.add(number)


def _hear(journal: Path, judged: Judged) -> None:
    last: dict[str, int] = {}
    for line in journal.read_text("utf-8").splitlines():
        one = json.loads(line)
        found = NUMBERED.search(one["text"])
        assert found, one["text"]
        number = int(found[1])
        judged.accepted[number] += 1
        if number not in judged.doubtful:
            judged.overtaken += number < last.get(one["to"], -1)
            last[one["to"]] = number
