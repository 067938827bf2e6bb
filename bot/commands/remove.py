"""/remove: end a person's alerts for them."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.numbers import row_id
from bot.commands.persons import line_of, ranks_below
from bot.errors import UsageError
from bot.model import Role, Subscriber, SubscriberId, SubscriberStatus
from bot.store import delivery as deliveries
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.texts import _

ROLE = Role.ADMIN
HELP = _("remove a subscriber, by the number that /subscribers shows")


def run(ask: Ask) -> Sequence[Reply]:
    """Ask whether it is meant, then do it; the person may come back with START."""
    number, _space, word = ask.args.strip().partition(" ")
    person = _person(ask, number)
    if word.strip() != "yes":
        return (_question(person),)
    links.drop(ask.tx, person.id)
    subscribers.end(ask.tx, person.id, SubscriberStatus.LEFT, ask.now, "removed by the newsroom")
    deliveries.drop_alerts_for(ask.tx, person.id)
    subscribers.change(ask.tx, person.id, role=Role.READER)
    before = {"status": person.status, "role": person.role}
    acts.done(ask, "remove", acts.subscriber(person.id), before, {"status": "left", "role": "reader"})
    gone = subscribers.find(ask.tx, person.id) or person
    return (Reply((_("Removed: {person}", person=line_of(gone)),), replaces=ask.pressed),)


def _person(ask: Ask, number: str) -> Subscriber:
    id_ = row_id(number)
    if id_ is None:
        raise UsageError(_("Write /remove and the number that /subscribers shows, such as /remove 12."))
    person = subscribers.find(ask.tx, SubscriberId(id_))
    if person is None:
        raise UsageError(_("There is no subscriber #{id}. /subscribers shows them.", id=id_))
    ranks_below(ask, person, _("You can remove only people whose role is below yours; to leave, write STOP."))
    return person


def _question(person: Subscriber) -> Reply:
    choices = ((Choice(_("Remove"), f"remove {person.id} yes"), Choice(_("Cancel"), "subscribers")),)
    return Reply((_("Remove this subscriber? {person}", person=line_of(person)),), choices=choices)
