"""/campaigns: who came by which link, and the links of a campaign."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import invite, pages
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import Role
from bot.rules.breaker import channel_name
from bot.rules.origin import code_campaign, is_campaign, write
from bot.store import campaign as campaigns
from bot.store.campaign import Campaign
from bot.texts import Text, _, counted, n_, say, say_moment, say_number, say_row, verbatim

ROLE = Role.ADMIN
HELP = _("how many came by which link; the links of one: /campaigns summer")

SIZE: Final = 6
"""Campaigns on a page: each takes three lines."""

LONGEST: Final = 24
"""Characters of a campaign's name on a button."""


def run(ask: Ask) -> Sequence[Reply]:
    """List the campaigns by which people came; or show one, which needs no more than a name."""
    page, words = pages.split(ask.args)
    if words:
        return _one(ask, words)
    return (_list(ask, page),)


# ---- all of them ---------------------------------------------------------------------------------


def _list(ask: Ask, page: int) -> Reply:
    known = campaigns.names(ask.tx)
    page = min(page, pages.last(len(known), SIZE))
    found = campaigns.count(ask.tx, known[page * SIZE : (page + 1) * SIZE], ask.now)
    if not found:
        return Reply((_("Nobody has come by a campaign yet."), _HOW), _("Campaigns"))
    heading = n_(
        "{count} campaign, people by their first consent:",
        "{count} campaigns, people by their first consent:",
        len(known),
    )
    rows = tuple((Choice(verbatim(_short(one.name)), f"campaigns {one.name}"),) for one in found)
    turning = pages.choices("campaigns", "", page, len(known), SIZE)
    return Reply(
        (heading, *(_told(ask, one) for one in found), _HOW),
        _("Campaigns"),
        (*rows, *turning),
        replaces=ask.pressed,
    )


_HOW: Final = _("/campaigns and a name, such as /campaigns summer, shows the links to give away.")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _told(ask: Ask, one: Campaign) -> Text:
    return verbatim(
        "\n".join(say(line, ask.who.language) for line in (verbatim(isolated(one.name)), *_lines(ask, one)))
    )


def _lines(ask: Ask, one: Campaign) -> Iterator[Text]:
    tongue = ask.who.language
    yield _(
        "came: {came}, still here: {here}; in 7 days: {week}, in 30 days: {month}",
        came=counted(one.came),
        here=counted(one.here),
        week=counted(one.week),
        month=counted(one.month),
    )
    by_channel = (f"{channel_name(name)} {say_number(many, tongue)}" for name, many in one.by_channel.items())
    zone = ask.newsroom.timezone
    yield _(
        "{channels}; the first {first}, the last {last}",
        channels=say_row(by_channel, tongue),
        first=say_moment(one.first_at, tongue, zone),
        last=say_moment(one.last_at, tongue, zone),
    )


# ---- one of them ---------------------------------------------------------------------------------


def _one(ask: Ask, words: str) -> Sequence[Reply]:
    """Show the links of a campaign and how it fares; nothing is made or kept by that."""
    if not is_campaign(words):
        raise UsageError(
            _(
                "“{words}” can't stand in a link: a campaign's name is up to 39 Latin letters, digits and "
                "hyphens, such as summer or radio-2.",
                words=isolated(words),
            )
        )
    named = [words, *([code_campaign(words)] if code_campaign(words) not in {"", words} else [])]
    found = campaigns.count(ask.tx, named, ask.now)
    fares = [_told(ask, one) for one in found] or [_("Nobody has come by it yet.")]
    page = _page(ask, words)
    links = [_links(ask, topic, name, words) for topic, name in _topics(ask)]
    first = Reply(
        (*fares, *page, *(one for one in links[:1] if one)), _("Campaign {name}", name=isolated(words))
    )
    topics = tuple(one for one in links[1:] if one)
    by_topic = (Reply(topics, _("Links to one topic")),) if topics else ()
    return (first, *by_topic, *_codes(ask, words))


def _topics(ask: Ask) -> Iterator[tuple[str, Text]]:
    yield "", _("All topics")
    if len(ask.newsroom.topics) > 1:
        for topic in ask.newsroom.topics:
            yield topic.id, verbatim(isolated(topic.name(ask.who.language)))


def _page(ask: Ask, campaign: str) -> Iterator[Text]:
    if ask.site:
        yield _("The page on which readers choose:")
        yield verbatim(f"{ask.site.rstrip('/')}/join?campaign={campaign}")


def _links(ask: Ask, topic: str, name: Text, campaign: str) -> Text | None:
    """Name a topic's link on each channel; each alone on its line."""
    links = [
        invite.filled(link, write(topic, campaign)) for _channel, link in sorted(ask.links.items()) if link
    ]
    return verbatim("\n".join((say(name, ask.who.language), *links))) if links else None


def _codes(ask: Ask, campaign: str) -> Sequence[Reply]:
    """Show the links for all topics as QR codes, as /invite does."""
    said = invite.run(replace(ask, args=write("", campaign)))
    return said[1:]
