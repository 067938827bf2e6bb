"""Two persons: what is sent as breaking takes the yes of somebody else, where the house says so."""

from datetime import datetime

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, faces
from bot.commands.colleagues import named
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Priority, SubscriberId
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.store.held import Asked, HeldRow, Why
from bot.texts import _, say_time


def asked(
    ask: Ask,
    id_: AlertId,
    priority: Priority,
    at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Reply | None:
    """Ask for a second person's yes before an alert is sent; None where it may be sent at once.

    Somebody else who sends the same words as breaking says yes by that. What is sent as less urgent takes one
    person, and ends what was asked. An alert that came to the desk and is too old by now is not sent.

    Raises:
        UsageError: the alert is too old, or was asked for with other words or for another moment.

    """
    id_ = editions.of(ask.tx, id_)[0]
    state, row = desk.lock(ask.tx, id_), desk.find(ask.tx, id_)
    if state is not AlertState.HELD:
        return None
    _check_age(ask, id_, row)
    if priority > Priority.BREAKING or not ask.desk.two_persons:
        desk.unask(ask.tx, id_)
        return None
    wanted = row.asked if row else None
    if wanted is None or wanted.until <= ask.now:
        return _asked(ask, id_, priority, at, expires_at)
    if is_same_person(ask, wanted.by):
        return Reply((_("You have asked for that already: somebody else has to say yes."),))
    _check_same(ask, id_, wanted, (at, expires_at))
    desk.unask(ask.tx, id_)
    return None


def take_back(ask: Ask, id_: AlertId) -> bool:
    """Let an alert wait as before that the same person wanted sent as breaking; False where they did not."""
    desk.lock(ask.tx, id_)
    row = desk.find(ask.tx, id_)
    if row is None or row.asked is None or not is_same_person(ask, row.asked.by):
        return False
    desk.unask(ask.tx, id_)
    acts.done(ask, "take back", acts.alert(id_), {"state": "asked"}, {"state": "held"})
    return True


def is_same_person(ask: Ask, id_: SubscriberId) -> bool:
    """Say whether an address, or another phone that is linked with it, asks."""
    return id_ in {ask.phone.id, *(one.id for one in links.of(ask.tx, ask.phone.id))}


def _asked(
    ask: Ask, id_: AlertId, priority: Priority, at: datetime | None, expires_at: datetime | None
) -> Reply:
    told = alerts.find(ask.tx, id_)
    if told is None:
        raise AssertionError("an alert that was locked is there")
    if desk.find(ask.tx, id_) is None:
        desk.open_(ask.tx, id_, Why.PERSON, ask.now)
    until = ask.now + ask.desk.second_within
    desk.ask(ask.tx, id_, Asked(ask.phone.id, ask.now, until, priority, told.revision, at, expires_at))
    acts.done(ask, "ask breaking", acts.alert(id_), {"state": "held"}, {"state": "asked"})
    words = _(
        "Alert #{id} is to be sent as breaking: somebody else has to say yes by {time}. All are asked.",
        id=id_,
        time=say_time(until, ask.who.language, ask.newsroom.timezone),
    )
    choices = ((Choice(_("Take back"), f"held back {id_}"),),)
    return Reply((words,), choices=choices, replaces=ask.pressed, card=faces.of(ask.tx, id_, ask.now))


def _check_age(ask: Ask, id_: AlertId, row: HeldRow | None) -> None:
    told = alerts.find(ask.tx, id_)
    if row is not None and row.why is not Why.PERSON and told is not None and told.expires_at <= ask.now:
        raise UsageError(_("Alert #{id} is too old by now: it is not sent.", id=id_))


def _check_same(
    ask: Ask, id_: AlertId, wanted: Asked, moments: tuple[datetime | None, datetime | None]
) -> None:
    """See that a yes is to the words, and to the moment, that were asked for."""
    told = alerts.find(ask.tx, id_)
    if told is not None and told.revision != wanted.revision:
        raise UsageError(_("Alert #{id} has other words by now: look at it again.", id=id_))
    if moments != (wanted.leaves_at, wanted.expires_at):
        who = subscribers.find(ask.tx, wanted.by)
        name = named(who.name if who else "")
        raise UsageError(
            _("{name} wants alert #{id} sent at another moment: say yes to that, or no.", name=name, id=id_)
        )
