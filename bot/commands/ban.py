"""/ban: send a person nothing more, and answer them no more; and take it back."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.persons import line_of, named, ranks_below
from bot.errors import UsageError
from bot.model import Role, Subscriber
from bot.rules.departure import digest
from bot.store import ban as bans
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.texts import Text, _, say, verbatim

ROLE = Role.ADMIN
HELP = _("ban a subscriber, by the number that /subscribers shows; they can leave and be forgotten still")

OF_BANNED = frozenset({"stop", "forget", "mydata"})
"""What one who is banned may ask for still: to go, and what the law gives everybody."""

MOST = 8
_HOW = _("Write /ban and the number that /subscribers shows, such as /ban 12; /ban 12 undo takes it back.")


def run(ask: Ask) -> Sequence[Reply]:
    """List who is banned; ask whether it is meant, ban, or take it back."""
    if not ask.args.strip():
        return (_list(ask),)
    number, _space, word = ask.args.strip().partition(" ")
    person = named(ask, number, _HOW)
    ranks_below(ask, person, _("You can ban only people whose role is below yours."))
    match word.strip():
        case "yes":
            return (_banned(ask, person),)
        case "undo":
            return (_lifted(ask, person),)
        case _other:
            return (_question(person),)


def _banned(ask: Ask, person: Subscriber) -> Reply:
    phones = _phones(ask, person)
    for one in phones:
        ranks_below(ask, one, _("You can ban only people whose role is below yours."))
    laid = [bans.lay(ask.tx, one.id, ask.now) for one in phones]
    if not any(laid):
        raise UsageError(_("They are banned already: {person}", person=line_of(person)))
    for one in phones:
        before = {"banned": one.banned_at is not None, "role": one.role}
        acts.done(ask, "ban", acts.subscriber(one.id), before, {"banned": True, "role": "reader"})
    now = subscribers.find(ask.tx, person.id) or person
    choices = ((Choice(_("Undo"), f"ban {person.id} undo"),),)
    return Reply((_("Banned: {person}", person=line_of(now)),), choices=choices, replaces=ask.pressed)


def _lifted(ask: Ask, person: Subscriber) -> Reply:
    lifted = [one for one in _phones(ask, person) if bans.lift(ask.tx, one, digest)]
    if not lifted:
        raise UsageError(_("They are not banned: {person}", person=line_of(person)))
    for one in lifted:
        acts.done(ask, "unban", acts.subscriber(one.id), {"banned": True}, {"banned": False})
    now = subscribers.find(ask.tx, person.id) or person
    words = _("No longer banned: {person}", person=line_of(now))
    return Reply((words, _("What they chose before holds again.")), replaces=ask.pressed)


def _phones(ask: Ask, person: Subscriber) -> Sequence[Subscriber]:
    """List all addresses of the person: a ban is of the person, not of one of their phones."""
    return links.of(ask.tx, person.id) or (person,)


def _question(person: Subscriber) -> Reply:
    if person.banned_at is not None:
        undo = ((Choice(_("Undo"), f"ban {person.id} undo"), Choice(_("Cancel"), "subscribers")),)
        return Reply((_("They are banned already: {person}", person=line_of(person)),), choices=undo)
    choices = ((Choice(_("Ban"), f"ban {person.id} yes"), Choice(_("Cancel"), "subscribers")),)
    means = _("They get nothing more, and no answer; STOP and /forget work still. You can take it back.")
    return Reply((_("Ban this subscriber? {person}", person=line_of(person)), means), choices=choices)


def _list(ask: Ask) -> Reply:
    found = bans.listed(ask.tx, MOST)
    if not found:
        return Reply((_("Nobody is banned."), _HOW), _("Banned"))
    lines: list[Text] = [line_of(one) for one in found]
    shown = verbatim("\n".join(say(line, ask.who.language) for line in lines))
    rows = tuple((Choice(verbatim(f"#{one.id}"), f"subscribers #{one.id}"),) for one in found)
    return Reply((shown, _HOW), _("Banned"), rows, replaces=ask.pressed)
