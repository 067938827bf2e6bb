"""The people whom staff name by a number: 17, #17."""

from bot.ask import Ask
from bot.errors import UsageError
from bot.model import Subscriber, SubscriberId, SubscriberStatus
from bot.store import subscriber as subscribers
from bot.texts import Text, _

LONGEST_ID = 12


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
