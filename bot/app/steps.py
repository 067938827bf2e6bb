"""Steps: what each loop does over and over, put together from what was opened."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.app.accounts import Accounts
from bot.app.desk import Looks, previews_of
from bot.app.opening import Opened
from bot.ask import Ask, Promises
from bot.ask import Desk as HouseDesk
from bot.clock import utc_now
from bot.commands.replies import spelled
from bot.inbox import InboxContext, ask_of, claim_of, handle, record
from bot.model import Priority, Subscriber
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
from bot.pipeline.retain import Retain
from bot.pipeline.revise import Revise
from bot.pipeline.settle import Settle
from bot.pipeline.suspect import Suspect
from bot.pipeline.telling import Telling
from bot.pipeline.transfer import Transfers
from bot.pipeline.trial import Trial
from bot.pipeline.vouch import Vouch
from bot.ports import Windowed
from bot.rules.retention import Kept
from bot.rules.window import Terms
from bot.settings import Settings
from bot.sources import FETCHERS
from bot.sources.client import Client
from bot.sources.page import PageReader
from bot.sources.websub import HubClient, HubReader
from bot.store.event import EventRow

PAYLOAD = "PAYLOAD"

if TYPE_CHECKING:
    from bot.sources.writer import Writer


@dataclass(frozen=True)
class Bells:
    """What wakes each loop early."""

    edit: Bell
    deliver: Bell
    inbox: Bell


class Steps:
    """Makes the steps of one newsroom; they share bells, the client that fetches, and its pool of parsers."""

    def __init__(self, made: Opened, channels: Accounts) -> None:
        self._made = made
        self._channels = channels
        self._log = made.log
        self.bells = Bells(Bell(), Bell(), Bell())
        self.pool = made.shared.take()
        self.client = self._client()
        self.writer = new_writer(made.settings)
        self._joining = Joining.of(made.settings.edit)

    def remind(self) -> Remind:
        """Remind editors of questions that nobody answered."""
        made, before = self._made, timedelta(seconds=self._made.settings.staff.remind)
        zone, bell = made.newsroom.timezone, self.bells.deliver
        return Remind(made.database, self._terms, before, zone, utc_now, bell)

    def forget(self) -> Forget:
        """Erase those who asked to be forgotten."""
        return Forget(self._made.database, promises_of(self._made.settings), utc_now)

    def retain(self) -> Retain:
        """Let go what has been kept for its time."""
        return Retain(self._made.database, kept_of(self._made.settings), utc_now, self._log)

    def reports(self) -> Reports:
        """Make the reports that were asked for, and the week's."""
        made = self._made
        weekly, bell = made.settings.report.weekly, self.bells.deliver
        return Reports(made.database, made.newsroom, weekly, utc_now, self._log, bell)

    def _client(self) -> Client:
        fetch, contact = self._made.settings.fetch, self._made.newsroom.contact
        return Client(
            user_agent(contact),
            allow_private=fetch.allow_private,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
        )

    def poll(self) -> Poll:
        """Look at sources."""
        fetchers = {kind: make(self.client, self.pool) for kind, make in FETCHERS.items()}
        bells, made = self.bells, self._made
        if made.id:  # one alone keeps its looks apart by its own rows
            spacing, pacer = made.settings.poll.spacing, made.shared.pacer
            fetchers = {kind: pacer.paced(fetch, spacing) for kind, fetch in fetchers.items()}
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

    def hubs(self) -> Hubs:
        """Keep subscriptions at hubs, and hear what they push."""
        made, ask, read = self._made, HubClient(self.client), HubReader(self.pool)
        url, minimum = made.settings.public_url, made.settings.poll.minimum
        return Hubs(made.database, ask, read, url, minimum, utc_now, self._log, self.bells.edit)

    def edit(self) -> Edit:
        """Make alerts of entries."""
        made, bells = self._made, self.bells
        read, settings = PageReader(self.client, self.pool), made.settings.edit
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
            self.writer,
            self._picturing,
        )

    @property
    def _picturing(self) -> Picturing:
        settings = self._made.settings
        return Picturing(settings.edit.pictures, settings.fetch.allow_private)

    def revise(self) -> Revise:
        """Let alerts follow their articles."""
        made = self._made
        read, language = PageReader(self.client, self.pool), made.newsroom.languages[0]
        pages = made.settings.edit.read_pages
        telling = Telling(read, self.writer, language, self._log, read_pages=pages)
        return Revise(
            made.database,
            telling,
            made.settings.revise,
            utc_now,
            self._log,
            self.bells.deliver,
            self._picturing,
        )

    def suspect(self) -> Suspect:
        """Look after articles that vanished or were taken back."""
        read = PageReader(self.client, self.pool)
        return Suspect(self._made.database, read, utc_now, self._log, self.bells.deliver)

    def trial(self) -> Trial:
        """Try what would be sent of a source."""
        made, settings = self._made, self._made.settings.edit
        read, language = PageReader(self.client, self.pool), made.newsroom.languages[0]
        return Trial(
            made.database,
            FETCHERS["site"](self.client, self.pool),
            Telling(read, self.writer, language, self._log, read_pages=settings.read_pages),
            self._joining.placing,
            made.newsroom,
            self._picturing,
            timedelta(seconds=settings.update_every),
            previews_of(self._channels.values()),
            utc_now,
            self._log,
            self.bells.deliver,
        )

    def lanes(self) -> list[Deliver]:
        """Send, a lane for each account of a channel."""
        made, bell = self._made, self.bells.deliver
        zone, settings = made.newsroom.timezone, made.settings.delivery
        return [
            Deliver(made.database, channel, id_, settings, zone, utc_now, self._log, bell, spelled)
            for id_, channel in self._channels.items()
        ]

    def layers(self) -> list[Lay]:
        """Lay deliveries."""
        # PostgreSQL lays two batches side by side in hardly more time than one; SQLite has one writer
        made, count = self._made, 1 if self._made.database.embedded else 2
        return [Lay(made.database, utc_now, self.bells.deliver) for _ in range(count)]

    def digest(self) -> Digest:
        """Tell what was held for readers' hours."""
        made, limits = self._made, {one.name: one.limits for one in self._channels.values()}
        return Digest(
            made.database,
            made.newsroom,
            {name: its.digest for name, its in limits.items()},
            utc_now,
            self._log,
            self.bells.deliver,
            {name for name, its in limits.items() if its.stories},
            {name for name, its in limits.items() if its.digests_only},
        )

    def release(self) -> Release:
        """Let scheduled alerts go."""
        return Release(self._made.database, utc_now, self._made.log, self.bells.deliver)

    def desk(self) -> Desk:
        """Keep the cards of alerts that wait for a look."""
        made, said = self._made, self._made.settings.desk
        remind = timedelta(seconds=said.remind), timedelta(seconds=said.remind_admins)
        looks = Looks(self.ask_of)
        return Desk(made.database, looks, remind, utc_now, self._log, self.bells.deliver)

    def reminder(self) -> Reminder:
        """Remind staff that all is halted."""
        return Reminder(self._made.database, utc_now, self._made.log, self.bells.deliver)

    def settle(self) -> Settle:
        """Settle what is in doubt."""
        made = self._made
        policy = {
            Priority.BREAKING: made.settings.telegram.unknown_breaking,
            Priority.NORMAL: made.settings.telegram.unknown_normal,
        }
        zone, bell = made.newsroom.timezone, self.bells.deliver
        return Settle(made.database, self._channels, policy, zone, utc_now, self._log, bell, spelled)

    def listen(self) -> Listen:
        """Hear what people say, and answer."""
        made, bells = self._made, self.bells

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

    def ask_of(self, tx: Connection, who: Subscriber, now: datetime) -> Ask:
        """Make a request of a person who wrote nothing: an editor, or who pressed a page's button."""
        return ask_of(tx, who, self._context(), now)

    def _context(self) -> InboxContext:
        made = self._made
        return InboxContext(
            made.newsroom,
            self.links(),
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

    def vouch(self) -> Vouch:
        """Ask services who manages a place."""
        made = self._made
        return Vouch(made.database, self._channels, claim_of, utc_now, self._log, self.bells.inbox)

    def transfers(self) -> Transfers:
        """Take in and write files of people."""
        made = self._made
        promises, bell = promises_of(made.settings), self.bells.deliver
        return Transfers(made.database, self._channels, made.newsroom, promises, utc_now, self._log, bell)

    def _terms(self) -> Mapping[str, Terms]:
        # asked for each event, since templates are approved and paused at any time
        channels: Iterable[object] = self._channels.values()
        windowed = [one for one in channels if isinstance(one, Windowed)]
        return {one.name: one.terms() for one in windowed}

    def links(self) -> Mapping[str, str]:
        """Name the join links of the channels that have one."""
        links = {one.name: one.join_link(PAYLOAD) for one in self._channels.values()}
        return {name: link.replace(PAYLOAD, "{payload}") for name, link in links.items() if link}


def promises_of(settings: Settings) -> Promises:
    """Say how the house takes consent, as the settings have it."""
    said = settings.consent
    question, proof, letters = (timedelta(seconds=each) for each in (said.question, said.proof, said.letters))
    key = settings.twilio_auth_token.get_secret_value().encode()
    deliveries, left = settings.retention.deliveries, settings.retention.left
    kept = [timedelta(seconds=each) if each else None for each in (deliveries, left)]
    return Promises(said.double, question, proof, letters, key, settings.email.minute, *kept)


def kept_of(settings: Settings) -> Kept:
    """Say for how long what was is kept; the words of entries for as long at least as alerts follow them."""
    said, life = settings.retention, settings.revise.life + settings.edit.expires
    entries, deliveries, events, left = (
        timedelta(seconds=each) if each else None
        for each in (said.entries and max(said.entries, life), said.deliveries, said.events, said.left)
    )
    promises = promises_of(settings)
    return Kept(entries, deliveries, events, left, promises.letters, promises.proof, promises.key)


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
