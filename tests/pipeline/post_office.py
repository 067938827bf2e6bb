"""A desk that files come to: a chat, a channel that hands over what was sent, and the transfers between."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import select

from bot.ask import Promises
from bot.model import Address, Message
from bot.pipeline.bell import Bell
from bot.pipeline.transfer import Transfers
from bot.ports import Document, Inbound, InboundKind
from bot.store import file as files
from bot.store import transfer as transfers
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import delivery
from bot.store.transfer import TransferRow
from tests.chat import CHIEF, Chat
from tests.fakes import FakeChannel

KEY = b"a key of the settings"


@dataclass(eq=False)
class Post(FakeChannel):
    """A channel on which people send files."""

    held: dict[str, bytes | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def download(self, document: Document, most: int) -> bytes:
        self.asked.append(document.ref)
        found = self.held[document.ref]
        if isinstance(found, Exception):
            raise found
        assert len(found) <= most
        return found


class Office:
    """A chat with an import and an export."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.chat = Chat(database, now)
        self.chat.context = replace(self.chat.context, promises=Promises(key=KEY))
        self.telegram, self.whatsapp = (
            Post(),
            Post(name="whatsapp", limits=replace(Post().limits, edits=False)),
        )
        self.database = database
        self.seconds = 0.0
        self.transfers = self.new()

    def new(self) -> Transfers:
        """Begin a process."""
        chat = self.chat
        channels = {chat.senders["telegram"]: self.telegram, chat.senders["whatsapp"]: self.whatsapp}
        log = structlog.get_logger()
        promises = Promises(key=KEY)
        return Transfers(
            self.database, channels, chat.context.newsroom, promises, lambda: self.chat.now, log, Bell()
        )

    def send(
        self, content: bytes, who: Address = CHIEF, text: str = "", name: str = "people.csv"
    ) -> list[Message]:
        """Send a file; hand back what is answered at once."""
        channel = self.telegram if who.channel == "telegram" else self.whatsapp
        ref = f"file-{len(channel.held)}"
        channel.held[ref] = content
        inbound = Inbound(f"file-{who.channel}-{ref}", who, InboundKind.WROTE, text, language="en")
        document = Document(ref, name, "text/csv", len(content))
        return [body.message for body in self.chat.hear(replace(inbound, document=document), who.channel)]

    async def work(self) -> None:
        while await self.transfers.run_due():
            pass

    def told(self, who: Address = CHIEF) -> list[Message]:
        """List all that somebody was told, the first first."""
        id_ = self.chat.person(who).id
        query = select(delivery.c.body).where(delivery.c.subscriber_id == id_).order_by(delivery.c.id)
        return [
            from_json(body).message
            for body in self.database.read_here(lambda tx: tx.scalars(query).all())
            if body
        ]

    def content(self, message: Message) -> str:
        """Read the file that goes with a message."""
        attachment = message.attachment
        assert attachment
        found = self.database.read_here(lambda tx: files.content(tx, attachment.id))
        assert found is not None
        return found.decode("utf-8-sig")

    def transfer(self, id_: int = 1) -> TransferRow:
        found = self.database.read_here(lambda tx: transfers.find(tx, id_))
        assert found
        return found
