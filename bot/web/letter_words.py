"""What the newsletter's pages say, and how they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from bot.model import DigestDays
from bot.newsroom import Newsroom
from bot.texts import Text, _, say, way_of
from bot.web.mount import root_of
from bot.web.template import templates

_HEADERS: Final = {
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A page of words: its title, its paragraphs, and the button at the end; None: there is none."""

    title: Text
    paragraphs: Sequence[Text]
    button: Text | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown: in which language, by which template, and what that wants to know."""

    language: str
    words: Words
    template: str = "letter.html"
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        """Say which way the page runs."""
        return way_of(self.language)


def shown(request: web.Request, sheet: Sheet, status: int = 200) -> web.Response:
    """Show a page; nobody keeps a copy, and nothing on it leads elsewhere."""
    words = sheet.words
    text = (
        templates()
        .get_template(sheet.template)
        .render(
            page={
                "language": sheet.language,
                "direction": sheet.direction,
                "root": root_of(request),
            },
            others=[],
            title=say(words.title, sheet.language),
            paragraphs=[say(one, sheet.language) for one in words.paragraphs],
            button=say(words.button, sheet.language) if words.button else "",
            words={name: say(one, sheet.language) for name, one in _LABELS.items()},
            **sheet.about,
        )
    )
    return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)


def joined(newsroom: Newsroom, *, wrong: bool = False, often: bool = False) -> Words:
    """Answer the form: the same for whoever it is, unless it can't be an address, or comes too often."""
    if wrong:
        return Words(
            _("This is no e-mail address"),
            (_("Please go back and write it once more, like anna@example.org."),),
        )
    if often:
        return Words(_("Too many addresses at once"), (_("Please wait for ten minutes and try again."),))
    told = _(
        "A letter is on its way to you, unless one went there within the hour. The newsletter of {newsroom} "
        "comes once you have pressed the button in that letter.",
        newsroom=newsroom.name,
    )
    spam = _("Nothing there after a few minutes? Please look among the spam.")
    return Words(_("Look into your mailbox"), (told, spam))


def to_confirm(newsroom: Newsroom, agreement: Text | None, *, listens: bool) -> Words:
    """Ask what the letter asked; None: no question waits."""
    if agreement is not None:
        return Words(_("One question"), (agreement,), _("Yes, send me the newsletter"))
    return said_yes(newsroom, done=listens)


def said_yes(newsroom: Newsroom, *, done: bool) -> Words:
    """Say what the yes came to."""
    if not done:
        late = _("This link is no longer good, so nothing has changed. Please fill in the form once more.")
        return Words(_("Too late"), (late,))
    comes = _("The newsletter of {newsroom} comes from now on.", newsroom=newsroom.name)
    return Words(_("You get the newsletter"), (comes,))


def to_leave(newsroom: Newsroom) -> Words:
    """Ask whether somebody wants to leave."""
    asked = _("Do you want no more newsletters from {newsroom}?", newsroom=newsroom.name)
    return Words(_("Unsubscribe"), (asked,), _("Unsubscribe"))


def goodbye(newsroom: Newsroom, *, forgotten: bool = False) -> Words:
    """Say that somebody has left, or is forgotten."""
    done = _("Done: you get no more newsletters from {newsroom}.", newsroom=newsroom.name)
    if not forgotten:
        return Words(_("Unsubscribed"), (done, _("To come back, fill in the form on our page.")))
    erased = _("Your address, your choices and all that we kept of you are erased.")
    return Words(_("Forgotten"), (done, erased))


def choice_words() -> Sequence[tuple[DigestDays, Text]]:
    """Name the days on which a newsletter may come."""
    return (
        (DigestDays.DAILY, _("Every day")),
        (DigestDays.WEEKDAYS, _("Monday to Friday")),
        (DigestDays.TWICE, _("Twice a day")),
    )


_LABELS: Final[Mapping[str, Text]] = {
    "choices": _("Your newsletter"),
    "topics": _("Topics"),
    "language": _("Language"),
    "hour": _("Hour"),
    "days": _("Days"),
    "save": _("Save"),
    "saved": _("Saved."),
    "not_saved": _("Nothing has changed: please choose at least one topic, or unsubscribe."),
    "gone": _("You get no newsletter at present. To come back, fill in the form on our page."),
    "leave": _("Unsubscribe"),
    "yours": _("What we keep of you"),
    "data": _("Show all of it, as data"),
    "forget": _("Erase all of it"),
    "forget_sure": _("This erases your address and your choices, and can't be undone."),
}
