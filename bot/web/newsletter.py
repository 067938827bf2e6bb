"""The newsletter's pages: the form's answer, the yes to a letter, a reader's choices, and the way out.

They need no script. A link that a letter holds says whose page it is by a seal (`bot.rules.seal`). Opening it
changes nothing, for mail servers open all links of a letter; only what is pressed there does. The way out can
be taken without being seen, as RFC 8058 asks: a POST, from the reader's own mail program.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from aiohttp import web
from sqlalchemy import Connection

from bot.ask import Ask
from bot.clock import Clock
from bot.commands import forget, newsletter
from bot.model import Address, DigestDays, Subscriber, SubscriberId, TopicId
from bot.newsroom import Newsroom
from bot.ports import Event, Inbound, InboundKind
from bot.rules import mailbox
from bot.rules.origin import Origin
from bot.rules.seal import Purpose, holds, number_in
from bot.store import dossier as dossiers
from bot.store import newsletter as newsletters
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.texts import language_name, languages, say
from bot.web.bucket import Buckets
from bot.web.clients import asker
from bot.web.letter_words import Sheet, choice_words, goodbye, joined, said_yes, shown, to_confirm, to_leave
from bot.web.reception import form_of

BURST: Final = 20
RATE: Final = BURST / 600
"""Addresses that one client may write into the form: so many at once, and so many a second.

After ten minutes without any there are as many again, and that is what a client is told who comes too often.
"""

_HOURS: Final = range(24)

AskOf = Callable[[Connection, Subscriber, datetime], Ask]
Keep = Callable[[Sequence[Event]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with, once the channel is open."""

    ask_of: AskOf
    keep: Keep


class NewsletterPages:
    """Answers ``/join/email`` and ``/email/…``; 404 where no mail server is set up."""

    def __init__(self, newsroom: Newsroom, database: Database, key: bytes, clock: Clock) -> None:
        """Take the newsroom, the store, the key of the seals, and the clock."""
        loop = asyncio.get_running_loop()
        self._newsroom = newsroom
        self._database = database
        self._key = key
        self._clock = clock
        self._addresses = Buckets(BURST, RATE, loop.time)
        self._opened: asyncio.Future[Desk | None] = loop.create_future()

    def open(self, ask_of: AskOf, keep: Keep | None) -> None:
        """Begin to answer; `keep` stores what the form tells, and is None where there is no newsletter."""
        self._opened.set_result(Desk(ask_of, keep) if keep else None)

    def add_to(self, app: web.Application) -> None:
        """Mount the pages."""
        app.router.add_post("/join/email", self.join)
        for name, show, take in (
            ("confirm", self.confirm_page, self.confirm),
            ("leave", self.leave_page, self.leave),
            ("choices", self.choices_page, self.choose),
        ):
            app.router.add_get(f"/email/{name}/{{seal}}", show)
            app.router.add_post(f"/email/{name}/{{seal}}", take)

    async def join(self, request: web.Request) -> web.Response:
        """Take the form of the join page; the answer says nothing of who is known."""
        desk = await self._desk()
        if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
            raise web.HTTPForbidden(text="this form is on our own page only\n")
        form = await form_of(request)
        language = _language(str(form.get("lang", "")), self._newsroom)
        address = mailbox.read(str(form.get("address", "")))
        if address is None:
            return shown(request, Sheet(language, joined(self._newsroom, wrong=True)), status=400)
        if self._addresses.take(asker(request)):
            return shown(request, Sheet(language, joined(self._newsroom, often=True)), status=429)
        topics = [topic.id for topic in self._newsroom.topics if topic.id in form.getall("topic", [])]
        text = newsletter.asked_for(topics, str(form.get("campaign", "")))
        sender = Address(newsletter.CHANNEL, address)
        key = f"form:{secrets.token_hex(16)}"
        await desk.keep([Inbound(key, sender, InboundKind.WROTE, text, language=language)])
        return shown(request, Sheet(language, joined(self._newsroom)))

    async def confirm_page(self, request: web.Request) -> web.Response:
        """Show the question and its button; nothing is confirmed by looking."""

        def look(ask: Ask) -> web.Response:
            topics = newsletter.open_question(ask)
            words = newsletter.agreement(ask, topics) if topics else None
            return shown(
                request, Sheet(ask.who.language, to_confirm(self._newsroom, words, listens=ask.who.listens))
            )

        return await self._read(request, Purpose.CONFIRM, look)

    async def confirm(self, request: web.Request) -> web.Response:
        """Take the yes."""

        def work(ask: Ask) -> web.Response:
            done = newsletter.confirm(ask)
            return shown(request, Sheet(ask.who.language, said_yes(self._newsroom, done=done)))

        return await self._write(request, Purpose.CONFIRM, work)

    async def leave_page(self, request: web.Request) -> web.Response:
        """Show the way out, and its button."""
        return await self._read(
            request,
            Purpose.LEAVE,
            lambda ask: shown(request, Sheet(ask.who.language, to_leave(self._newsroom))),
        )

    async def leave(self, request: web.Request) -> web.Response:
        """End the newsletter: by the button, or by the mail program's own."""

        def work(ask: Ask) -> web.Response:
            newsletter.leave(ask)
            return shown(request, Sheet(ask.who.language, goodbye(self._newsroom)))

        return await self._write(request, Purpose.LEAVE, work)

    async def choices_page(self, request: web.Request) -> web.Response:
        """Show what a reader has chosen, and may choose."""
        return await self._read(request, Purpose.CHOICES, lambda ask: self._choices(request, ask))

    async def choose(self, request: web.Request) -> web.Response:
        """Take choices, hand over what is kept of a person, erase it, or end the newsletter."""
        form = await form_of(request)
        act = str(form.get("act", ""))

        def work(ask: Ask) -> web.Response:
            if act == "leave":
                newsletter.leave(ask)
                return shown(request, Sheet(ask.who.language, goodbye(self._newsroom)))
            if act == "forget":
                forget.run(replace(ask, args=forget.MEANT))
                return shown(request, Sheet(ask.who.language, goodbye(self._newsroom, forgotten=True)))
            if act == "data":
                return _data(ask)
            done = newsletter.choose(ask, _chosen(form, ask))
            fresh = subscribers.find(ask.tx, ask.who.id) or ask.who
            return self._choices(request, replace(ask, who=fresh), kept=done)

        return await self._write(request, Purpose.CHOICES, work)

    def _choices(self, request: web.Request, ask: Ask, *, kept: bool | None = None) -> web.Response:
        state, language = newsletter.state(ask), ask.who.language
        spoken = [one for one in self._newsroom.languages if one in languages()]
        about: Mapping[str, Any] = {
            "topics": [(one.id, one.name(language), one.id in state.topics) for one in ask.newsroom.topics],
            "spoken": [(one, language_name(one), one == language) for one in spoken],
            "hours": [(_hour(hour), hour == state.minute // 60) for hour in _HOURS],
            "days": [(one.value, say(words, language), one is state.days) for one, words in choice_words()],
            "listens": ask.who.listens,
            "kept": kept,
        }
        return shown(request, Sheet(language, to_leave(self._newsroom), "choices.html", about))

    # ---- whose page it is ------------------------------------------------------------------------

    async def _read(
        self, request: web.Request, purpose: Purpose, look: Callable[[Ask], web.Response]
    ) -> web.Response:
        desk, sealed, now = await self._desk(), request.match_info["seal"], self._clock()
        return await self._database.read(lambda tx: look(self._of(tx, desk, purpose, sealed, now)))

    async def _write(
        self, request: web.Request, purpose: Purpose, work: Callable[[Ask], web.Response]
    ) -> web.Response:
        desk, sealed, now = await self._desk(), request.match_info["seal"], self._clock()

        def one_at_a_time(tx: Connection) -> web.Response:
            newsletters.hold(tx, SubscriberId(number_in(sealed) or 0))
            return work(self._of(tx, desk, purpose, sealed, now))

        return await self._database.write(one_at_a_time)

    def _of(self, tx: Connection, desk: Desk, purpose: Purpose, sealed: str, now: datetime) -> Ask:
        """Find whose link it is; 404 for a seal that is not ours, or whose person is no more."""
        number = number_in(sealed)
        who = subscribers.find(tx, SubscriberId(number)) if number is not None else None
        if who is None or not newsletter.is_known(who):
            raise web.HTTPNotFound(text="404: Not Found")
        if not holds(self._key, purpose, sealed, who.address.id):
            raise web.HTTPNotFound(text="404: Not Found")
        return replace(desk.ask_of(tx, who, now), origin=Origin.LINK)

    async def _desk(self) -> Desk:
        desk = await asyncio.shield(self._opened)
        if desk is None:
            raise web.HTTPNotFound(text="404: Not Found")
        return desk


def _language(said: str, newsroom: Newsroom) -> str:
    ours = languages()
    spoken = [one for one in newsroom.languages if one in ours] or list(ours[:1])
    return said if said in spoken else spoken[0]


def _chosen(form: Any, ask: Ask) -> newsletter.Chosen:  # noqa: ANN401 -- aiohttp's own mapping of fields
    before = newsletter.state(ask)
    said = str(form.get("days", ""))
    days = DigestDays(said) if said in set(DigestDays) else before.days
    topics = frozenset(TopicId(str(one)) for one in form.getall("topic", []))
    minute = _minute(str(form.get("hour", "")), before.minute)
    return newsletter.Chosen(topics, str(form.get("lang", before.language)), days, minute)


def _minute(said: str, before: int) -> int:
    """Read a whole hour; one that was shown for 7:30, and left as it was, stays half past."""
    hours = {_hour(hour): hour for hour in _HOURS}
    if said not in hours or hours[said] == before // 60:
        return before
    return hours[said] * 60


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def _data(ask: Ask) -> web.Response:
    written = json.dumps(dossiers.dossier(ask.tx, ask.who), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return web.Response(text=written, content_type="application/json", headers=headers)
