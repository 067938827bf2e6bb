"""Loops: what runs until the program stops, and goes on after a surprise."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.app.accounts import Accounts
from bot.app.desk import Looks, previews_of
from bot.app.opening import Opened
from bot.ask import Desk as HouseDesk
from bot.ask import Promises
from bot.clock import utc_now
from bot.commands.invite import filled
from bot.commands.replies import spelled
from bot.errors import ChannelError, TryLater
from bot.inbox import InboxContext, ask_of, claim_of, handle, record
from bot.model import Priority, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.desk import Desk
from bot.pipeline.digest import Digest
from bot.pipeline.edit import Edit
from bot.pipeline.forget import Forget
from bot.pipeline.halting import Reminder
from bot.pipeline.hub import Hubs
from bot.pipeline.joining import Joining
from bot.pipeline.lay import Lay
from bot.pipeline.listen import Listen
from bot.pipeline.picturing import Picturing
from bot.pipeline.poll import Poll
from bot.pipeline.release import Release
from bot.pipeline.remind import Remind
from bot.pipeline.report import Reports
from bot.pipeline.revise import Revise
from bot.pipeline.settle import Settle
from bot.pipeline.suspect import Suspect
from bot.pipeline.telling import Telling
from bot.pipeline.transfer import Transfers
from bot.pipeline.trial import Trial
from bot.pipeline.vouch import Vouch
from bot.ports import Channel, Windowed
from bot.rules.window import Terms
from bot.schedule import Job, Schedule
from bot.schedule import start as start_schedule
from bot.settings import Settings
from bot.sources import FETCHERS
from bot.sources.client import Client
from bot.sources.page import PageReader
from bot.sources.pool import Pool
from bot.sources.websub import HubClient, HubReader
from bot.store.event import EventRow

AFTER_SURPRISE = 1.0
CHANNEL_AGAIN = 30.0
FORGET_EVERY = 2.0
REPORT_EVERY = 1.0
REMIND_EVERY = 30.0
STOP_SECONDS = 8.0
"""How long a stop waits for what is in flight: within the ten seconds that hosts give."""

PAYLOAD = "PAYLOAD"

if TYPE_CHECKING:
    from bot.sources.writer import Writer

Loop = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Bells:
    """What wakes each loop early."""

    edit: Bell
    deliver: Bell
    inbox: Bell


class Loops:
    """The loops of one process."""

    def __init__(self, made: Opened, channels: Accounts, stop: asyncio.Event) -> None:
        self._made = made
        self._channels = channels
        self._log = made.log
        self._stop = stop
        self._bells = Bells(Bell(), Bell(), Bell())
        self._steady: list[asyncio.Task[None]] = []  # end by themselves when stopped
        self._endless: list[asyncio.Task[None]] = []  # are ended
        self._client = self._new_client()
        self._pool = Pool()
        self._writer = new_writer(made.settings)
        self._joining = Joining.of(made.settings.edit)
        self._poll = self._new_poll()
        self._scheduler: Schedule | None = None
        self.listen = self._new_listen()
        self.hubs = self._new_hubs()

    def start(self, parts: frozenset[str]) -> None:
        """Start the loops of the chosen parts."""
        stop = self._stop
        if parts & {"deliver", "inbox"}:
            for id_, channel in self._channels.items():
                self._endless.append(asyncio.create_task(self._hear(channel, id_, hear="inbox" in parts)))
        alone: list[tuple[str, Loop]] = [
            ("inbox", lambda: self.listen.run(stop)),
            ("inbox", lambda: self._new_vouch().run(stop)),
            ("inbox", lambda: self._new_transfers().run(stop)),
            ("poll", lambda: self._poll.run(stop)),
            ("poll", lambda: self.hubs.run(stop)),
            ("edit", lambda: self._new_edit().run(stop)),
            ("edit", lambda: self._new_revise().run(stop)),
            ("edit", lambda: self._new_suspect().run(stop)),
            ("edit", lambda: self._new_trial().run(stop)),
        ]
        self._steady += [self._keep(loop) for part, loop in alone if part in parts]
        if "deliver" in parts:
            for lay in self._layers():
                self._steady.append(self._keep(lambda lay=lay: lay.run(stop)))  # type: ignore[misc]  # as below
            self._steady.append(self._keep(lambda: self._new_digest().run(stop)))
            self._steady.append(self._keep(lambda: self._new_release().run(stop)))
            self._steady.append(self._keep(lambda: self._new_desk().run(stop)))
            self._steady.append(self._keep(lambda: self._new_reminder().run(stop)))
            for lane in self._lanes():
                self._steady.append(self._keep(lambda lane=lane: lane.run(stop)))  # type: ignore[misc]  # mypy can't infer a lambda with a default
        self._scheduler = start_schedule(self._jobs(parts))

    async def finish(self) -> None:
        """End the loops: nothing more is taken, and what is in flight has its time."""
        self._stop.set()
        if self._scheduler:
            self._scheduler.shutdown(wait=False)
        for task in self._endless:
            task.cancel()
        for bell in (self._bells.edit, self._bells.deliver, self._bells.inbox):
            bell.ring()
        with suppress(TimeoutError):
            await asyncio.wait_for(
                asyncio.gather(*self._steady, *self._endless, self._poll.finish(), return_exceptions=True),
                STOP_SECONDS,
            )
        await self._client.close()
        await self._pool.close()
        if self._writer:
            await self._writer.close()

    def _keep(self, loop: Loop) -> "asyncio.Task[None]":
        return asyncio.create_task(self._again_and_again(loop))

    async def _again_and_again(self, loop: Loop) -> None:
        """Run a loop; a surprise (the database went away) is logged, and the loop begins anew."""
        while not self._stop.is_set():
            try:
                await loop()
            except Exception:  # noqa: BLE001 -- whatever it was, deliveries must go on; it is logged with its trace
                self._log.exception("loop surprised us")
                await asyncio.sleep(AFTER_SURPRISE)

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
                if str(error) != said:
                    self._log.error("channel can't start", channel=channel.name, reason=str(error))
                said = str(error)
                await asyncio.sleep(error.after if isinstance(error, TryLater) else CHANNEL_AGAIN)
            except Exception:  # noqa: BLE001 -- a channel that is not started hears nobody; it is logged with its trace
                self._log.exception("channel surprised us", channel=channel.name)
                await asyncio.sleep(CHANNEL_AGAIN)
            else:
                self._log.info("channel is open", channel=channel.name)
                return

    def _jobs(self, parts: frozenset[str]) -> list[Job]:
        jobs = [
            ("poll", Job("tell of sources that have failed for a day", 60.0, self._poll.report)),
            ("inbox", Job("erase those who asked to be forgotten", FORGET_EVERY, self._new_forget().run_due)),
            ("inbox", Job("make reports", REPORT_EVERY, self._new_reports().run_due)),
            ("inbox", Job("remind of unanswered questions", REMIND_EVERY, self._new_remind().run_due)),
            ("deliver", Job("settle what is in doubt", 1.0, self._new_settle().run_due)),
        ]
        return [replace(job, run=self._safely(job)) for part, job in jobs if part in parts]

    def _new_remind(self) -> Remind:
        made, before = self._made, timedelta(seconds=self._made.settings.staff.remind)
        zone, bell = made.newsroom.timezone, self._bells.deliver
        return Remind(made.database, self._terms, before, zone, utc_now, bell)

    def _new_forget(self) -> Forget:
        return Forget(self._made.database, promises_of(self._made.settings), utc_now)

    def _new_reports(self) -> Reports:
        made = self._made
        weekly, bell = made.settings.report.weekly, self._bells.deliver
        return Reports(made.database, made.newsroom, weekly, utc_now, self._log, bell)

    def _safely(self, job: Job) -> Loop:
        async def run() -> None:
            try:
                await job.run()
            except Exception:  # noqa: BLE001 -- the next run comes by itself; it is logged with its trace
                self._log.exception("job surprised us", job=job.name)

        return run

    def _new_client(self) -> Client:
        fetch, contact = self._made.settings.fetch, self._made.newsroom.contact
        return Client(
            user_agent(contact),
            allow_private=fetch.allow_private,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
        )

    def _new_poll(self) -> Poll:
        fetchers = {kind: make(self._client, self._pool) for kind, make in FETCHERS.items()}
        bells, made = self._bells, self._made
        jitter = random.SystemRandom().random
        return Poll(
            made.database,
            fetchers,
            made.settings.poll,
            utc_now,
            jitter,
            self._log,
            bells.edit,
            bells.deliver,
            made.settings.fetch.timeout,
        )

    def _new_hubs(self) -> Hubs:
        made, ask, read = self._made, HubClient(self._client), HubReader(self._pool)
        url, minimum = made.settings.public_url, made.settings.poll.minimum
        return Hubs(made.database, ask, read, url, minimum, utc_now, self._log, self._bells.edit)

    def _new_edit(self) -> Edit:
        made, bells = self._made, self._bells
        read, settings = PageReader(self._client, self._pool), made.settings.edit
        return Edit(
            made.database,
            read,
            made.newsroom,
            settings,
            utc_now,
            self._log,
            bells.edit,
            bells.deliver,
            self._joining,
            self._writer,
            self._picturing,
        )

    @property
    def _picturing(self) -> Picturing:
        settings = self._made.settings
        return Picturing(settings.edit.pictures, settings.fetch.allow_private)

    def _new_revise(self) -> Revise:
        made = self._made
        read, language = PageReader(self._client, self._pool), made.newsroom.languages[0]
        pages = made.settings.edit.read_pages
        telling = Telling(read, self._writer, language, self._log, read_pages=pages)
        return Revise(
            made.database,
            telling,
            made.settings.revise,
            utc_now,
            self._log,
            self._bells.deliver,
            self._picturing,
        )

    def _new_suspect(self) -> Suspect:
        read = PageReader(self._client, self._pool)
        return Suspect(self._made.database, read, utc_now, self._log, self._bells.deliver)

    def _new_trial(self) -> Trial:
        made, settings = self._made, self._made.settings.edit
        read, language = PageReader(self._client, self._pool), made.newsroom.languages[0]
        return Trial(
            made.database,
            FETCHERS["site"](self._client, self._pool),
            Telling(read, self._writer, language, self._log, read_pages=settings.read_pages),
            self._joining.placing,
            made.newsroom,
            self._picturing,
            timedelta(seconds=settings.update_every),
            previews_of(self._channels.values()),
            utc_now,
            self._log,
            self._bells.deliver,
        )

    def _lanes(self) -> list[Deliver]:
        made, bell = self._made, self._bells.deliver
        zone, settings = made.newsroom.timezone, made.settings.delivery
        return [
            Deliver(made.database, channel, id_, settings, zone, utc_now, self._log, bell, spelled)
            for id_, channel in self._channels.items()
        ]

    def _layers(self) -> list[Lay]:
        # PostgreSQL lays two batches side by side in hardly more time than one; SQLite has one writer
        made, count = self._made, 1 if self._made.database.embedded else 2
        return [Lay(made.database, utc_now, self._bells.deliver) for _ in range(count)]

    def _new_digest(self) -> Digest:
        made = self._made
        rooms = {one.name: one.limits.digest for one in self._channels.values()}
        return Digest(made.database, made.newsroom, rooms, utc_now, self._log, self._bells.deliver)

    def _new_release(self) -> Release:
        return Release(self._made.database, utc_now, self._made.log, self._bells.deliver)

    def _new_desk(self) -> Desk:
        made, said = self._made, self._made.settings.desk
        remind = timedelta(seconds=said.remind), timedelta(seconds=said.remind_admins)
        looks = Looks(lambda tx, who, now: ask_of(tx, who, self._context(), now))
        return Desk(made.database, looks, remind, utc_now, self._log, self._bells.deliver)

    def _new_reminder(self) -> Reminder:
        return Reminder(self._made.database, utc_now, self._made.log, self._bells.deliver)

    def _new_settle(self) -> Settle:
        made = self._made
        policy = {
            Priority.BREAKING: made.settings.telegram.unknown_breaking,
            Priority.NORMAL: made.settings.telegram.unknown_normal,
        }
        zone, bell = made.newsroom.timezone, self._bells.deliver
        return Settle(made.database, self._channels, policy, zone, utc_now, self._log, bell, spelled)

    def _new_listen(self) -> Listen:
        made, bells = self._made, self._bells

        def handle_here(tx: Connection, row: EventRow, now: datetime) -> None:
            handle(tx, row, self._context(), now)

        return Listen(
            made.database,
            record,
            handle_here,
            utc_now,
            self._log,
            bells.inbox,
            bells.deliver,
        )

    def _context(self) -> InboxContext:
        made = self._made
        return InboxContext(
            made.newsroom,
            self._links(),
            made.settings.owners,
            timedelta(seconds=made.settings.edit.expires),
            {one.name: one.limits.rate for one in self._channels.values()},
            self._terms(),
            promises_of(made.settings),
            made.settings.public_url,
            desk_of(made.settings),
            timedelta(seconds=made.settings.staff.invite),
            previews_of(self._channels.values()),
        )

    def _new_vouch(self) -> Vouch:
        made = self._made
        return Vouch(made.database, self._channels, claim_of, utc_now, self._log, self._bells.inbox)

    def _new_transfers(self) -> Transfers:
        made = self._made
        promises, bell = promises_of(made.settings), self._bells.deliver
        return Transfers(made.database, self._channels, made.newsroom, promises, utc_now, self._log, bell)

    def _terms(self) -> Mapping[str, Terms]:
        # asked for each event, since templates are approved and paused at any time
        channels: Iterable[object] = self._channels.values()
        windowed = [one for one in channels if isinstance(one, Windowed)]
        return {one.name: one.terms() for one in windowed}

    def link(self, channel: str, payload: str) -> str:
        """Write a channel's join link; empty where it has none."""
        return filled(self._links().get(channel, ""), payload)

    def _links(self) -> Mapping[str, str]:
        links = {one.name: one.join_link(PAYLOAD) for one in self._channels.values()}
        return {name: link.replace(PAYLOAD, "{payload}") for name, link in links.items() if link}


def promises_of(settings: Settings) -> Promises:
    """Say how the house takes consent, as the settings have it."""
    said = settings.consent
    question, proof, letters = (timedelta(seconds=each) for each in (said.question, said.proof, said.letters))
    key = settings.twilio_auth_token.get_secret_value().encode()
    return Promises(said.double, question, proof, letters, key)


def desk_of(settings: Settings) -> HouseDesk:
    """Say how the desk sends, as the settings have it."""
    said = settings.desk
    grace, breaking, second = (
        timedelta(seconds=each) for each in (said.grace, said.breaking_grace, said.second_within)
    )
    return HouseDesk(grace, breaking, said.two_persons, second)


def new_writer(settings: Settings) -> "Writer | None":
    """Make the client of the language model; None where no model is set."""
    model = settings.model
    if not model.url:
        return None
    from bot.sources.writer import Writer  # noqa: PLC0415 -- off by default: then it is not even imported

    return Writer(model.url, model.name, settings.model_key.get_secret_value(), model.timeout)


def user_agent(contact: str) -> str:
    """Say who we are to publishers: name, version, and an address where the newsroom gives one."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 -- 30 ms that a start need not pay

    try:
        number = version("tocsin")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        number = "dev"
    return f"Tocsin/{number} (+{contact})" if contact else f"Tocsin/{number}"
