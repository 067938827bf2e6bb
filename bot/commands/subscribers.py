"""/subscribers: who reads us."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import pages
from bot.commands.shown import BANNED, STATUSES, isolated, masked
from bot.model import Role, Subscriber
from bot.rules.breaker import channel_name
from bot.store import subscriber as store
from bot.texts import Text, _, n_, say, verbatim

ROLE = Role.ADMIN
HELP = _("count and find subscribers, by name or last digits")


def run(ask: Ask) -> Sequence[Reply]:
    """Count all, and list a page of those found; addresses show their last characters only."""
    page, words = pages.split(ask.args)
    found, total = store.search(ask.tx, words, page * pages.SIZE, pages.SIZE)
    if page > pages.last(total):
        page = pages.last(total)
        found, total = store.search(ask.tx, words, page * pages.SIZE, pages.SIZE)
    listed = verbatim("\n".join(say(_line(one), ask.who.language) for one in found))
    heading = _found(words, total)
    parts = (_counts(ask), heading, listed) if found else (_counts(ask), heading)
    choices = pages.choices("subscribers", words, page, total)
    return (Reply(parts, _("Subscribers"), choices, replaces=ask.pressed),)


def line_of(one: Subscriber) -> Text:
    """Show one person: number, name, masked address, status."""
    return _(
        "#{id} {name} · {address} · {status}",
        id=one.id,
        name=isolated(one.name) or "–",  # noqa: RUF001 -- a dash stands for no name
        address=isolated(masked(one.address)),
        status=BANNED if one.banned_at else STATUSES[one.status],
    )


def _line(one: Subscriber) -> Text:
    if one.role is Role.READER:
        return line_of(one)
    return _("{person} · {role}", person=line_of(one), role=ROLES[one.role])


ROLES: dict[Role, Text] = {
    Role.READER: _("reader"),
    Role.EDITOR: _("editor"),
    Role.ADMIN: _("admin"),
    Role.OWNER: _("owner"),
}


def _found(words: str, total: int) -> Text:
    if not words:
        return n_("{count} person in all:", "{count} people in all, the newest first:", total)
    return n_(
        "{count} person found for “{words}”:",
        "{count} people found for “{words}”:",
        total,
        words=isolated(words),
    )


def _counts(ask: Ask) -> Text:
    by_channel: dict[str, list[str]] = {}
    for (channel, status), count in sorted(store.counts(ask.tx).items()):
        by_channel.setdefault(channel, []).append(f"{say(STATUSES[status], ask.who.language)} {count}")
    lines = [
        f"{isolated(channel_name(channel))}: {', '.join(parts)}" for channel, parts in by_channel.items()
    ]
    return verbatim("\n".join(lines))
