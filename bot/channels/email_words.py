"""Letters in words: a message as an e-mail's subject, text and HTML."""

from dataclasses import dataclass
from html import escape

from bot.model import Message
from bot.texts import RIGHT_TO_LEFT, _, say


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What each letter says of us: the newsroom's name, pages of ours on the web, how to reach people."""

    newsroom: str
    leave_url: str
    choices_url: str
    contact: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: `subject` is one line, `text` and `html` say the same."""

    subject: str
    text: str
    html: str


def word(message: Message, head: Letterhead) -> Letter:
    """Word a message as a letter."""
    subject = " ".join(f"{head.newsroom}: {message.headline}".split())
    pressed = [one.data for row in message.buttons for one in row]
    said = [message.headline, *message.lines, *pressed, message.byline, message.link, message.note]
    paragraphs = [one for one in said if one]
    leave, choices = say(_("Unsubscribe"), message.language), say(_("Your choices"), message.language)
    feet = [(label, url) for label, url in ((choices, head.choices_url), (leave, head.leave_url)) if url]
    text = "\n\n".join([*paragraphs, *(f"{label}: {url}" for label, url in feet), head.contact])
    direction = "rtl" if message.language in RIGHT_TO_LEFT else "ltr"
    body = "".join(f"<p>{_linked(one)}</p>" for one in paragraphs)
    foot = " · ".join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in feet)
    html = f'<html lang="{message.language}" dir="{direction}"><body>{body}<p>{foot}</p></body></html>'
    return Letter(subject, text, html)


def _linked(words: str) -> str:
    if words.startswith(("https://", "http://")) and " " not in words:
        return f'<a href="{escape(words)}">{escape(words)}</a>'
    return escape(words)
