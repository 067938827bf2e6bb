"""/link: join the phones of one person; /unlink parts them."""

import re
import secrets
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands.invite import filled
from bot.commands.shown import isolated, masked
from bot.errors import UsageError
from bot.model import Role, Subscriber, SubscriberStatus
from bot.rules.breaker import channel_name
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.texts import Text, _, n_, say, verbatim

ROLE = Role.READER
HELP = _("join your Telegram and your WhatsApp: one set of choices, and no alert twice")

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters that are taken for digits."""

LENGTH: Final = 8
PAYLOAD: Final = "link-"
"""What a join link carries in front of a code."""

MOST: Final = 4
"""Addresses of one person."""

_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def read(words: str) -> str | None:
    """Read a code as people write it: in small letters, in two halves; None for anything else."""
    code = re.sub(r"[\s-]", "", words.removeprefix(PAYLOAD)).upper()
    return code if _CODE.fullmatch(code) else None


def run(ask: Ask) -> Sequence[Reply]:
    """Show how the person's phones are joined, give a code, take one, or move the alerts."""
    word, _space, rest = ask.args.strip().partition(" ")
    if word == "yes":
        return _joined(ask, rest)
    if word == "here":
        return _pointed(ask)
    if word == "mine":
        return _mine(ask)
    if not word:
        people = links.of(ask.tx, ask.who.id)
        return (_state(ask, people),) if people else _offered(ask)
    if word == "code":
        return _offered(ask)
    code = read(ask.args)
    if code is None:
        raise _unknown()
    return (_question(ask, code, _other(ask, code)),)


# ---- codes ---------------------------------------------------------------------------------------


def _offered(ask: Ask) -> Sequence[Reply]:
    if len(links.of(ask.tx, ask.who.id)) >= MOST:
        raise UsageError(_("That is as many phones as can be joined. /unlink parts them."))
    code = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    links.offer(ask.tx, ask.who.id, code, ask.now)
    words = (
        _("On your other phone, write this to us within ten minutes:"),
        verbatim(f"\u2068/link {code[:4]} {code[4:]}\u2069"),
        *_open(ask, code),
        _("Give this code to nobody: whoever writes it gets your alerts."),
    )
    return (Reply(words, _("Join your phones")),)


def _open(ask: Ask, code: str) -> list[Text]:
    """Offer the links that write the code on another channel."""
    found = [
        f"{channel_name(channel)}\n{filled(link, f'{PAYLOAD}{code}')}"
        for channel, link in sorted(ask.links.items())
        if link and channel != ask.phone.address.channel
    ]
    return [_("Or open this link there:"), verbatim("\n".join(found))] if found else []


def _other(ask: Ask, code: str) -> Subscriber:
    """Find the person whom a code names; a wrong one is counted."""
    if not links.may_guess(ask.tx, ask.phone.id, ask.now):
        raise UsageError(_("Too many wrong codes. Please try again in an hour."))
    found = links.named(ask.tx, code, ask.now)
    if found is None or found.status is SubscriberStatus.FORGOTTEN:
        links.guessed(ask.tx, ask.phone.id, ask.now)
        raise _unknown()
    if found.id == ask.phone.id:
        raise UsageError(_("This is the phone that showed the code. Write it on your other phone."))
    if links.of(ask.tx, ask.phone.id):
        raise UsageError(_("This phone is joined to another already. /unlink parts them."))
    if len(links.of(ask.tx, found.id)) >= MOST:
        raise UsageError(_("That is as many phones as can be joined. /unlink parts them."))
    return found


def _unknown() -> UsageError:
    return UsageError(
        _("This code is wrong, or older than ten minutes. Write /link on your other phone for a new one.")
    )


# ---- joining and parting -------------------------------------------------------------------------


def _question(ask: Ask, code: str, other: Subscriber) -> Reply:
    choices = ((Choice(_("Join them"), f"link yes {code}"), Choice(_("Cancel"), "menu")),)
    return Reply((_agreement(ask.phone, _main(ask, other), other),), _("Join these phones?"), choices)


def _main(ask: Ask, other: Subscriber) -> Subscriber:
    """Choose where the alerts come: where the code was shown, unless only the other phone gets any."""
    there = links.target(ask.tx, other)
    here = ask.phone.status is SubscriberStatus.ACTIVE
    return ask.phone if here and there.status is not SubscriberStatus.ACTIVE else there


def _agreement(here: Subscriber, main: Subscriber, other: Subscriber) -> Text:
    return _(
        "This joins {here} and {there}. They have one set of choices, and each alert comes once, on {main}. "
        "STOP on either ends the alerts on both.",
        here=isolated(masked(here.address)),
        there=isolated(masked(other.address)),
        main=isolated(masked(main.address)),
    )


def _joined(ask: Ask, words: str) -> Sequence[Reply]:
    code = read(words)
    if code is None:
        raise _unknown()
    other = _other(ask, code)
    main = _main(ask, other)
    if main.id == ask.phone.id:  # nothing comes to the others: what they chose goes along at once
        there = links.target(ask.tx, other)
        agreed = _consent(ask, _agreement(ask.phone, main, other))
        links.join(ask.tx, there, ask.phone, _how(ask), ask.now)
        links.copy_choices(ask.tx, ask.phone, there, agreed, gives=False)
        links.point(ask.tx, subscribers.find(ask.tx, ask.phone.id) or ask.phone, agreed)
        subscribers.activate(ask.tx, ask.phone.id)
    else:
        links.join(ask.tx, main, ask.phone, _how(ask), ask.now)
    people = links.of(ask.tx, ask.phone.id)
    told = _("{channel} was joined to this phone just now.", channel=isolated(masked(ask.phone.address)))
    not_me = ((Choice(_("That was not me: part them"), "unlink"),),)
    others = [
        Reply((told, _where(people)), _("Your phones are joined"), not_me, to=one)
        for one in people
        if one.id != ask.phone.id
    ]
    return (_state(ask, people, mine=main.id != ask.phone.id), *others)


def _pointed(ask: Ask) -> Sequence[Reply]:
    people = links.of(ask.tx, ask.phone.id)
    if not people:
        raise UsageError(_("This phone is joined to no other. /link joins them."))
    words = _("Alerts come here now: {channel}.", channel=isolated(masked(ask.phone.address)))
    links.point(ask.tx, ask.phone, _consent(ask, words))
    people = links.of(ask.tx, ask.phone.id)
    return (_state(ask, people, replaces=True),)


def _mine(ask: Ask) -> Sequence[Reply]:
    """Let what this phone had chosen before be the choices of the person."""
    people = links.of(ask.tx, ask.phone.id)
    if not people or people[0].id == ask.phone.id:
        raise UsageError(_("These are the choices of this phone already."))
    words = _("The choices of this phone hold now.")
    links.copy_choices(ask.tx, ask.phone, people[0], _consent(ask, words))
    return (Reply((words, _where(people)), _("Your phones are joined"), replaces=ask.pressed),)


def parted(ask: Ask) -> Sequence[Reply]:
    """Part the phones, and tell all of them."""
    people = links.of(ask.tx, ask.phone.id)
    if not people:
        raise UsageError(_("This phone is joined to no other. /link joins them."))
    text = _(
        "Your phones are parted. Each keeps the choices; alerts go on coming on {main} only.",
        main=isolated(masked(people[0].address)),
    )
    links.part(ask.tx, ask.phone.id, _consent(ask, text))
    again = ((Choice(_("Get alerts here, too"), "start"),),)
    return tuple(
        Reply((text,), _("Parted"), () if one.id == people[0].id else again, to=_to(ask, one))
        for one in people
    )


def _to(ask: Ask, one: Subscriber) -> Subscriber | None:
    return None if one.id == ask.phone.id else one


# ---- words ---------------------------------------------------------------------------------------


def state(ask: Ask) -> Text:
    """Say in short how many phones the person has joined."""
    count = len(links.of(ask.tx, ask.who.id))
    return n_("{count} phone", "{count} phones", count) if count else verbatim("–")  # noqa: RUF001 -- a dash


def _where(people: Sequence[Subscriber]) -> Text:
    return _("Alerts come on {main}.", main=isolated(masked(people[0].address)))


def _state(ask: Ask, people: Sequence[Subscriber], *, mine: bool = False, replaces: bool = False) -> Reply:
    listed = verbatim("\n".join(f"• {isolated(masked(one.address))}" for one in people))
    rows: list[tuple[Choice, ...]] = []
    if people[0].id != ask.phone.id:
        rows.append((Choice(_("Alerts here instead"), "link here"),))
    if mine:
        rows.append((Choice(_("Keep the choices of this phone"), "link mine"),))
    rows.append((Choice(_("Join another"), "link code"), Choice(_("Part them"), "unlink")))
    gone = (_("You have ended the alerts. To get them again, write START."),)
    ended = () if people[0].status.hears else gone
    return Reply((listed, _where(people), *ended), _("Your phones are joined"), tuple(rows), replaces)


def _how(ask: Ask) -> str:
    return f"{ask.phone.address.channel} /link"


def _consent(ask: Ask, words: Text) -> subscribers.Consent:
    language = ask.who.language
    return subscribers.Consent(ask.now, _how(ask), say(words, language), language, ask.origin)
