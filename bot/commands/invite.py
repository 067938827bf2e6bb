"""/invite: links that open a conversation with us."""

import re
from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands.drawing import qr
from bot.commands.shown import isolated
from bot.commands.topics import find_topic
from bot.errors import UsageError
from bot.model import Role
from bot.rules.breaker import channel_name
from bot.rules.origin import Payload, code_campaign, is_campaign, read, write
from bot.store import file as files
from bot.texts import Text, _, say, verbatim

ROLE = Role.ADMIN
HELP = _("links to join, for all topics or for one")


FETCHING = frozenset({"whatsapp"})
"""The channels whose service fetches pictures from our own address on the web."""

_EMPTY = re.compile(r"(?:[?&][^?&=]*=|%20)$")


def run(ask: Ask) -> Sequence[Reply]:
    """Write the link of each channel, for all topics or for the one named, with a campaign or without."""
    wanted = _wanted(ask)
    topic = find_topic(ask.newsroom, wanted.topic)
    if wanted.topic and topic is None:
        raise unknown_topic(ask, ask.args)
    payload = write(topic.id if topic else "", wanted.campaign)
    links = [(channel, filled(link, payload)) for channel, link in _open(ask)]
    if not links:
        raise UsageError(_("No channel has a link to join."))
    name = topic.name(ask.who.language) if topic else _("all topics")
    codes = [_code(ask, channel, topic.id if topic else "", wanted.campaign) for channel, _link in links]
    heading = _("Who opens a link and sends what it proposes gets alerts on: {topic}.", topic=name)
    lines = [_line(channel, link, code) for (channel, link), code in zip(links, codes, strict=True)]
    words = Reply((heading, *lines), _("Links to join"))
    named = name if isinstance(name, str) else say(name, ask.who.language)
    return (words, *_pictures(ask, payload, named))


def _wanted(ask: Ask) -> Payload:
    """Read a topic, and a campaign as a word behind it or as links write it; either may be missing."""
    topic, _space, campaign = ask.args.strip().rpartition(" ")
    if find_topic(ask.newsroom, topic) and is_campaign(campaign) and not find_topic(ask.newsroom, ask.args):
        return Payload(topic, campaign)
    return read(ask.args)


def unknown_topic(ask: Ask, words: str) -> UsageError:
    """Say that a topic is unknown, and which there are."""
    known = ", ".join(topic.id for topic in ask.newsroom.topics)
    return UsageError(
        _("I do not know the topic “{words}”. There are: {known}.", words=isolated(words), known=known)
    )


def _open(ask: Ask) -> list[tuple[str, str]]:
    return [(channel, link) for channel, link in sorted(ask.links.items()) if link]


def filled(link: str, payload: str) -> str:
    """Write the payload into a link; without one, its empty place goes too."""
    return _EMPTY.sub("", link.replace("{payload}", payload))


def _pictures(ask: Ask, payload: str, topic: str) -> list[Reply]:
    """Send each link as a QR code, too, where the service can have a picture of us."""
    if ask.phone.address.channel in FETCHING and not ask.site:
        return []
    replies = []
    for channel, link in _open(ask):
        campaign = read(payload).campaign
        printed = code_campaign(campaign)
        drawn = qr(filled(link, write(read(payload).topic, printed) if printed else payload))
        file = files.keep(ask.tx, f"{channel}.png", "image/png", drawn, ask.now)
        words = _("{channel}: {topic}", channel=channel_name(channel), topic=isolated(topic))
        replies.append(Reply((words,), attachment=file))
    return replies


def _code(ask: Ask, channel: str, topic: str, campaign: str) -> str:
    """Give the address of the link as a QR code, by which the proof of consent knows one; empty: none."""
    if not ask.site:
        return ""
    named = code_campaign(campaign)
    return f"{ask.site.rstrip('/')}/qr/{channel}/{write(topic, named)}.png" if named else ""


def _line(channel: str, link: str, code: str) -> Text:
    # each link alone on its line: no mark of ours may stick to it, whichever way the text runs
    return verbatim("\n".join(part for part in (channel_name(channel), link, code and "QR", code) if part))
