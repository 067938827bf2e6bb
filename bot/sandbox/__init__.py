"""The sandbox: stand-ins for Bot API, Twilio and mail server, phones and mailbox on a page, a demo newsroom.

It knows nothing of the rest of the program: the real adapters talk to it over HTTP, so what works
here works there. Mounted in the program's own web application, or run as a process of its own.
"""

from aiohttp import web

from bot.sandbox.account import Account
from bot.sandbox.attachments import Attachments
from bot.sandbox.callbacks import Caller
from bot.sandbox.catalog import Catalog
from bot.sandbox.chats import Chat, Chats
from bot.sandbox.chores import Chores
from bot.sandbox.condition import Condition
from bot.sandbox.content import Content
from bot.sandbox.controls import Controls
from bot.sandbox.faults import Faults
from bot.sandbox.fetching import Fetching
from bot.sandbox.files import Files
from bot.sandbox.gathering import Gathering
from bot.sandbox.journal import Journal
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.mailroom import Mailroom
from bot.sandbox.media import Media
from bot.sandbox.methods import Methods
from bot.sandbox.newsroom import FEEDS, DemoNewsroom
from bot.sandbox.opening import opened_here
from bot.sandbox.options import EMAIL_READER, TELEGRAM_READER_ID, WHATSAPP_READER, SandboxOptions
from bot.sandbox.phones import Phone
from bot.sandbox.pictures import Pictures
from bot.sandbox.polling import Polling
from bot.sandbox.previews import Previews
from bot.sandbox.senders import Senders
from bot.sandbox.site import Site
from bot.sandbox.stream import Stream
from bot.sandbox.telegram import Telegram
from bot.sandbox.twilio import Twilio
from bot.sandbox.updates import Updates
from bot.sandbox.whatsapp import Reader, WhatsApp

__all__ = [
    "EMAIL_READER",
    "TELEGRAM_READER_ID",
    "WHATSAPP_READER",
    "Sandbox",
    "SandboxOptions",
    "opened_here",
]

FIRST_TAP = 0.3  # seconds after the start
NEXT_TAP = 1.0  # seconds until a reader whom the hook did not hear tries again
NAMES = {"telegram": "Léa", "whatsapp": "Noa", "email": "Maya"}


class Sandbox:
    """Stand-ins, phones, mailbox and newsroom; `add_to` mounts them, `start` brings them to life."""

    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._prefix = "/sandbox"
        self._chores = Chores()
        self._stream = Stream()
        self._journal = Journal(options.journal)
        self._faults = Faults(self._chores)
        self._updates = Updates(self._chores, options.clock)
        self._chats = Chats(_bot(options.telegram_token), self._updates, options.clock)
        self._caller = Caller(options.twilio_token)
        self._fetching = Fetching(options.media_seconds)
        self._whatsapp = WhatsApp(options, self._caller, self._chores, self._journal)
        phones = {
            "telegram": Phone("telegram", NAMES["telegram"], str(TELEGRAM_READER_ID), self._stream),
            "whatsapp": Phone("whatsapp", NAMES["whatsapp"], WHATSAPP_READER, self._stream),
        }
        chat = Chat(TELEGRAM_READER_ID, NAMES["telegram"], language="fr", phone=phones["telegram"])
        reader = Reader(WHATSAPP_READER, NAMES["whatsapp"], phone=phones["whatsapp"])
        self._chat, self._reader = self._chats.add(chat), self._whatsapp.add(reader)
        # A bot that remembers the demo's readers from an earlier run writes to them before they tap.
        chat.started = options.taps_start
        self._recall()
        self.mailroom: Mailroom | None = None

    def add_to(self, app: web.Application, prefix: str = "/sandbox", page: str = "/") -> None:
        """Mount the page with the phones at `page` and everything else below `prefix`."""
        self._prefix = prefix
        options = self._options
        files = Files(prefix + "/files")
        files.add_to(app)
        self._whatsapp.media = Media(self._fetching, files)
        people = (self._chat, self._reader)
        account = Account(options.twilio_account, options.twilio_token)
        attachments = Attachments(people, self._chats, self._whatsapp, files)
        attachments.add_to(app, prefix, options.telegram_token, account)
        previews = Previews(self._chats, files, self._fetching, self._chores)
        condition = Condition(options.whatsapp_hook)
        condition.add_to(app, prefix)
        methods = Methods(self._chats, self._journal, files, previews, options.clock, condition)
        table = {**methods.table(), **Polling(self._updates).table(), "getfile": attachments.get_file}
        Telegram(options.telegram_token, table, self._faults).add_to(app, prefix + "/telegram")
        catalog = Catalog(options.twilio_account, options.clock)
        Twilio(options, account, self._whatsapp, catalog, self._faults, condition).add_to(
            app, prefix + "/twilio"
        )
        Content(account, catalog, options.clock, condition).add_to(app, prefix + "/content")
        Senders(options, account, condition).add_to(app, prefix + "/messaging")
        controls = Controls(people, self._chats, self._whatsapp, self._faults, self._journal)
        controls.add_to(app, prefix, self._stream)
        self._add_mailbox(app, controls)
        Gathering(self._chats, self._chat).add_to(app, prefix)
        Site().add_to(app, prefix, page)
        Pictures(self._faults, self._chores).add_to(app, prefix)
        if options.publish_every > 0:
            DemoNewsroom(options.clock, options.publish_every).add_to(app, prefix)
        app.on_shutdown.append(self._stop_waiting)

    def _add_mailbox(self, app: web.Application, controls: Controls) -> None:
        """Open the mail server with the application, which then waits for no start of ours."""
        options = self._options
        if options.smtp_port is None:
            return
        mailbox = Mailbox(NAMES["email"], EMAIL_READER, self._stream, self._fetching.leave)
        controls.mailbox = mailbox
        mailbox.add_to(app, self._prefix)
        own = (self._faults, self._journal, self._chores)
        self.mailroom = mailroom = Mailroom(mailbox, *own, options.clock, options.smtp_port)
        app.on_startup.append(mailroom.open)
        app.on_cleanup.append(mailroom.close)

    def newsroom_feeds(self, base_url: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """List the demo newsroom's feeds: address, language, topics."""
        if self._options.publish_every <= 0:
            return []
        root = base_url.rstrip("/") + self._prefix
        return [(root + path, language, topics) for path, language, topics in FEEDS]

    async def start(self) -> None:
        """Let the two readers join."""
        if self._options.taps_start:
            self._chores.start(self._tap())

    async def close(self) -> None:
        """End what runs in the background."""
        await self._stop_waiting()
        await self._chores.close()
        await self._caller.close()
        await self._fetching.close()

    async def _stop_waiting(self, _app: web.Application | None = None) -> None:
        """Send open streams and long polls home: a server waits for them before it stops."""
        self._chores.stop_waiting()
        self._stream.close()
        self._updates.close()

    async def _tap(self) -> None:
        await self._chores.pause(FIRST_TAP)
        self._chats.write(self._chat, "/start")
        if not self._options.whatsapp_hook:
            return
        while not (self._chores.closing.is_set() or await self._whatsapp.write(self._reader, "START")):
            await self._chores.pause(NEXT_TAP)

    def _recall(self) -> None:
        """Know again whom an earlier run's journal names, and give no id twice."""
        for entry in self._journal.entries:
            if entry.service == "telegram":
                self._chats.recall(int(entry.to), int(entry.id))


def _bot(token: str) -> dict[str, object]:
    number, _, _ = token.partition(":")
    identity = int(number) if number.isdecimal() else 1
    return {"id": identity, "is_bot": True, "first_name": "Tocsin", "username": "tocsin_sandbox_bot"}
