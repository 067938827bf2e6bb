"""Enlisting: whoever opens an invitation for staff first has the role that it gives.

A token that is unknown, used, taken back or too old is nothing here: what was written is then read as if
there were no invitations, so that nobody learns of them by trying.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.grant import GIVEN
from bot.commands.persons import ROLES, line_of
from bot.model import SubscriberStatus
from bot.rules.consent import word_of
from bot.store import staff as store
from bot.store import subscriber as subscribers
from bot.store.staff import Invite
from bot.texts import Text, _

PAYLOAD: Final = "staff-"
"""What a join link carries in front of a token."""

TOKEN_BYTES: Final = 16
"""Random ones, so that nobody guesses a token: 128 bits."""

_OPENED: Final = re.compile(
    rf"(?:/\s*start(?:@\S+)?|(?P<word>\S+))\s+{PAYLOAD}(?P<token>[0-9a-f]{{{2 * TOKEN_BYTES}}})",
    re.IGNORECASE,
)


def new_token() -> str:
    """Draw a token, in digits and small letters: no phone's keyboard changes it."""
    return secrets.token_hex(TOKEN_BYTES)


def opened(ask: Ask, text: str) -> Sequence[Reply]:
    """Give the role of the invitation that was opened by a start link; empty where there is none.

    Of two that open it at once one has it. Who made it must still be one who may give the role.
    """
    token = _token(text)
    invite = store.named(ask.tx, token, ask.now) if token else None
    if invite is None or not stands(ask, invite):
        return ()
    if ask.who.role.may(invite.role):
        return (Reply((_kept(ask, invite),)),)
    if not store.use(ask.tx, invite.id, ask.who.id, ask.now):
        return ()
    return _enlisted(ask, invite)


def stands(ask: Ask, invite: Invite) -> bool:
    """Say whether who made an invitation is still one who may give its role."""
    maker = subscribers.find(ask.tx, invite.made_by)
    return maker is not None and invite.role in GIVEN.get(maker.role, ())


def _token(text: str) -> str:
    found = _OPENED.fullmatch(text.strip())
    if found is None or (found["word"] and word_of(found["word"]) != "start"):
        return ""
    return found["token"].lower()


def _kept(ask: Ask, invite: Invite) -> Text:
    return _(
        "You are {role} already. This link makes whoever else opens it first {new}; it is still good.",
        role=ROLES[ask.who.role],
        new=ROLES[invite.role],
    )


def _enlisted(ask: Ask, invite: Invite) -> Sequence[Reply]:
    back: dict[str, datetime | SubscriberStatus | None] = {}
    if ask.who.status is SubscriberStatus.LEFT:  # what staff are told reaches them; alerts take a START still
        back = {"status": SubscriberStatus.INVITED, "left_at": None}
    subscribers.change(ask.tx, ask.who.id, role=invite.role, **back)
    before, after = {"role": ask.who.role}, {"role": invite.role, "invite": invite.id}
    acts.done(ask, "enlist", acts.subscriber(ask.who.id), before, after)
    now = subscribers.find(ask.tx, ask.who.id) or ask.who
    maker = subscribers.find(ask.tx, invite.made_by)
    hello = _(
        "You work for {newsroom} here now. Your role: {role}.",
        newsroom=ask.newsroom.name,
        role=ROLES[now.role],
    )
    what = _("HELP shows what you can do. This brings no alerts by itself: to get them, write START.")
    told = _(
        "{person} opened your invitation first. Their role is now: {role}.",
        person=line_of(now),
        role=ROLES[now.role],
    )
    undo = ((Choice(_("Take the role back"), f"revoke {now.id}"),),)
    mine = Reply((hello, what), _("Welcome"))
    return (mine, Reply((told,), choices=undo, to=maker)) if maker else (mine,)
