"""/staff: who works here, and invitations that make somebody staff."""

from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, colleagues, enlisting, pages
from bot.commands.grant import GIVEN, named
from bot.commands.invite import filled
from bot.commands.persons import ROLES
from bot.commands.shown import STATUSES, dated, isolated, masked, plain, together
from bot.errors import UsageError
from bot.model import Role, Subscriber
from bot.rules.breaker import channel_name
from bot.store import staff as store
from bot.store.staff import Invite
from bot.texts import Text, _, say, verbatim

ROLE = Role.ADMIN
HELP = _("who works here, and invitations for more: /staff invite editor")

MOST_OPEN: Final = 20
"""Invitations that may be open at once."""

LONGEST_NAME: Final = 40


def run(ask: Ask) -> Sequence[Reply]:
    """List who works here and what invitations are open, make an invitation, or take one back."""
    page, words = pages.split(ask.args)
    word, _space, rest = words.partition(" ")
    match word.lower():
        case "":
            return (_listed(ask, page),)
        case "invite":
            return (_invited(ask, rest.strip()) if rest.strip() else _which(ask),)
        case "revoke":
            return (_taken_back(ask, rest.strip()),)
        case _:
            raise UsageError(_("Write /staff alone, or /staff invite, a role, and whom it is for."))


# ---- making one ----------------------------------------------------------------------------------


def _which(ask: Ask) -> Reply:
    choices = tuple((Choice(ROLES[role], f"staff invite {role.value}"),) for role in _given(ask))
    return Reply((_("Which role is the invitation to give?"),), _("Invite to the staff"), choices)


def _given(ask: Ask) -> list[Role]:
    """List the roles that the person may give by an invitation; to be a reader takes none."""
    return [role for role in Role if role in GIVEN[ask.who.role] and role is not Role.READER]


def _invited(ask: Ask, words: str) -> Reply:
    first, _space, name = words.partition(" ")
    role = named(first)
    if role is None or role not in _given(ask):
        roles = ", ".join(say(ROLES[one], ask.who.language) for one in _given(ask))
        raise UsageError(_("You can invite to the roles: {roles}.", roles=roles))
    links = [(channel, link) for channel, link in sorted(ask.links.items()) if link]
    if not links:
        raise UsageError(_("No channel has a link to join."))
    if len(store.open_invites(ask.tx, ask.now)) >= MOST_OPEN:
        raise UsageError(_("That is as many invitations as can be open. /staff shows them; take some back."))
    token = enlisting.new_token()
    invite = Invite(0, role, plain(name, LONGEST_NAME), ask.who.id, ask.now + ask.staff_invite)
    id_ = store.offer(ask.tx, invite, token, ask.now)
    acts.done(ask, "invite", f"invite {id_}", after={"role": role, "until": invite.expires_at.isoformat()})
    opening = [
        # each link alone on its line: no mark of ours may stick to it, whichever way the text runs
        verbatim(f"{channel_name(channel)}\n{filled(link, f'{enlisting.PAYLOAD}{token}')}")
        for channel, link in links
    ]
    warning = _(
        "Whoever opens it first becomes {role}, whoever that is. So give it to that person alone and to no "
        "group, and let them not pass it on. You are told who opened it.",
        role=ROLES[role],
    )
    back = ((Choice(_("Take it back"), f"staff revoke {id_}"),),)
    return Reply((_about(ask, id_, invite), *opening, warning), _("Invitation to the staff"), back)


def _about(ask: Ask, id_: int, invite: Invite) -> Text:
    until = dated(ask, invite.expires_at)
    if not invite.name:
        return _(
            "Invitation {id} · {role} · good once, until {until}",
            id=id_,
            role=ROLES[invite.role],
            until=until,
        )
    return _(
        "Invitation {id} · {role} · for {name} · good once, until {until}",
        id=id_,
        role=ROLES[invite.role],
        name=isolated(invite.name),
        until=until,
    )


# ---- taking one back -----------------------------------------------------------------------------


def _taken_back(ask: Ask, number: str) -> Reply:
    invite = next((one for one in _open(ask) if str(one.id) == number.removeprefix("#")), None)
    if invite is None or not store.take_back(ask.tx, invite.id, ask.now):
        raise UsageError(
            _(
                "There is no such invitation any more: it was used, or has ended. "
                "/staff shows those that are open."
            )
        )
    acts.done(ask, "uninvite", f"invite {invite.id}", {"role": invite.role})
    words = _("Taken back: invitation {id} is good for nobody any more.", id=invite.id)
    return Reply((words,), replaces=ask.pressed)


def _open(ask: Ask) -> list[Invite]:
    """List the open invitations to roles that the person may give."""
    given = GIVEN[ask.who.role]
    found = store.open_invites(ask.tx, ask.now)
    return [one for one in found if one.role in given and enlisting.stands(ask, one)]


# ---- the list ------------------------------------------------------------------------------------


def _listed(ask: Ask, page: int) -> Reply:
    people, invites = store.all_staff(ask.tx), _open(ask)
    page = min(page, pages.last(len(people)))
    shown = people[page * pages.SIZE : (page + 1) * pages.SIZE]
    rows: list[tuple[Choice, ...]] = [
        (_person_button(one),) for one in shown if not one.role.may(ask.who.role)
    ]
    rows += [
        (Choice(_("Take back invitation {id}", id=one.id), f"staff revoke {one.id}"),) for one in invites
    ]
    rows.append((Choice(_("Invite"), "staff invite"),))
    rows += pages.choices("staff", "", page, len(people))
    parts = [together(ask, [_line(one) for one in shown])]
    if invites:
        parts += [_("Open invitations:"), together(ask, [_about(ask, one.id, one) for one in invites])]
    if any(not one.role.may(ask.who.role) for one in shown):
        parts.append(_("Press on a person to change their role."))
    return Reply(tuple(parts), _("Staff"), tuple(rows), replaces=ask.pressed)


def _line(one: Subscriber) -> Text:
    """Show one person, and where they stand only where nothing reaches them."""
    line = _(
        "#{id} {name} · {address} · {role}",
        id=one.id,
        name=colleagues.named(one.name),
        address=isolated(masked(one.address)),
        role=ROLES[one.role],
    )
    if one.status.hears:
        return line
    return _("{person} · {status}", person=line, status=STATUSES[one.status])


def _person_button(one: Subscriber) -> Choice:
    return Choice(verbatim(f"#{one.id} {plain(one.name, LONGEST_NAME)}".strip()), f"grant {one.id}")
