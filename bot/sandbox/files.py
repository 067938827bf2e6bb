"""What the bot has uploaded: kept in memory, shown on the phone as a picture or a file to save."""

from aiohttp import web

from bot.sandbox.telegram import Upload

KEPT = 50  # uploads remembered
MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}


class Files:
    """Uploads by number, served below `prefix`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._kept: dict[int, Upload] = {}
        self._count = 0

    def add_to(self, app: web.Application) -> None:
        """Mount the folder."""
        app.router.add_get(self._prefix + "/{number:[0-9]+}", self.serve)

    def keep(self, upload: Upload) -> str:
        """Keep a file; returns its path."""
        self._count += 1
        self._kept[self._count] = upload
        self._kept.pop(self._count - KEPT, None)
        return f"{self._prefix}/{self._count}"

    def find(self, number: int) -> Upload | None:
        """Find a file that is kept still."""
        return self._kept.get(number)

    async def serve(self, request: web.Request) -> web.Response:
        """Serve a picture as one, and anything else as a download that no browser runs."""
        upload = self._kept.get(int(request.match_info["number"]))
        if upload is None:
            raise web.HTTPNotFound
        kind = kind_of(upload.content)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if not kind:
            headers["Content-Disposition"] = "attachment"
        return web.Response(
            body=upload.content, content_type=kind or "application/octet-stream", headers=headers
        )


def kind_of(content: bytes) -> str:
    """Tell a picture by its first bytes; nothing for anything else."""
    return next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), "")
