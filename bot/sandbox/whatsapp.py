"""WhatsApp's side, as Twilio's accounts see it: readers, their 24 hours, and each message's fate."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

from bot.sandbox.bill import Bill
from bot.sandbox.callbacks import Caller
from bot.sandbox.catalog import Template
from bot.sandbox.chores import Chores
from bot.sandbox.journal import Entry, Journal
from bot.sandbox.media import Media as Fetched
from bot.sandbox.options import SandboxOptions
from bot.sandbox.phones import Bubble, Button, Phone
from bot.sandbox.spans import safe_html
from bot.sandbox.whatsapp_markup import parse_whatsapp

WINDOW = timedelta(hours=24)
STEP = 0.05  # seconds between two statuses
READING = 0.8  # seconds until somebody who looks has read it
PREFIX = "whatsapp:"
REASONS = {
    63003: "Channel could not find To address",
    63013: "Channel policy violation",
    63016: "Failed to send freeform message because you are outside the allowed window.",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63019: "Media failed to download",
    63028: "Number of parameters provided does not match the expected number of params",
    63034: "Media exceeds size limit",
}
UNDELIVERED = {63003, 63024}  # found out at the reader's end; the others fail before they leave


@dataclass
class Reader:
    """A person with WhatsApp; `heard_at` is when they last wrote to the newsroom."""

    number: str
    name: str
    heard_at: datetime | None = None
    blocked: bool = False
    phone: Phone | None = None

    def window_open(self, now: datetime) -> bool:
        """Say whether free text may be sent: only the reader's own words open the 24 hours."""
        return self.heard_at is not None and now - self.heard_at < WINDOW


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a person sends: `folder` and `number` are where the account is given it."""

    folder: str
    number: str
    type: str
    name: str
    path: str

    def params(self, origin: str, sid: str) -> dict[str, str]:
        """Write what the hook is told of it."""
        url = f"{origin}{self.folder}/{sid}/Media/{self.number}"
        return {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": self.type, "MessageType": "document"}


@dataclass
class TwilioMessage:
    """A Message resource; numbers are without their channel prefix."""

    sender: str
    to: str
    body: str
    created: datetime
    inbound: bool = False
    callback: str = ""
    media: str = ""  # the address of a picture
    template: Template | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    opens: str = ""
    error: int = 0
    status: str = "queued"
    sent: datetime | None = None
    updated: datetime | None = None
    sid: str = field(default_factory=lambda: "SM" + uuid4().hex)

    def as_json(self, account: str) -> dict[str, object]:
        """Write the resource as the API does."""
        uri = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated or self.created),
            "direction": "inbound" if self.inbound else "outbound-api",
            "error_code": self.error or None,
            "error_message": REASONS.get(self.error),
            "from": PREFIX + self.sender,
            "messaging_service_sid": None,
            "num_media": "1" if self.media else "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": PREFIX + self.to,
            "uri": f"{uri}.json",
        }


class WhatsApp:
    """Readers and messages of one newsroom's number."""

    def __init__(self, options: SandboxOptions, caller: Caller, chores: Chores, journal: Journal) -> None:
        self.readers: dict[str, Reader] = {}
        self.messages: dict[str, TwilioMessage] = {}
        self.bill = Bill()
        self.media: Fetched | None = None
        self.origin = ""  # at which the program asks the account: its own files are there, too
        self._by_reader: defaultdict[str, list[TwilioMessage]] = defaultdict(list)
        self._options = options
        self._clock: Callable[[], datetime] = options.clock
        self._caller = caller
        self._chores = chores
        self._journal = journal

    def add(self, reader: Reader) -> Reader:
        """Make a person known."""
        self.readers[reader.number] = reader
        return reader

    def accept(self, message: TwilioMessage) -> None:
        """Take a message in; its fate follows in the background."""
        self._keep(message)
        entry = Entry(
            service="twilio",
            to=message.to,
            id=message.sid,
            text=message.body,
            html=safe_html(parse_whatsapp(message.body)),
            at=message.created.isoformat(),
            sid=message.sid,
            status_callback=message.callback or None,
            picture=message.media or None,
        )
        self._journal.add(entry)
        self._chores.start(self._fate(message))

    def listed(self, to: str, sender: str) -> list[TwilioMessage]:
        """List messages, the newest first; an empty `to` or `sender` is anybody."""
        kept = self._by_reader.get(to, []) if to else self.messages.values()
        return [one for one in reversed(kept) if sender in {"", one.sender}]

    def _keep(self, message: TwilioMessage) -> None:
        self.messages[message.sid] = message
        self._by_reader[message.to].append(message)

    async def write(
        self,
        reader: Reader,
        text: str,
        pressed: Button | None = None,
        about: str = "",
        media: "Media | None" = None,
    ) -> bool:
        """Let the reader write, press or send a file; says whether the newsroom's hook took it."""
        now = self._clock()
        reader.heard_at = now
        if reader.blocked:
            self.block(reader, blocked=False)
        message = TwilioMessage(reader.number, self._options.whatsapp_number, text, now, inbound=True)
        message.status = "received"
        self._keep(message)
        if reader.phone:
            bubble = Bubble(message.sid, "me", safe_html(parse_whatsapp(text)), text, now, status="sent")
            bubble.reply_to = about
            bubble.file = {"name": media.name, "url": media.path} if media else {}
            reader.phone.show(bubble)
        taken = await self._tell_inbound(reader, message, pressed, about, media)
        if taken and reader.phone:
            reader.phone.mark(message.sid, "delivered")
        return taken

    def block(self, reader: Reader, *, blocked: bool) -> None:
        """Let the reader shut the newsroom out, or in again; WhatsApp tells nobody."""
        reader.blocked = blocked
        if reader.phone:
            reader.phone.block(blocked=blocked)

    def window(self, reader: Reader, *, opened: bool) -> None:
        """Open the reader's 24 hours, or let them be over."""
        now = self._clock()
        reader.heard_at = now if opened else now - WINDOW

    def window_open(self, reader: Reader) -> bool:
        """Say whether the reader's 24 hours run."""
        return reader.window_open(self._clock())

    async def _tell_inbound(
        self,
        reader: Reader,
        message: TwilioMessage,
        pressed: Button | None,
        about: str,
        media: "Media | None",
    ) -> bool:
        if not self._options.whatsapp_hook:
            return False
        shown = self.messages.get(about)
        listed = shown is not None and bool(shown.opens)
        params = self._params(message) | {
            "SmsStatus": "received",
            "Body": message.body,
            "NumMedia": "0",
            "NumSegments": "1",
            "WaId": reader.number.removeprefix("+"),
            "ProfileName": reader.name,
            "MessageType": _type_of(pressed, listed=listed),
            "ReferralNumMedia": "0",
        }
        if pressed and listed:
            params |= {"ListTitle": pressed.text, "ListId": pressed.data, "Body": pressed.data}
            params |= {"ListDescription": pressed.about} if pressed.about else {}
        elif pressed:
            params |= {"ButtonText": pressed.text, "ButtonPayload": pressed.data}
        if media:
            params |= media.params(self.origin, message.sid)
        if about:
            params |= {
                "OriginalRepliedMessageSid": about,
                "OriginalRepliedMessageSender": PREFIX + self._options.whatsapp_number,
            }
        return await self._caller.post(self._options.whatsapp_hook, params)

    def _params(self, message: TwilioMessage) -> dict[str, str]:
        return {
            "SmsMessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageSid": message.sid,
            "AccountSid": self._options.twilio_account,
            "From": PREFIX + message.sender,
            "To": PREFIX + message.to,
            "ApiVersion": "2010-04-01",
        }

    async def _fate(self, message: TwilioMessage) -> None:
        """Carry a message to its reader, telling each status but the first."""
        await self._chores.pause(STEP)
        reader = self.readers.get(message.to)
        message.error = message.error or self._obstacle(message, reader)
        picture, name = "", ""
        if message.media and self.media and not message.error:
            picture, name, message.error = await self.media.taken(
                message.media, shown=bool(reader and reader.phone)
            )
        if message.error and message.error not in UNDELIVERED:
            return self._tell(message, "failed")
        message.sent = self._clock()
        self._tell(message, "sent")
        await self._chores.pause(STEP)
        if message.error or reader is None:
            return self._tell(message, "undelivered")
        self._show(message, reader, picture, name)
        category = (message.template.category or "MARKETING") if message.template else None
        self.bill.add(message.to, category, window_open=reader.window_open(self._clock()))
        self._tell(message, "delivered")
        if reader.phone and reader.phone.watched:
            await self._chores.pause(READING)
            reader.phone.mark(message.sid, "read")
            self._tell(message, "read")
        return None

    def _obstacle(self, message: TwilioMessage, reader: Reader | None) -> int:
        """Find out what keeps a message from its reader, as one of Twilio's error codes."""
        now = self._clock()
        if reader is None:
            return 63003
        approved = message.template is not None and message.template.status(now) == "approved"
        if not approved and not reader.window_open(now):
            return 63016
        return 63024 if reader.blocked else 0

    def _show(self, message: TwilioMessage, reader: Reader, picture: str, name: str) -> None:
        if reader.phone is None:
            return
        marked = parse_whatsapp(message.body)
        bubble = Bubble(message.sid, "bot", safe_html(marked), marked.text, self._clock(), status="delivered")
        bubble.buttons, bubble.opens = message.buttons, message.opens
        if name:
            bubble.file = {"name": name, "url": picture}
        else:
            bubble.picture = picture
        reader.phone.show(bubble)

    def _tell(self, message: TwilioMessage, status: str) -> None:
        """Set a status and call it back; the message does not wait for the bot's answer."""
        message.status = status
        message.updated = self._clock()
        if not message.callback:
            return
        params = self._params(message) | {
            "SmsStatus": status,
            "MessageStatus": status,
            "ChannelPrefix": "whatsapp",
            "ChannelToAddress": PREFIX + message.to,
        }
        if status == "read":
            params["EventType"] = "READ"
        if message.error:
            params |= {"ErrorCode": str(message.error), "ErrorMessage": REASONS[message.error]}
        self._chores.start(self._caller.post(message.callback, params))


def _type_of(pressed: Button | None, *, listed: bool) -> str:
    if pressed is None:
        return "text"
    return "interactive" if listed else "button"
