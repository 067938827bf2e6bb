"""/places: what the groups and channels get that a person manages."""

from collections.abc import Sequence
from dataclasses import replace

# the registry imports this module in turn: only its name is taken here, its table when somebody asks
from bot import commands
from bot.ask import Ask, Choice, Reply
from bot.commands.shown import STATUSES, isolated
from bot.errors import UsageError
from bot.model import Role, Subscriber, SubscriberId
from bot.store import place as store
from bot.store import subscriber as subscribers
from bot.texts import Text, _, say, verbatim

ROLE = Role.READER
HELP = _("choose what your groups and channels get")

BACK = Choice(_("‹ Places"), "places")  # noqa: RUF001 -- a sign that turns round in Hebrew
LONGEST_ID = 12

OF_PLACES = frozenset(
    {"start", "stop", "topics", "keywords", "latest", "language", "reading", "silent", "updates", "urgency"}
    | {"mute", "quiet", "digest", "settings", "menu", "help", "sources"}
)
"""The commands that make sense for a place, where several people read."""


def run(ask: Ask) -> Sequence[Reply]:
    """List the places that the person added, or run a command for one of them."""
    number, _space, rest = ask.args.strip().removeprefix("#").partition(" ")
    if not number:
        return (_card(ask),)
    place = _place(ask, number)
    name, _space, args = (rest.strip() or "settings").partition(" ")
    command = commands.COMMANDS.get(name.lower())
    if command is None or name.lower() not in OF_PLACES:
        raise UsageError(not_here(name))
    try:
        replies = command.run(replace(ask, who=place, by=ask.phone, args=args.strip()))
    except UsageError as error:
        return (Reply((error.text,), choices=((BACK,),)),)
    return tuple(_within(reply, place) for reply in replies)


def not_here(name: str) -> Text:
    """Say that a command is for people, and not for places."""
    return _("{command} is for a private chat with me.", command=f"/{name}")


def _place(ask: Ask, number: str) -> Subscriber:
    found = number.isdecimal() and len(number) <= LONGEST_ID
    place = subscribers.find(ask.tx, SubscriberId(int(number))) if found else None
    # who does not manage it learns nothing of it
    if place is None or not ask.managed or not store.is_place(ask.tx, place.id):
        raise UsageError(_("You manage no place with that number. /places lists yours."))
    return replace(place, language=ask.phone.language)


def _card(ask: Ask) -> Reply:
    places = store.added_by(ask.tx, ask.phone.address)
    if not places:
        return Reply(
            (
                _(
                    "You have added me to no group or channel yet. Add me to a group, or to a channel as an "
                    "administrator who may post, and I shall write to you here."
                ),
            ),
            _("Places"),
        )
    lines = [
        _("{place}: {state}", place=isolated(one.name) or f"#{one.id}", state=STATUSES[one.status])
        for one in places
    ]
    listed = verbatim("\n".join(say(line, ask.who.language) for line in lines))
    rows = tuple((Choice(verbatim(one.name or f"#{one.id}"), f"places {one.id}"),) for one in places)
    return Reply((listed,), _("Places"), rows, replaces=ask.pressed)


def _within(reply: Reply, place: Subscriber) -> Reply:
    """Keep who presses a button within the place, one tap from all of them."""
    if reply.to is not None:
        return reply
    rows = tuple(
        tuple(replace(choice, data=f"places {place.id} {choice.data}") for choice in row)
        for row in reply.choices
    )
    title = verbatim(place.name) if reply.title is None else reply.title
    return replace(reply, title=title, choices=(*rows, (BACK,)))
