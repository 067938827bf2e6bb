"""Loops: what runs until the program stops, and goes on after a surprise."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.app.accounts import Accounts
from bot.app.opening import Opened
from bot.app.steps import Steps
from bot.app.watching import watching
from bot.commands.invite import filled
from bot.errors import ChannelError, TryLater
from bot.model import SenderId
from bot.pipeline.rest import resting
from bot.ports import Channel
from bot.pulse import beating
from bot.schedule import Job, Schedule
from bot.schedule import start as start_schedule

AFTER_SURPRISE = 1.0
CHANNEL_AGAIN = 30.0
FORGET_EVERY = 2.0
REPORT_EVERY = 1.0
RETAIN_EVERY = 15.0
REMIND_EVERY = 30.0
DOZING_EVERY = 5.0
"""Seconds between two runs of a job while nothing happens in one of several newsrooms."""
STOP_SECONDS = 8.0
"""How long a stop waits for what is in flight: within the ten seconds that hosts give."""

Loop = Callable[[], Awaitable[object]]


class Loops:
    """The loops of one newsroom in one process."""

    def __init__(self, made: Opened, channels: Accounts, stop: asyncio.Event) -> None:
        self._made = made
        self.channels = channels
        self._log = made.log
        self._stop = stop
        self._steps = Steps(made, channels)
        self._steady: list[asyncio.Task[None]] = []  # end by themselves when stopped
        self._endless: list[asyncio.Task[None]] = []  # are ended
        self._poll = self._steps.poll()
        self._scheduler: Schedule | None = None
        self._shut: set[str] = set()  # channels that could not start
        self._is_away = False
        self.listen = self._steps.listen()
        self.ask_of = self._steps.ask_of
        self.hubs = self._steps.hubs()
        made.pulse.rates = {one.name: one.limits.rate for one in channels.values()}
        tier = made.settings.whatsapp.people_a_day
        made.pulse.tiers = {"whatsapp": tier} if tier else {}

    def start(self, parts: frozenset[str]) -> None:
        """Start the loops of the chosen parts."""
        stop = self._stop
        if parts & {"deliver", "inbox", "web"}:  # the web part tells links, which need the bot's name
            for id_, channel in self.channels.items():
                self._endless.append(asyncio.create_task(self._hear(channel, id_, hear="inbox" in parts)))
        alone: list[tuple[str, str, Loop]] = [
            ("inbox", "listen", lambda: self.listen.run(stop)),
            ("inbox", "vouch", lambda: self._steps.vouch().run(stop)),
            ("inbox", "transfer", lambda: self._steps.transfers().run(stop)),
            ("poll", "poll", lambda: self._poll.run(stop)),
            ("poll", "hub", lambda: self.hubs.run(stop)),
            ("edit", "edit", lambda: self._steps.edit().run(stop)),
            ("edit", "revise", lambda: self._steps.revise().run(stop)),
            ("edit", "suspect", lambda: self._steps.suspect().run(stop)),
            ("edit", "trial", lambda: self._steps.trial().run(stop)),
            ("deliver", "digest", lambda: self._steps.digest().run(stop)),
            ("deliver", "release", lambda: self._steps.release().run(stop)),
            ("deliver", "desk", lambda: self._steps.desk().run(stop)),
            ("deliver", "reminder", lambda: self._steps.reminder().run(stop)),
        ]
        self._steady += [self._keep(name, loop) for part, name, loop in alone if part in parts]
        if "deliver" in parts:
            for lay in self._steps.layers():
                self._steady.append(self._keep("lay", lambda lay=lay: lay.run(stop)))  # type: ignore[misc]  # as below
            for lane in self._steps.lanes():
                name = f"deliver {lane.channel.name}"
                self._steady.append(self._keep(name, lambda lane=lane: lane.run(stop)))  # type: ignore[misc]  # mypy can't infer a lambda with a default
        self._scheduler = start_schedule(self._jobs(parts))

    async def finish(self) -> None:
        """End the loops: nothing more is taken, and what is in flight has its time."""
        self._stop.set()
        if self._scheduler:
            self._scheduler.shutdown(wait=False)
        for task in self._endless:
            task.cancel()
        for bell in (self._steps.bells.edit, self._steps.bells.deliver, self._steps.bells.inbox):
            bell.ring()
        with suppress(TimeoutError):
            await asyncio.wait_for(
                asyncio.gather(*self._steady, *self._endless, self._poll.finish(), return_exceptions=True),
                STOP_SECONDS,
            )
        await self._steps.client.close()
        await self._made.shared.leave()
        if self._steps.writer:
            await self._steps.writer.close()

    def _keep(self, name: str, loop: Loop) -> "asyncio.Task[None]":
        return asyncio.create_task(self._again_and_again(loop), name=name)

    async def _again_and_again(self, loop: Loop) -> None:
        """Run a loop; a surprise (the database went away) is logged, and the loop begins anew."""
        while not self._stop.is_set():
            try:
                await loop()
            except OperationalError as error:
                await self._outlast(error)
            except Exception:  # noqa: BLE001 -- whatever it was, deliveries must go on; it is logged with its trace
                self._log.exception("loop surprised us")
                await asyncio.sleep(AFTER_SURPRISE)

    async def _outlast(self, error: OperationalError) -> None:
        """Wait for a store that is away: of all that meet it, one says so, in a line."""
        if not self._is_away:
            self._is_away = True
            self._log.error("the database does not answer", reason=type(error.orig).__name__)
        await asyncio.sleep(AFTER_SURPRISE)

    async def _store_is_back(self) -> None:
        if self._is_away:
            await self._made.database.read(lambda tx: tx.scalar(text("SELECT 1")))
            self._is_away = False
            self._log.info("the database answers again")

    async def _hear(self, channel: Channel, id_: SenderId, *, hear: bool) -> None:
        await self._start_channel(channel)
        if hear:
            await self._again_and_again(lambda: self._hear_for_good(channel, id_))

    async def _hear_for_good(self, channel: Channel, id_: SenderId) -> None:
        await self.listen.hear(channel, id_)
        await self._stop.wait()  # the service calls our hooks instead

    async def _start_channel(self, channel: Channel) -> None:
        said = ""
        while not self._stop.is_set():
            try:
                await channel.start()
            except ChannelError as error:
                self._shut.add(channel.name)
                if str(error) != said:
                    self._log.error("channel can't start", channel=channel.name, reason=str(error))
                said = str(error)
                await asyncio.sleep(error.after if isinstance(error, TryLater) else CHANNEL_AGAIN)
            except Exception:  # noqa: BLE001 -- a channel that is not started hears nobody; it is logged with its trace
                self._log.exception("channel surprised us", channel=channel.name)
                await asyncio.sleep(CHANNEL_AGAIN)
            else:
                self._shut.discard(channel.name)
                self._log.info("channel is open", channel=channel.name)
                return

    def _jobs(self, parts: frozenset[str]) -> list[Job]:
        bell = self._steps.bells.deliver
        jobs = [
            ("poll", Job("tell of sources that have failed for a day", 60.0, self._poll.report)),
            (
                "inbox",
                Job("erase those who asked it", FORGET_EVERY, self._steps.forget().run_due),
            ),
            ("inbox", Job("let the past go", RETAIN_EVERY, self._steps.retain().run_due)),
            ("inbox", Job("make reports", REPORT_EVERY, self._steps.reports().run_due)),
            ("inbox", Job("remind of unanswered questions", REMIND_EVERY, self._steps.remind().run_due)),
            ("deliver", Job("settle what is in doubt", 1.0, self._steps.settle().run_due)),
        ]
        chosen = [job for part, job in jobs if part in parts]
        if self._made.settings.watch.on and parts - {"web"}:  # each process sees to it that the others work
            every, look = watching(self._made, self.channels, bell)
            chosen.append(Job("look for what is amiss", every, look))
        return [replace(job, run=self._safely(job)) for job in chosen]

    def _safely(self, job: Job) -> Loop:
        rest, time, again_at = resting.get(), asyncio.get_running_loop().time, 0.0

        async def run() -> None:
            nonlocal again_at
            if rest.dozes and time() < again_at:
                return
            again_at = time() + DOZING_EVERY
            try:
                await self._store_is_back()
                await job.run()
                beating.get().beat(job.name)
            except asyncio.CancelledError:
                if not self._stop.is_set():  # a stop is no surprise, and its rows wait for the next run
                    raise
            except OperationalError as error:
                await self._outlast(error)
            except Exception:  # noqa: BLE001 -- the next run comes by itself; it is logged with its trace
                self._log.exception("job surprised us", job=job.name)

        return run

    def trouble(self) -> str:
        """Say which channels can't start, for now; empty where all are well."""
        return " and ".join(f"{name} can't start" for name in sorted(self._shut))

    def link(self, channel: str, payload: str) -> str:
        """Write a channel's join link; empty where it has none."""
        return filled(self._steps.links().get(channel, ""), payload)
