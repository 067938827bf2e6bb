"""The join page: where a newsroom's readers choose a phone, and get their first alert; no script, no tracker.

`/join` is the page, `/join/button` a link for a frame on the newsroom's own pages, `/join/snippet` the HTML
to paste there. Links carry a campaign and the page's language, so that who comes by them is counted and is
spoken to as the page did.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from bot.newsroom import Newsroom
from bot.rules.breaker import channel_name
from bot.rules.origin import code_campaign, is_campaign, write
from bot.texts import Text, _, language_name, say, way_of
from bot.web import speech
from bot.web.mount import root_of
from bot.web.template import FOLDER, templates

KEPT: Final = "public, max-age=300"
PATIENCE: Final = 10.0
"""Seconds for which requests wait, in all, until each channel has its link: some never have one."""

STEP: Final = 0.1
"""Seconds between two looks for them."""

SITE: Final = "site"
"""The campaign of who comes by the snippet."""

_FILES: Final = {"join.css": "text/css", "icon.svg": "image/svg+xml"}
_HEADERS: Final = {"Cache-Control": KEPT, "Vary": "Accept-Language"}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {framed}"
)

Link = Callable[[str, str], str]
"""Writes a channel's join link for a payload; empty: there is none."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: a channel's name, its link, and the address of the link's QR code."""

    channel: str
    name: str
    link: str
    code: str


@dataclass(frozen=True, slots=True)
class Named:
    """A topic in the page's language, and the ways to it."""

    name: str
    ways: Sequence[Way]


class JoinPage:
    """Answers ``/join`` and what belongs to it."""

    def __init__(self, newsroom: Newsroom, public_url: str, patience: float = PATIENCE) -> None:
        """Take the newsroom whose page it is, our address on the web, and seconds to wait for channels."""
        self._newsroom = newsroom
        self._public_url = public_url.rstrip("/")
        self._link: Link = lambda _channel, _payload: ""
        self._channels: Sequence[str] = ()
        self._letters = False
        self._patience = patience

    def open(self, link: Link, channels: Sequence[str], *, letters: bool = False) -> None:
        """Offer these channels from now on, by the links that `link` writes; `letters`: by mail, too."""
        self._link = link
        self._channels = channels
        self._letters = letters

    def add_to(self, app: web.Application) -> None:
        """Mount the pages."""
        app.router.add_get("/join", self.page)
        app.router.add_get("/join/button", self.button)
        app.router.add_get("/join/snippet", self.snippet)
        for name in _FILES:
            app.router.add_get(f"/join/{name}", self.file)

    async def page(self, request: web.Request) -> web.Response:
        """Show the page; 503 where the channels are not known soon, or none has a link."""
        await self._until_known()
        asked = self._asked(request)
        ways = self._ways("", asked)
        topics = [
            Named(topic.name(asked.language), self._ways(topic.id, asked)) for topic in self._newsroom.topics
        ]
        about: dict[str, Any] = {
            "ways": ways,
            "topics": topics if len(topics) > 1 else [],
            "others": self._others(asked),
            "letters": self._letters,
            "choices": [(topic.id, topic.name(asked.language)) for topic in self._newsroom.topics],
        }
        status = 200 if ways or self._letters else 503
        return self._shown("join.html", asked, status=status, framed="'none'", **about)

    async def _until_known(self) -> None:
        """Let who comes while the program starts wait for the channels; later nobody waits."""
        while self._patience > 0 and not self._all_known():
            self._patience -= STEP
            await asyncio.sleep(STEP)

    def _all_known(self) -> bool:
        return bool(self._channels or self._letters) and all(self._link(one, "") for one in self._channels)

    async def button(self, request: web.Request) -> web.Response:
        """Show nothing but a link to the page, to stand in a frame of anybody's."""
        asked = self._asked(request, SITE)
        return self._shown("button.html", asked, framed="*", address=self._address(asked))

    async def snippet(self, request: web.Request) -> web.Response:
        """Show the HTML that the newsroom pastes into its own pages."""
        asked = self._asked(request, SITE)
        query = urlencode({"lang": asked.language, "campaign": asked.campaign})
        frame = f"{self._public_url}/join/button?{query}"
        about: dict[str, Any] = {
            "address": self._address(asked),
            "frame": frame,
            "others": self._others(asked, "/snippet"),
        }
        return self._shown("snippet.html", asked, framed="'none'", **about)

    async def file(self, request: web.Request) -> web.Response:
        """Give the style sheet or the icon."""
        name = request.path.rpartition("/")[2]
        return web.Response(text=_file(name), content_type=_FILES[name], headers={"Cache-Control": KEPT})

    def _asked(self, request: web.Request, campaign: str = "") -> "Asked":
        language = speech.asked(request, self._spoken)
        named = request.query.get("campaign", "")
        return Asked(language, named if is_campaign(named) else campaign, root_of(request))

    @property
    def _spoken(self) -> tuple[str, ...]:
        """List the languages of the page."""
        return speech.spoken(self._newsroom.languages)

    def _ways(self, topic: str, asked: "Asked") -> list[Way]:
        links = {one: self._link(one, write(topic, asked.campaign, asked.language)) for one in self._channels}
        named = write(topic, code_campaign(asked.campaign), asked.language)
        return [
            Way(channel, channel_name(channel), link, f"{asked.root}/qr/{channel}/{named}.png")
            for channel, link in links.items()
            if link
        ]

    def _others(self, asked: "Asked", page: str = "") -> list[tuple[str, str, str]]:
        """List the page's other languages: code, name, address."""
        rest = {"campaign": asked.campaign} if asked.campaign else {}
        return [
            (one, language_name(one), f"{asked.root}/join{page}?{urlencode({'lang': one, **rest})}")
            for one in self._spoken
            if one != asked.language
        ]

    def _address(self, asked: "Asked") -> str:
        return f"{self._public_url}/join?{urlencode({'lang': asked.language, 'campaign': asked.campaign})}"

    def _shown(
        self,
        template: str,
        asked: "Asked",
        *,
        framed: str,
        status: int = 200,
        **about: Any,  # noqa: ANN401 -- what a template takes
    ) -> web.Response:
        words = {name: say(text, asked.language) for name, text in _words(self._newsroom).items()}
        text = templates().get_template(template).render(words=words, page=asked, **about)
        headers = _HEADERS | {"Content-Security-Policy": _POLICY.format(framed=framed)}
        return web.Response(text=text, content_type="text/html", status=status, headers=headers)


@dataclass(frozen=True, slots=True)
class Asked:
    """In which language a page is wanted, for which campaign, and below which path it is mounted."""

    language: str
    campaign: str
    root: str = ""

    @property
    def direction(self) -> str:
        """Say which way the page runs."""
        return way_of(self.language)


def _words(newsroom: Newsroom) -> Mapping[str, Text]:
    return {
        "title": _("{newsroom} on your phone", newsroom=newsroom.name),
        "promise": _("Our news, live: a headline and two lines, and a link to the article."),
        "choose": _("Where do you want to get it?"),
        "code": _("Or scan this code with your phone"),
        "steps": _("How it works"),
        "step_open": _("Choose one of them: a conversation with us opens."),
        "step_send": _("Send the message that is written there already, or press Start."),
        "step_done": _("That is all: the next news comes to you."),
        "one_topic": _("Only one topic?"),
        "leave": _(
            "To end it, write STOP at any time. No account, no charge, and nobody else sees your number."
        ),
        "letters": _("Or once a day, by e-mail"),
        "letters_promise": _("The daily newsletter: the news at a glance, each morning."),
        "address": _("Your e-mail address"),
        "letters_topics": _("Topics (none chosen: all)"),
        "letters_send": _("Get the newsletter"),
        "letters_how": _("We send you a letter with a button. Nothing else comes before you press it."),
        "languages": _("This page in another language"),
        "soon": _("We can't take you on just now. Please try again in a minute."),
        "button": _("Get our news live on your phone"),
        "paste": _("To put on your own pages"),
        "paste_link": _("A link; it needs no script and tells nobody of your readers:"),
        "paste_frame": _("The same in a frame, which looks as here whatever your style is:"),
        "looks": _("It looks like this:"),
    }


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
