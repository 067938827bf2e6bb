"""The people whom staff name by a number (17, #17), and how they are shown: never with their address."""

from bot.ask import Ask
from bot.commands import colleagues
from bot.commands.numbers import row_id
from bot.commands.shown import BANNED, STATUSES, isolated, masked
from bot.errors import UsageError
from bot.model import Role, Subscriber, SubscriberId, SubscriberStatus
from bot.store import subscriber as subscribers
from bot.texts import Text, _

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
        name=colleagues.named(one.name),
        address=isolated(masked(one.address)),
        status=status_of(one),
    )


def status_of(one: Subscriber) -> Text:
    """Say where a person stands with us."""
    return BANNED if one.banned_at else STATUSES[one.status]


def named(ask: Ask, number: str, how: Text) -> Subscriber:
    """Find who is meant; raises UsageError, with the words `how` where no number was written."""
    id_ = row_id(number)
    if id_ is None:
        raise UsageError(how)
    person = subscribers.find(ask.tx, SubscriberId(id_))
    if person is None or person.status is SubscriberStatus.FORGOTTEN:
        raise UsageError(_("There is no subscriber #{id}. /subscribers shows them.", id=id_))
    return person


def ranks_below(ask: Ask, person: Subscriber, why: Text) -> None:
    """See that a person's role is below that of whoever asks; raises UsageError with the words `why`."""
    if person.role.may(ask.who.role):  # oneself, too
        raise UsageError(why)
