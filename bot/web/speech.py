"""Speech: which language a page is shown in: the one its address names, else the browser's."""

from collections.abc import Sequence

from aiohttp import web

from bot.texts import languages, nearest_language


def spoken(wanted: Sequence[str]) -> tuple[str, ...]:
    """List the languages of a newsroom's pages: its own, as far as the program speaks them."""
    ours = languages()
    return tuple(one for one in wanted if one in ours) or ours[:1]


def asked(request: web.Request, among: tuple[str, ...]) -> str:
    """Choose a language for who asks for a page: as ``?lang=`` says, or their browser; else the first."""
    said = request.query.get("lang", "")
    return said if said in among else accepted(request.headers.get("Accept-Language", ""), among)


def accepted(header: str, among: tuple[str, ...]) -> str:
    """Choose the first language that a browser asks for and the page has; else the page's first."""
    tags = [part.split(";")[0].strip() for part in header.split(",")]
    known = (nearest_language(tag, ("", *among)) for tag in tags if tag)
    return next((one for one in known if one), among[0])
