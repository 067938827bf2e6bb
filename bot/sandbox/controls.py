"""What the page and tests ask of the sandbox: phones, people, faults, the journal."""

from dataclasses import fields

from aiohttp import web

from bot.sandbox.chats import Chat, Chats
from bot.sandbox.faults import KINDS, Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.orders import order_of, refused
from bot.sandbox.phones import Button
from bot.sandbox.stream import Stream
from bot.sandbox.whatsapp import Reader, WhatsApp

LONGEST_TYPED = 4096
MOST_PEOPLE = 100_000
MOST_TIMES = 10
FIRST_CROWD_ID = 800_000_001
FIRST_CROWD_NUMBER = 15_551_000_000


class Controls:
    """The sandbox's own small API; everything in it is JSON."""

    def __init__(
        self, readers: tuple[Chat, Reader], chats: Chats, whatsapp: WhatsApp, faults: Faults, journal: Journal
    ) -> None:
        self._chat, self._reader = readers
        self._chats = chats
        self._whatsapp = whatsapp
        self._faults = faults
        self._journal = journal
        self._crowd = 0
        self.mailbox: Mailbox | None = None  # the page's third device, where letters are tried

    def add_to(self, app: web.Application, prefix: str, stream: Stream) -> None:
        """Mount it below `prefix`."""
        router, phone = app.router, prefix + "/phones/{phone:telegram|whatsapp}"
        router.add_get(prefix + "/phones", self.phones)
        router.add_get(prefix + "/phones/events", stream.watch)
        router.add_post(phone + "/text", self.text)
        router.add_post(phone + "/press", self.press)
        router.add_post(phone + "/block", self.block)
        router.add_post(prefix + "/phones/whatsapp/window", self.window)
        router.add_post(prefix + "/people", self.people)
        router.add_post(prefix + "/people/{chat}/text", self.write)
        router.add_post(prefix + "/faults", self.order)
        router.add_get(prefix + "/journal", self.journal)
        router.add_delete(prefix + "/journal", self.clear)
        router.add_get(prefix + "/bill", self.bill)

    async def phones(self, _request: web.Request) -> web.Response:
        """Describe both phones whole, and the mailbox."""
        shown = {"telegram": self._chat.phone, "whatsapp": self._reader.phone}
        state = {name: phone.as_json() for name, phone in shown.items() if phone}
        state.setdefault("whatsapp", {})["window"] = self._whatsapp.window_open(self._reader)
        if self.mailbox is not None:
            state["email"] = self.mailbox.as_json()
        return web.json_response(state)

    async def text(self, request: web.Request) -> web.Response:
        """Type something; `about` is the message that it answers."""
        asked = await order_of(request)
        text, about = str(asked.get("text", "")).strip()[:LONGEST_TYPED], str(asked.get("about", ""))
        if not text:
            raise refused("there is no text")
        if request.match_info["phone"] == "telegram":
            self._chats.write(self._chat, text, about=int(about) if about.isdecimal() else 0)
        else:
            await self._whatsapp.write(self._reader, text, about=about)
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        """Press a button."""
        asked = await order_of(request)
        bubble_id, data = str(asked.get("bubble", "")), str(asked.get("data", ""))
        if request.match_info["phone"] == "telegram":
            self._press_telegram(bubble_id, data)
        else:
            await self._press_whatsapp(bubble_id, data)
        return web.json_response({})

    async def block(self, request: web.Request) -> web.Response:
        """Shut the newsroom out, or in again."""
        blocked = bool((await order_of(request)).get("blocked"))
        if request.match_info["phone"] == "telegram":
            self._chats.block(self._chat, blocked=blocked)
        else:
            self._whatsapp.block(self._reader, blocked=blocked)
        return web.json_response({})

    async def window(self, request: web.Request) -> web.Response:
        """Open or close the 24 hours."""
        self._whatsapp.window(self._reader, opened=bool((await order_of(request)).get("open")))
        return web.json_response({})

    async def people(self, request: web.Request) -> web.Response:
        """Add a crowd that has started the bot, or has written to the newsroom's number."""
        asked = await order_of(request)
        counts = [_count(asked.get(name, 0)) for name in ("telegram", "whatsapp")]
        chats = [
            self._chats.add(Chat(FIRST_CROWD_ID + n, f"Reader {n}", started=True))
            for n in self._next(counts[0])
        ]
        readers = [
            self._whatsapp.add(Reader(f"+{FIRST_CROWD_NUMBER + n}", f"Reader {n}"))
            for n in self._next(counts[1])
        ]
        for reader in readers:
            self._whatsapp.window(reader, opened=True)
        return web.json_response(
            {
                "telegram": [chat.id for chat in chats],
                "whatsapp": [reader.number for reader in readers],
            }
        )

    async def write(self, request: web.Request) -> web.Response:
        """Let one of Telegram's crowd write; `times` is how often the bot is told of it."""
        asked, chat = await order_of(request), request.match_info["chat"]
        known = self._chats.people.get(int(chat)) if chat.isdecimal() else None
        text, times = str(asked.get("text", "")).strip()[:LONGEST_TYPED], asked.get("times", 1)
        if known is None or not text or not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
            raise refused("it takes a chat of the crowd, a text and a few times")
        self._chats.write(known, text, times)
        return web.json_response({})

    async def order(self, request: web.Request) -> web.Response:
        """Order a fault."""
        asked = await order_of(request)
        kinds = KINDS.get(str(asked.get("service")))
        if kinds is None:
            raise refused(f"service is one of {sorted(KINDS)}")
        if asked.get("kind") not in kinds:
            raise refused(f"of {asked['service']} go wrong {sorted(kinds)}")
        if unknown := asked.keys() - {field.name for field in fields(Fault)}:
            raise refused(f"a fault has no {sorted(unknown)}")
        fault = _fault(asked)
        if fault.migrate_to:
            self._chats.add(Chat(fault.migrate_to, "Moved", started=True))
        self._faults.pending.append(fault)
        return web.json_response({})

    async def journal(self, _request: web.Request) -> web.Response:
        """List every accepted message, in order."""
        return web.json_response([entry.as_json() for entry in self._journal.entries])

    async def clear(self, _request: web.Request) -> web.Response:
        """Begin a new journal."""
        self._journal.clear()
        return web.json_response({})

    async def bill(self, _request: web.Request) -> web.Response:
        """Say what WhatsApp would have charged so far."""
        return web.json_response(self._whatsapp.bill.as_json())

    def _next(self, count: int) -> range:
        first, self._crowd = self._crowd, self._crowd + count
        return range(first, self._crowd)

    def _press_telegram(self, bubble_id: str, data: str) -> None:
        message = self._chats.find(self._chat.id, int(bubble_id)) if bubble_id.isdecimal() else None
        if message is None or not _button(message.keyboard, data):
            raise refused("there is no such button")
        self._chats.press(message, data)

    async def _press_whatsapp(self, bubble_id: str, data: str) -> None:
        bubble = self._reader.phone.find(bubble_id) if self._reader.phone else None
        button = _button(bubble.buttons, data) if bubble else None
        if button is None:
            raise refused("there is no such button")
        await self._whatsapp.write(self._reader, button.text, button, bubble_id)


def _count(asked: object) -> int:
    if not isinstance(asked, int) or not 0 <= asked <= MOST_PEOPLE:
        raise refused(f"counts go from 0 to {MOST_PEOPLE}")
    return asked


def _button(rows: tuple[tuple[Button, ...], ...], data: str) -> Button | None:
    return next((button for row in rows for button in row if button.data and button.data == data), None)


def _fault(asked: dict[str, object]) -> Fault:
    numbers = {name: asked[name] for name in ("times", "retry_after", "migrate_to") if name in asked}
    seconds = asked.get("seconds", 30.0)
    if not all(isinstance(value, int) for value in numbers.values()) or not isinstance(seconds, int | float):
        raise refused("times, retry_after, migrate_to and seconds are numbers")
    return Fault(
        service=str(asked["service"]),
        kind=str(asked["kind"]),
        seconds=float(seconds),
        to=str(asked.get("to", "")).removeprefix("whatsapp:"),
        method=str(asked.get("method", "")).lower(),
        **{name: int(str(value)) for name, value in numbers.items()},
    )
