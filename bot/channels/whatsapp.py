"""WhatsApp through Twilio: free text while a person's window is open, a template outside it."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from bot.channels import whatsapp_choices, whatsapp_files, whatsapp_hooks, whatsapp_templates, whatsapp_words
from bot.channels.fitting import one_line
from bot.channels.pictures import with_or_without
from bot.channels.whatsapp_choices import PREFIX as PREFIX_OF_CHOICES
from bot.channels.whatsapp_choices import Shelf
from bot.channels.whatsapp_client import TwilioHttp, open_client, post, translated
from bot.channels.whatsapp_hooks import PICTURED, PREFIX
from bot.channels.whatsapp_lookup import Lookup
from bot.channels.whatsapp_templates import Book, Draft, Template
from bot.channels.whatsapp_words import NOTHING, TEXT_LIMIT, fit, text, variables
from bot.channels.wire import repeatable
from bot.errors import ChannelDown, Held, Refused, TryLater, Unknown
from bot.model import Address, Message, MessageKind
from bot.ports import Document, Doubt, Event, Hook, Limits, Outbound, Receipt, Sent, Verdict
from bot.preview import Preview
from bot.receipt import ReceiptFault
from bot.rules.attachment import REFUSED, without
from bot.rules.window import Reason, Terms, barred, name_of, window_open
from bot.texts import Text, _

SKEW = timedelta(minutes=2)
"""How far Twilio's clock may be from ours."""

NEWEST = 50
"""How many of a person's latest messages are looked through for one in doubt."""

CLOSED = frozenset({"suspended", "closed"})


@dataclass(eq=False, repr=False, kw_only=True)
class WhatsApp:
    """One WhatsApp sender of a Twilio account; its fields say who it is and how it works.

    `sender` is a number (``+1555…``) or a messaging service (``MG…``). `templates` maps names
    (``tocsin_alert_fr``) to content ids, instead of those found by name. `languages` are the
    newsroom's, the first to fall back on. `rate` is messages a second; `timeout` is for one send and
    `patience` how long a receipt may take before a message in doubt is looked for, both in seconds.
    `house` are the terms that the settings name; the templates come from the account. `lists` shows
    choices as quick replies and lists where WhatsApp can, and not as numbers.
    """

    account_sid: str
    token: str
    sender: str
    public_url: str
    api_url: str = "https://api.twilio.com"
    content_url: str = "https://content.twilio.com"
    templates: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ("en",)
    rate: float = 79.0
    in_flight: int = 32
    timeout: float = 10.0
    patience: float = 15.0
    house: Terms = field(default_factory=Terms)
    lists: bool = True
    name: str = field(default="whatsapp", init=False)

    def __post_init__(self) -> None:
        """Prepare the client; nothing is sent yet."""
        self.sender = self.sender.removeprefix(PREFIX)
        self.account = self.sender
        self.limits = Limits(TEXT_LIMIT, self.rate, 1.0, self.in_flight, buttons=False)
        self._http = TwilioHttp(self.timeout)
        self._client: Any = open_client(
            self.account_sid, self.token, self.api_url, self.content_url, self._http
        )
        self._messages = f"{self._client.api.base_url}/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        self._lookup = Lookup(Book(self.languages), self._find)
        self._shelf = Shelf(self._find_contents, self._make_content, time.monotonic, self.timeout / 3)

    async def start(self) -> None:
        """Check the account and look the templates up.

        Raises:
            ChannelDown: Twilio refuses the account or its token, or the account is closed.
            TryLater: Twilio can't be reached.

        """
        with repeatable(), translated():
            account = await self._client.api.v2010.accounts(self.account_sid).fetch_async()
            if account.status in CLOSED:
                status = str(account.status)
                raise ChannelDown(
                    _("the Twilio account is closed ({status}): see its console", status=status)
                )
        await self._lookup.look()

    async def send(self, outbound: Outbound, now: datetime) -> Sent:
        """Send free text inside the window, else a template; raises Held where none can carry it."""
        message = outbound.message
        if not window_open(outbound.last_heard_at, now):
            content = whatsapp_templates.form(await self._template(outbound, now), message)
            return await self._post(outbound, content)
        if message.attachment:
            try:
                return await self._post(
                    outbound, whatsapp_files.form(message, self.public_url), pictured=True
                )
            except Refused:  # surely not accepted: the words go alone, and say so
                message = without(message, REFUSED)
                return await self._post(outbound, whatsapp_words.form(message))
        shown = whatsapp_choices.filled(message) if self.lists and not outbound.plain else None
        sid = await self._shelf.take(shown.shape) if shown else None
        if shown and sid:
            began = time.monotonic()
            try:
                return await self._post(outbound, whatsapp_choices.form(sid, shown))
            except Refused as error:  # of the content, perhaps, which the same words do without
                self._shelf.drop(shown.shape)
                if time.monotonic() - began > self.timeout / 2:  # the lease may not last for a second try
                    raise TryLater(str(error), after=0.0) from error
        return await with_or_without(
            message if whatsapp_words.shows_picture(message) else replace(message, picture=""),
            lambda each: self._post(outbound, whatsapp_words.form(each), pictured=bool(each.picture)),
        )

    def terms(self) -> Terms:
        """Say what the sender may do outside a person's day, with the templates that are in the book."""
        known = {name: one.category for name, one in self._lookup.book.templates.items()}
        return replace(self.house, templates=known, languages=tuple(self.languages))

    async def revise(self, sent: Sent, message: Message, now: datetime) -> Sent | None:  # noqa: ARG002 - the door's signature
        """Change nothing: WhatsApp lets no business change what it has sent."""
        return None

    async def withdraw(self, sent: Sent, now: datetime) -> bool:  # noqa: ARG002 - the door's signature
        """Take nothing back, for the same reason."""
        return False

    def preview(self, message: Message) -> Preview:
        """Show a message as free text, and by the template that carries it to who has not written of late."""
        words = whatsapp_words.text(whatsapp_words.fit(message))
        template = self._lookup.book.choose(message.kind, message.language)
        if template is None:
            return Preview(words)
        return Preview(words, template.shown(message), template.frame)

    async def settle(self, doubt: Doubt, now: datetime) -> Sent | Verdict:
        """Look for a message in doubt among the newest to its person, once a receipt had time to come.

        Not filtered by the day it was sent, which is empty while it is queued.
        """
        if now - doubt.tried_at < timedelta(seconds=self.patience):
            return Verdict.WAIT
        to = PREFIX + doubt.outbound.to.id
        try:
            with repeatable(), translated():
                newest = await self._client.messages.list_async(to=to, limit=NEWEST, page_size=NEWEST)
        except TryLater:
            return Verdict.WAIT
        found = next((each.sid for each in newest if _is(each, doubt)), None)
        return Sent(doubt.outbound.to, found) if found else Verdict.ABSENT

    def receive(self, hook: Hook) -> Sequence[Event]:
        """Read a hook; raises Forged unless it was signed with the account's token."""
        events = whatsapp_hooks.events(hook, self.token, self.sender)
        if any(isinstance(one, Receipt) and one.fault is ReceiptFault.TEMPLATE for one in events):
            self._lookup.blame()
        return events

    def vouches(self, headers: Mapping[str, str]) -> bool | None:
        """Say no where there is no signature; one that is there is over the body."""
        return None if whatsapp_hooks.is_signed(headers) else False

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        """End at once: Twilio calls hooks."""
        nothing: tuple[Sequence[Event], ...] = ()
        for batch in nothing:
            yield batch

    async def download(self, document: Document, most: int) -> bytes:
        """Fetch a file that a person sent; raises Refused above `most` bytes, or for one not at Twilio."""
        return await whatsapp_files.download(document, most, self.api_url, self.account_sid, self.token)

    async def manages(self, place: Address, person: str) -> bool:  # noqa: ARG002 - the door's signature
        """Say no: WhatsApp lets a business into no group."""
        return False

    def join_link(self, payload: str) -> str:
        """Write the link that opens a chat with ``START payload`` typed in; "{payload}" stays as it is."""
        if not self.sender.startswith("+"):
            return ""  # a messaging service has no number of its own
        words = quote(f"START {payload}".strip(), safe="{}")
        return f"https://wa.me/{self.sender.removeprefix('+')}?text={words}"

    async def close(self) -> None:
        """Close the connections."""
        await self._lookup.close()
        await self._http.close()

    async def list_templates(self) -> list[Template]:
        """List the account's templates that bear our names, whatever their status."""
        with repeatable():
            found = await whatsapp_templates.registered(self._client)
        self._shelf.fill(_choices_among(found))
        return [one for one in found if not one.name.startswith(PREFIX_OF_CHOICES)]

    async def shut(self) -> Sequence[str]:
        """Name the templates that WhatsApp has paused, rejected or disabled; raises ChannelError."""
        return whatsapp_templates.shut_among(await self._find(), self.languages)

    async def submit_templates(self, drafts: Sequence[Draft]) -> list[Template]:
        """Create and submit the drafts that the account lacks; returns what was submitted."""
        return await whatsapp_templates.submit_missing(self._client, drafts)

    async def _find(self) -> Sequence[Template]:
        told = [Template(name, sid) for name, sid in self.templates.items()]
        return [*told, *await self.list_templates()]

    async def _find_contents(self) -> Sequence[tuple[str, str]]:
        with repeatable():
            return _choices_among(await whatsapp_templates.registered(self._client))

    async def _make_content(self, content: dict[str, Any]) -> str:
        with repeatable():
            return await whatsapp_templates.make(self._client, content)

    async def _template(self, outbound: Outbound, now: datetime) -> Template:
        message = outbound.message
        if message.kind is MessageKind.REPLY:
            raise Refused(Reason.LATE_REPLY.value)
        template = await self._lookup.choose(message.kind, message.language, now)
        if template is None:
            raise Held(_missing(message))
        if barred(outbound.to.id, template.category, self.house):  # approved since it was decided on
            raise Refused(Reason.US_MARKETING.value)
        return template

    async def _post(self, outbound: Outbound, content: bytes, *, pictured: bool = False) -> Sent:
        form = self._envelope(outbound, pictured=pictured) + b"&" + content
        sent = await post(self._client, self._messages, form)
        if not isinstance(sent, dict) or not sent.get("sid"):
            raise Unknown("the answer names no message")
        return Sent(outbound.to, str(sent["sid"]))

    def _envelope(self, outbound: Outbound, *, pictured: bool) -> bytes:
        by_service = self.sender.startswith("MG")
        sender = {"MessagingServiceSid": self.sender} if by_service else {"From": PREFIX + self.sender}
        # The delivery's id in the address: a receipt proves acceptance though the answer was lost.
        # And whether it had a picture, for of some failures their code does not tell what was at fault.
        about = urlencode({"d": outbound.reference} | ({PICTURED: 1} if pictured else {}))
        hook = f"{self.public_url.rstrip('/')}/hooks/whatsapp/status?{about}"
        return urlencode({"To": PREFIX + outbound.to.id, **sender, "StatusCallback": hook}).encode()


def _choices_among(found: Sequence[Template]) -> list[tuple[str, str]]:
    return [(one.name, one.sid) for one in found if one.name.startswith(PREFIX_OF_CHOICES)]


def _missing(message: Message) -> Text:
    name = name_of(message.kind, message.language)
    return _("WhatsApp has approved no template of ours that could stand in for {name}", name=name)


def _is(record: Any, doubt: Doubt) -> bool:  # noqa: ANN401 - of an untyped library
    if record.sid in doubt.taken or not str(record.direction).startswith("outbound"):
        return False
    if record.date_created is None or record.date_created < doubt.tried_at - SKEW:
        return False
    body, message = one_line(record.body or ""), doubt.outbound.message
    return whatsapp_files.is_one(body, str(record.num_media or ""), message) or _says(body, message)


def _says(body: str, message: Message) -> bool:
    """Say whether a body is a message's: as free text, or as a template filled with it."""
    filled = variables(message, TEXT_LIMIT)
    words = [filled[number] for number in ("1", "4") if filled[number] != NOTHING]
    said = {one_line(text(fit(message))), one_line(whatsapp_choices.words(message))}
    return body in said or (bool(words) and all(word in body for word in words))
