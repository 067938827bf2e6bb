"""Files that the people on the two phones send, and how each service gives them out.

Telegram names a path for a file's id, which is fetched with the token in the address; Twilio gives a file
to the account alone, and sends on to a store that asks for no password.
"""

import hmac

from aiohttp import web

from bot.sandbox.account import Account, not_found
from bot.sandbox.chats import Chat, Chats
from bot.sandbox.files import Files, kind_of
from bot.sandbox.telegram import Call, Json, Upload, bad
from bot.sandbox.whatsapp import Media, Reader, WhatsApp

MOST = 25_000_000
"""Bytes that a person can send here: more than a bot may fetch, so that this can be tried."""

FETCHABLE = 20_000_000
"""Bytes of a file that a bot may fetch (the Bot API says 20 MB)."""

LONGEST_NAME = 100
RAW = "application/octet-stream"
TYPES = {"csv": "text/csv", "txt": "text/plain", "tsv": "text/tab-separated-values", "pdf": "application/pdf"}


class Attachments:
    """Sends files from the phones, and gives them out."""

    def __init__(self, people: tuple[Chat, Reader], chats: Chats, whatsapp: WhatsApp, files: Files) -> None:
        self._chat, self._reader = people
        self._chats = chats
        self._whatsapp = whatsapp
        self._files = files

    def add_to(self, app: web.Application, prefix: str, token: str, account: Account) -> None:
        """Mount it below `prefix`; before the services, which answer whatever is not theirs."""
        self._token = token
        self._store = prefix + "/files"
        router = app.router
        router.add_post(prefix + "/phones/{phone:telegram|whatsapp}/file", self.send)
        router.add_get(
            prefix + "/telegram/file/bot{token}/documents/{number:[0-9]+}/{name}", self.of_telegram
        )
        media = prefix + "/twilio/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{number:[0-9]+}"
        router.add_get(media, account.guarded(self.of_twilio))
        self._media = prefix + f"/twilio/2010-04-01/Accounts/{account.sid}/Messages"

    async def send(self, request: web.Request) -> web.Response:
        """Send a file from a phone: its bytes are the body, its name and the words below it in the address.

        No foreign page can send such a body from a browser without being asked first.
        """
        if request.content_type != RAW:
            raise web.HTTPUnsupportedMediaType(text=f"the body must be {RAW}")
        content = bytearray()
        async for piece in request.content.iter_chunked(2**16):  # past the limit of the program's own hooks
            content += piece
            if len(content) > MOST:
                raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=len(content))
        name = request.query.get("name", "file")[:LONGEST_NAME].replace("/", "-") or "file"
        upload = Upload(name, bytes(content))
        text = request.query.get("text", "")
        if request.match_info["phone"] == "telegram":
            self._from_telegram(upload, text)
        else:
            # where nobody has asked the account for anything yet, its files are at this request's address
            self._whatsapp.origin = self._whatsapp.origin or str(request.url.origin())
            await self._from_whatsapp(upload, text)
        return web.json_response({})

    def _from_telegram(self, upload: Upload, text: str) -> None:
        path = self._files.keep(upload)
        number = path.rpartition("/")[2]
        document: Json = {
            "file_id": f"sent-{number}",
            "file_unique_id": f"u{number}",
            "file_name": upload.name,
            "mime_type": type_of(upload),
            "file_size": len(upload.content),
        }
        self._chats.write(self._chat, text, file={"document": document}, path=path)

    async def _from_whatsapp(self, upload: Upload, text: str) -> None:
        path = self._files.keep(upload)
        number = path.rpartition("/")[2]
        media = Media(self._media, number, type_of(upload), upload.name, path)
        # with a document comes what it is called, where nothing was written below it
        await self._whatsapp.write(self._reader, text or upload.name, media=media)

    async def get_file(self, call: Call) -> object:
        """Name the path at which a file can be fetched."""
        asked = call.text("file_id")
        upload = self._files.find(int(asked.removeprefix("sent-"))) if asked[5:].isdecimal() else None
        if upload is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(upload.content) > FETCHABLE:
            raise bad("file is too big")
        number = asked.removeprefix("sent-")
        return {
            "file_id": asked,
            "file_unique_id": f"u{number}",
            "file_size": len(upload.content),
            "file_path": f"documents/{number}/file",
        }

    async def of_telegram(self, request: web.Request) -> web.Response:
        """Give a file to whoever has the token."""
        upload = self._files.find(int(request.match_info["number"]))
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token.encode()) or not upload:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=upload.content, content_type=RAW)

    async def of_twilio(self, request: web.Request) -> web.Response:
        """Send the account on to where the file is kept."""
        if self._files.find(int(request.match_info["number"])) is None:
            raise not_found(request)
        place = f"{self._store}/{request.match_info['number']}"
        return web.Response(status=307, headers={"Location": place})


def type_of(upload: Upload) -> str:
    """Say what a file is, as a phone does: by its first bytes or by how its name ends."""
    ending = upload.name.rpartition(".")[2].lower()
    return kind_of(upload.content) or TYPES.get(ending, RAW)
