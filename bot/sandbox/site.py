"""The page with the phones and the mailbox, and its files."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Site:
    """Serves the folder `page`; ``{{prefix}}`` in its index stands for the sandbox's prefix."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._prefix = ""

    def add_to(self, app: web.Application, prefix: str, page: str = "/") -> None:
        """Mount the index at `page` and the rest below `prefix`."""
        self._prefix = prefix
        app.router.add_get(page, self.index)
        app.router.add_get(prefix + "/page/{file}", self.file)

    async def index(self, _request: web.Request) -> web.Response:
        """Serve the page."""
        html = (self._folder / "index.html").read_text("utf-8").replace("{{prefix}}", self._prefix)
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    async def file(self, request: web.Request) -> web.Response:
        """Serve a file of the page; nothing outside its folder has a name here."""
        name = request.match_info["file"]
        found = next((path for path in self._folder.iterdir() if path.name == name), None)
        if found is None or found.suffix not in KINDS:
            raise web.HTTPNotFound
        charset = None if found.suffix == ".png" else "utf-8"
        return web.Response(
            body=found.read_bytes(), content_type=KINDS[found.suffix], charset=charset, headers=HEADERS
        )
