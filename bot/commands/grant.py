"""/grant: give a person a role, or take it back."""

from collections.abc import Mapping, Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, persons, said
from bot.commands.persons import ROLES, line_of
from bot.errors import UsageError
from bot.model import Role, Subscriber
from bot.store import place as places
from bot.store import subscriber as subscribers
from bot.texts import _, say

ROLE = Role.ADMIN
HELP = _("give a subscriber a role, by the number that /subscribers shows: reader, editor or admin")

GIVEN: Mapping[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset({Role.READER, Role.EDITOR}),
    Role.OWNER: frozenset({Role.READER, Role.EDITOR, Role.ADMIN}),
}
"""Which roles who may give; owners are named in the settings alone, so that none can be locked out."""

_LABELS = {role.value: label for role, label in ROLES.items()}


def run(ask: Ask) -> Sequence[Reply]:
    """Offer the roles, or give one; the person hears of it."""
    number, _space, word = ask.args.strip().partition(" ")
    person = _person(ask, number)
    if not word.strip():
        return (_card(ask, person),)
    role = named(word)
    if role is None or role not in GIVEN[ask.who.role]:
        raise UsageError(_("You can give the roles: {roles}.", roles=_roles(ask)))
    if role is person.role:
        return (Reply((_("That is their role already: {person}", person=line_of(person)),)),)
    subscribers.change(ask.tx, person.id, role=role)
    acts.done(ask, "grant", acts.subscriber(person.id), {"role": person.role}, {"role": role})
    now = subscribers.find(ask.tx, person.id) or person
    told = _("Your role is now: {role}. HELP shows what you can do.", role=ROLES[role])
    return (
        Reply((_("Done: {person}", person=line_of(now)),), replaces=ask.pressed),
        Reply((told,), to=now),
    )


def named(words: str) -> Role | None:
    """Read a role, named in any language."""
    role = said.named(words, _LABELS, {})
    return Role(role) if role else None


def _person(ask: Ask, number: str) -> Subscriber:
    how = _("Write /grant, the number that /subscribers shows, and a role: /grant 12 editor.")
    person = persons.named(ask, number, how)
    persons.ranks_below(ask, person, _("You can change the role only of people whose role is below yours."))
    if places.is_place(ask.tx, person.id):
        raise UsageError(_("A place where several people read has no role."))
    return person


def _card(ask: Ask, person: Subscriber) -> Reply:
    choices = [
        Choice(ROLES[role], f"grant {person.id} {role.value}")
        for role in Role
        if role in GIVEN[ask.who.role] and role is not person.role
    ]
    return Reply(
        (_("Which role? {person}", person=line_of(person)),), choices=tuple((one,) for one in choices)
    )


def _roles(ask: Ask) -> str:
    return ", ".join(say(ROLES[role], ask.who.language) for role in Role if role in GIVEN[ask.who.role])
