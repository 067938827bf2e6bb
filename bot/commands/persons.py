"""The people whom staff name by a number (17, #17), and how they are shown: never with their address."""

from bot.ask import Ask
from bot.commands.shown import BANNED, STATUSES, isolated, masked
from bot.errors import UsageError
from bot.model import Role, Subscriber, SubscriberId, SubscriberStatus
from bot.store import subscriber as subscribers
from bot.texts import Text, _

LONGEST_ID = 12

ROLES: dict[Role, Text] = {
    Role.READER: _("reader"),
    Role.EDITOR: _("editor"),
    Role.ADMIN: _("admin"),
    Role.OWNER: _("owner"),
}


def line_of(one: Subscriber) -> Text:
    """Show one person: number, name, masked address, status."""
    return _(
        "#{id} {name} · {address} · {status}",
        id=one.id,
        name=isolated(one.name) or "–",  # noqa: RUF001 -- a dash stands for no name
        address=isolated(masked(one.address)),
        status=status_of(one),
    )


def status_of(one: Subscriber) -> Text:
    """Say where a person stands with us."""
    return BANNED if one.banned_at else STATUSES[one.status]


def named(ask: Ask, number: str, how: Text) -> Subscriber:
    """Find who is meant; raises UsageError, with the words `how` where no number was written."""
    digits = number.strip().removeprefix("#")
    if not (digits.isdecimal() and len(digits) <= LONGEST_ID):
        raise UsageError(how)
    person = subscribers.find(ask.tx, SubscriberId(int(digits)))
    if person is None or person.status is SubscriberStatus.FORGOTTEN:
        raise UsageError(_("There is no subscriber #{id}. /subscribers shows them.", id=int(digits)))
    return person


def ranks_below(ask: Ask, person: Subscriber, why: Text) -> None:
    """See that a person's role is below that of whoever asks; raises UsageError with the words `why`."""
    if person.role.may(ask.who.role):  # oneself, too
        raise UsageError(why)
