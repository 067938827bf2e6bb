"""Telegram, through python-telegram-bot's types, methods and errors; its own poller is not used.

That poller confirms updates before anybody has stored them, and its rate limiter ends a 429's silence
early: here a batch is confirmed when the next one is asked for, and the pipeline keeps the rate.
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode

from telegram import Bot, BotCommand, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels import telegram_files, telegram_probe, telegram_updates
from bot.channels.pictures import with_or_without
from bot.channels.telegram_errors import translated
from bot.channels.telegram_request import Form, Request
from bot.channels.telegram_updates import chat_of, thread_of
from bot.channels.telegram_words import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    fit,
    form,
    html,
    keyboard,
    plain,
    preview,
)
from bot.channels.wire import repeatable
from bot.errors import ChannelDown, Forged, Refused, TryLater, Unknown, Unreachable
from bot.model import Address, Message
from bot.ports import Document, Doubt, Event, Hook, Limits, Outbound, Sent, Verdict
from bot.preview import Preview
from bot.rules.attachment import REFUSED, without
from bot.texts import _

ANSWER_SECONDS = 2.0
"""For telling Telegram that a press was seen: a courtesy that may not hold up the reply."""

POLL_SECONDS = 25
"""How long Telegram keeps a question for updates open (at most 50)."""

PATIENCE_SECONDS = 30.0
"""The longest pause between two questions for updates while Telegram can't be reached."""

QUIET_SECONDS = 2.0
"""Beyond the time-out: before that a request may still be on its way, and be missed by a probe."""

CHAT_SPACING = 1.05
GROUP_SPACING = 3.1
"""Seconds between two messages to a person, and to a group: a little over what Telegram asks for."""

GROUP_ANONYMOUS = "1087968824"
"""The id of GroupAnonymousBot, by which the administrators of a group write who stay unnamed."""

UNCHANGEABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
"""What Telegram says of a message that is no longer there to be changed."""

PICTURED = "there is no text in the message to edit"
"""What it says of a picture, whose words are a caption."""


@dataclass(eq=False, repr=False, kw_only=True)
class Telegram:
    """One bot's account; its fields say who it is and how it works.

    `settling` is "probe" to look for messages in doubt by a means that is not documented, else
    "policy". `commands` maps a language ("": any other) to the menu of commands shown in it. `rate`
    is messages a second, `timeout` seconds for one send.
    """

    token: str
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    public_url: str = ""
    secret: str = ""
    rate: float = 29.6
    in_flight: int = 32
    timeout: float = 10.0
    settling: Literal["policy", "probe"] = "policy"
    commands: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    name: str = field(default="telegram", init=False)

    def __post_init__(self) -> None:
        """Prepare the bot; nothing is sent yet."""
        self.account = self.token.partition(":")[0]
        self.limits = Limits(
            TEXT_LIMIT,
            self.rate,
            CHAT_SPACING,
            self.in_flight,
            buttons=True,
            edits=True,
            group_spacing=GROUP_SPACING,
            group_prefix="-",
            digest=TEXT_LIMIT - 400,
            uploads=True,
        )
        self._username = ""
        self._request = Request(self.timeout)
        base = f"{self.api_url.rstrip('/')}/bot"
        with translated():
            self._bot = Bot(self.token, base, request=self._request, get_updates_request=self._request)

    async def start(self) -> None:
        """Check the token, then set or remove the hook, and show the commands.

        Raises:
            ChannelDown: the token or the hook's address is refused.
            TryLater: Telegram can't be reached.

        """
        with repeatable(), translated():
            self._username = (await self._bot.get_me()).username or ""
        try:
            with repeatable(), translated():
                await self._choose_mode()
                await self._show_commands()
        except Refused as error:
            words = str(error)
            raise ChannelDown(_("Telegram refuses the hook or the commands: {words}", words=words)) from error

    async def send(self, outbound: Outbound, now: datetime) -> Sent:  # noqa: ARG002 - the door's signature
        """Send a message, or change the one that it replaces."""
        until = asyncio.get_running_loop().time() + self.timeout
        if outbound.answering:
            await self._answer(outbound)
        if outbound.replaces.isdigit():
            changed = await self._change(Sent(outbound.to, outbound.replaces), fit(outbound.message), until)
            if changed:
                return changed
        if outbound.message.attachment and outbound.attached:
            try:
                with translated(outbound.to):
                    return await telegram_files.send(self._bot, outbound)
            except Refused:  # surely not accepted: the words go alone, and say so
                outbound = replace(outbound, message=without(outbound.message, REFUSED))
        return await with_or_without(
            outbound.message, lambda each: self._post(replace(outbound, message=each), until)
        )

    async def revise(self, sent: Sent, message: Message, now: datetime) -> Sent | None:  # noqa: ARG002 - the door's signature
        """Change a message in place; None where it is gone or can't be changed any more."""
        until = asyncio.get_running_loop().time() + self.timeout
        return await self._change(sent, fit(message), until)

    async def withdraw(self, sent: Sent, now: datetime) -> bool:  # noqa: ARG002 - the door's signature
        """Delete a message, which Telegram allows for 48 hours; one already gone is taken back, too."""
        try:
            with repeatable(), translated(sent.to):
                await self._bot.delete_message(chat_of(sent.to.id), int(sent.external_id))
        except Refused as error:
            return "not found" in str(error).lower()
        return True

    def preview(self, message: Message) -> Preview:
        """Show a message as it is sent, less its markup."""
        return Preview(plain(fit(message)))

    async def settle(self, doubt: Doubt, now: datetime) -> Sent | Verdict:
        """Leave it to policy, or probe once all is quiet."""
        if self.settling == "policy":
            return Verdict.UNDECIDABLE
        if now - doubt.tried_at < timedelta(seconds=self.timeout + QUIET_SECONDS):
            return Verdict.WAIT
        with repeatable(), translated(doubt.outbound.to):
            return await telegram_probe.find(self._bot, doubt)

    def receive(self, hook: Hook) -> Sequence[Event]:
        """Read a hook; raises Forged unless it bears the secret."""
        if not self.vouches(hook.headers):
            raise Forged("the hook does not bear our secret")
        try:
            raw = json.loads(hook.body)
        except (ValueError, RecursionError):
            return []
        return telegram_updates.events([raw], self._username) if isinstance(raw, dict) else []

    def vouches(self, headers: Mapping[str, str]) -> bool:
        """Say whether a hook bears the secret."""
        given = headers.get("x-telegram-bot-api-secret-token", "")
        return bool(self.secret) and hmac.compare_digest(
            given.encode("utf-8", "surrogateescape"),  # as bytes that are no text come
            self.secret.encode(),
        )

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        """Ask for updates until cancelled; raises ChannelDown for a wrong token or a second asker."""
        offset, failures = 0, 0
        while self.mode == "polling":
            try:
                raw, offset = await self._ask(offset)
            except TryLater as error:
                failures += 1
                await asyncio.sleep(max(error.after, min(2.0**failures, PATIENCE_SECONDS)))
                continue
            failures = 0
            events = telegram_updates.events(raw, self._username)
            if events:
                yield events

    async def download(self, document: Document, most: int) -> bytes:
        """Fetch a file that a person sent; raises Refused above `most` bytes, or where it is gone."""
        with repeatable(), translated():
            return await telegram_files.download(self._bot, self.api_url, document, most)

    async def manages(self, place: Address, person: str) -> bool:
        """Ask whether a person owns or administers a chat, or stands for it without a name."""
        if person == GROUP_ANONYMOUS:
            return True
        try:
            with repeatable(), translated(place):
                member = await self._bot.get_chat_member(chat_of(place.id), int(person))
        except (Refused, Unreachable):
            return False
        return member.status in telegram_updates.MANAGERS

    def join_link(self, payload: str) -> str:
        """Write the link that opens a chat and says ``/start payload``; "{payload}" stays as it is."""
        start = f"?start={quote(payload, safe='{}')}" if payload else ""
        return f"https://t.me/{self._username}{start}" if self._username else ""

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def _choose_mode(self) -> None:
        if self.mode == "polling":
            await self._bot.delete_webhook(drop_pending_updates=False)
            return
        hook = f"{self.public_url.rstrip('/')}/hooks/telegram"
        await self._bot.set_webhook(hook, secret_token=self.secret, allowed_updates=telegram_updates.ALLOWED)

    async def _show_commands(self) -> None:
        for language, commands in self.commands.items():
            menu = [BotCommand(name, description) for name, description in commands]
            await self._bot.set_my_commands(menu, language_code=language or None)

    async def _answer(self, outbound: Outbound) -> None:
        try:
            with translated(outbound.to):
                await self._bot.answer_callback_query(outbound.answering, read_timeout=ANSWER_SECONDS)
        except (Refused, Unreachable, Unknown):
            return  # "query is too old" and its like: the reply itself is what counts

    async def _post(self, outbound: Outbound, until: float) -> Sent:
        chat = b"&" + urlencode({**_place(outbound.to.id), **_reply(outbound)}).encode()

        async def post(*, marked: bool) -> Sent:
            words = Form(form(outbound.message, marked=marked) + chat)
            sent = await self._request.call(f"{self._bot.base_url}/sendMessage", words, _left(until))
            return Sent(outbound.to, str(int(sent["message_id"])))

        with translated(outbound.to):
            return await _in_html_or_plain(post)

    async def _change(self, sent: Sent, message: Message, until: float) -> Sent | None:
        """Change the words of a message, which may be those below a picture."""
        try:
            return await with_or_without(
                message, lambda each: self._changed(sent, self._text_of(sent, each, until))
            )
        except Refused as error:
            if PICTURED not in str(error).lower():
                raise
        return await self._changed(sent, self._caption_of(sent, fit(message, CAPTION_LIMIT), until))

    async def _changed(self, sent: Sent, change: "_Call") -> Sent | None:
        try:
            with repeatable(), translated(sent.to):
                return await _in_html_or_plain(change)
        except Refused as error:
            reason = str(error).lower()
            if "message is not modified" in reason:
                return sent
            if any(words in reason for words in UNCHANGEABLE):
                return None
            raise

    def _text_of(self, sent: Sent, message: Message, until: float) -> "_Call":
        async def change(*, marked: bool) -> Sent:
            await self._bot.edit_message_text(
                html(message) if marked else plain(message),
                chat_of(sent.to.id),
                int(sent.external_id),
                parse_mode=ParseMode.HTML if marked else None,
                link_preview_options=preview(message),
                reply_markup=keyboard(message),
                read_timeout=_left(until),
            )
            return sent

        return change

    def _caption_of(self, sent: Sent, message: Message, until: float) -> "_Call":
        async def change(*, marked: bool) -> Sent:
            await self._bot.edit_message_caption(
                chat_of(sent.to.id),
                int(sent.external_id),
                caption=html(message) if marked else plain(message),
                parse_mode=ParseMode.HTML if marked else None,
                reply_markup=keyboard(message),
                read_timeout=_left(until),
            )
            return sent

        return change

    async def _ask(self, offset: int) -> tuple[list[dict[str, Any]], int]:
        # Not the library's get_updates: it would fail for ever at one update that it can't read.
        asked = {
            "offset": offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": json.dumps(telegram_updates.ALLOWED),
        }
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        with repeatable(), translated():
            raw: Any = await self._request.post(url, read_timeout=POLL_SECONDS + self.timeout)
            return raw, max([offset, *(each["update_id"] + 1 for each in raw)])


def _place(address: str) -> dict[str, str]:
    """Name the chat of an address, and the forum's topic in it where it is one."""
    thread = thread_of(address)
    return {"chat_id": chat_of(address)} | ({"message_thread_id": str(thread)} if thread else {})


def _reply(outbound: Outbound) -> dict[str, str]:
    """Name the message that this one answers; where the person has deleted it, it comes by itself."""
    if not outbound.follows.isdigit():
        return {}
    first = ReplyParameters(int(outbound.follows), allow_sending_without_reply=True)
    return {"reply_parameters": first.to_json()}


class _Call(Protocol):
    async def __call__(self, *, marked: bool) -> Sent: ...


async def _in_html_or_plain(call: _Call) -> Sent:
    try:
        return await call(marked=True)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
    return await call(marked=False)


def _left(until: float) -> float:
    # Never below a second: a call that had no time to be answered would leave a doubt behind.
    return max(until - asyncio.get_running_loop().time(), 1.0)
