"""Groups, forums and channels on the stand-in for Telegram: who is in them, and what they say and press."""

from dataclasses import replace
from itertools import count

from aiohttp import web

from bot.sandbox.chats import Chat, Chats
from bot.sandbox.orders import order_of, refused

FIRST = 1_000_000_001
KINDS = ("group", "supergroup", "channel")
STATUSES = ("creator", "administrator", "member")


class Gathering:
    """The places that several people share; the reader on the page founds each."""

    def __init__(self, chats: Chats, founder: Chat) -> None:
        self._chats = chats
        self._founder = founder
        self._numbers = count(FIRST)

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        app.router.add_post(prefix + "/places", self.found)
        app.router.add_post(prefix + "/places/{chat}/members", self.admit)
        app.router.add_post(prefix + "/places/{chat}/text", self.text)
        app.router.add_post(prefix + "/places/{chat}/press", self.press)
        app.router.add_post(prefix + "/places/{chat}/leave", self.leave)

    async def found(self, request: web.Request) -> web.Response:
        """Found a place and let the bot in: `kind`, `title`, and the `threads` of a forum."""
        asked = await order_of(request)
        kind, threads = asked.get("kind", "supergroup"), asked.get("threads", [])
        if kind not in KINDS or not isinstance(threads, list):
            raise refused(f"a place is one of {KINDS}, with threads by their numbers")
        place = Chat(-(10**12 + next(self._numbers)), str(asked.get("title") or "Desk"), kind=str(kind))
        place.threads = frozenset(int(one) for one in threads)
        place.members[self._founder.id] = "creator"
        self._chats.add(place)
        self._chats.admit(place, self._founder)
        return web.json_response({"id": place.id})

    async def admit(self, request: web.Request) -> web.Response:
        """Let a person in, or change what they are there: `person`, `standing`."""
        asked, place = await order_of(request), self._place(request)
        person, status = asked.get("person"), asked.get("standing")
        if not isinstance(person, int) or status not in STATUSES:
            raise refused(f"it takes a person's number, and a standing among {STATUSES}")
        place.members[person] = str(status)
        self._chats.people.setdefault(person, Chat(person, f"Reader {person}"))
        return web.json_response({})

    async def text(self, request: web.Request) -> web.Response:
        """Let a member write: `text`, `by` (the founder), `thread`."""
        asked, place = await order_of(request), self._place(request)
        author, thread = self._member(place, asked.get("by")), asked.get("thread", 0)
        self._chats.write(replace_author(place, author), str(asked.get("text", "")), thread=int(str(thread)))
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        """Let a member press a button of a message: `message`, `data`, `by` (the founder)."""
        asked, place = await order_of(request), self._place(request)
        message = self._chats.find(place.id, int(str(asked.get("message", 0))))
        if message is None:
            raise refused("there is no such message")
        self._chats.press(message, str(asked.get("data", "")), by=self._member(place, asked.get("by")))
        return web.json_response({})

    async def leave(self, request: web.Request) -> web.Response:
        """Put the bot out."""
        self._chats.put_out(self._place(request), self._founder)
        return web.json_response({})

    def _place(self, request: web.Request) -> Chat:
        number = request.match_info["chat"]
        found = self._chats.people.get(int(number)) if number.lstrip("-").isdecimal() else None
        if found is None or found.kind == "private":
            raise refused("there is no such place")
        return found

    def _member(self, place: Chat, number: object) -> Chat:
        found = self._chats.people.get(number) if isinstance(number, int) else self._founder
        if found is None or found.id not in place.members:
            raise refused("there is no such member")
        return found


def replace_author(place: Chat, author: Chat) -> Chat:
    """Give a place as the one in which this person writes."""
    return replace(place, author=author)
