"""/invite: links that open a conversation with us."""

import re
from collections.abc import Sequence

from bot.commands.shown import isolated
from bot.commands.topics import find_topic
from bot.errors import UsageError
from bot.model import Role
from bot.ports import Ask, Reply
from bot.rules.breaker import channel_name
from bot.rules.origin import Payload, is_campaign, read, write
from bot.texts import Text, _, verbatim

ROLE = Role.ADMIN
HELP = _("links to join, for all topics or for one")


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
    heading = _("Who opens a link and sends what it proposes gets alerts on: {topic}.", topic=name)
    return (Reply((heading, *(_line(channel, link) for channel, link in links)), _("Links to join")),)


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


def _line(channel: str, link: str) -> Text:
    # the link alone on its line: no mark of ours may stick to it, whichever way the text runs
    return verbatim(f"{channel_name(channel)}\n{link}")
