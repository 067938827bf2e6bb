"""/mydata: what is kept of the person who asks."""

import json
from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import pictures
from bot.commands.persons import ROLES, status_of
from bot.commands.proof import said
from bot.commands.shown import dated, isolated, together, topic_names
from bot.commands.spell import years
from bot.model import Role
from bot.rules.breaker import channel_name
from bot.store import consent as consents
from bot.store import dossier as dossiers
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.texts import Text, _, language_name, n_, say_moment, verbatim

ROLE = Role.READER
HELP = _("see what we keep of you")

EXPORT = "export"
STEPS = 5
ALERTS = 5
PART = 1400
"""Characters of one part of an export: less than the 1,600 that WhatsApp carries in a message."""

_ESCAPES = 12  # characters that two escaped spaces take


def run(ask: Ask) -> Sequence[Reply]:
    """Say in plain words what is kept, or hand all of it over as JSON."""
    if ask.args.strip() == EXPORT:
        return _export(ask)
    paragraphs = (_person(ask), _choices(ask), *_consent(ask), *_alerts(ask), _letters(ask))
    buttons = (
        (Choice(_("All of it, as data"), f"mydata {EXPORT}"),),
        (Choice(_("Erase all of it"), "forget"), Choice(_("Privacy"), "privacy")),
    )
    return (Reply(paragraphs, _("What we keep of you"), buttons),)


def _person(ask: Ask) -> Text:
    who = ask.who
    address = f"{channel_name(who.address.channel)} {isolated(who.address.id)}"
    named = _("Name: {name}", name=isolated(who.name)) if who.name else _("Name: none")
    lines = [
        _("Address: {address}", address=address),
        named,
        _("Language: {language}", language=language_name(who.language)),
        _("State: {status}", status=status_of(who)),
        _("First heard of: {when}", when=say_moment(who.joined_at, who.language, ask.newsroom.timezone)),
    ]
    others = [one for one in links.of(ask.tx, who.id) if one.id != who.id]
    lines += [_("Joined with: {address}", address=isolated(one.address.whole)) for one in others]
    if who.role is not Role.READER:
        lines.append(_("Role: {role}", role=ROLES[who.role]))
    return together(ask, lines)


def _choices(ask: Ask) -> Text:
    held = subscribers.chosen(ask.tx, ask.who.id)
    chosen = [topic for topic in ask.newsroom.topics if topic.id in held]
    topics = _("Topics: {topics}", topics=topic_names(ask, chosen)) if chosen else _("Topics: none")
    sound = _("Alerts come without a sound.") if ask.who.silent else _("Alerts come with a sound.")
    return together(ask, [topics, sound, pictures.state(on=pictures.are_on(ask))])


def _consent(ask: Ask) -> list[Text]:
    steps = consents.history(ask.tx, ask.who.id)
    if not steps:
        return [_("Consent: you have not asked for alerts.")]
    told = [_("Consent, the newest first:"), *(said(ask, step) for step in reversed(steps[-STEPS:]))]
    if len(steps) > STEPS:
        more = len(steps) - STEPS
        told.append(n_("… and {count} earlier step", "… and {count} earlier steps", more))
    return told


def _alerts(ask: Ask) -> list[Text]:
    last = dossiers.last_alerts(ask.tx, ask.who, ALERTS)
    if not last:
        return [_("Alerts sent to you: none.")]
    count = dossiers.count_alerts(ask.tx, ask.who)
    heading = n_(
        "{count} alert was meant for you. The last:", "{count} alerts were meant for you. The last:", count
    )
    return [together(ask, [heading, *(_alert(ask, one) for one in last)])]


def _alert(ask: Ask, one: dossiers.Told) -> Text:
    moment = dated(ask, one.at)
    return _("{when}: {headline}", when=moment, headline=isolated(one.headline))


def _letters(ask: Ask) -> Text:
    count = dossiers.count_letters(ask.tx, ask.who)
    return n_(
        "Of what you wrote here or pressed, {count} message is kept, and erased after {days}.",
        "Of what you wrote here or pressed, {count} messages are kept, and erased after {days}.",
        count,
        days=years(ask.promises.letters),
    )


def _export(ask: Ask) -> Sequence[Reply]:
    written = json.dumps(dossiers.dossier(ask.tx, ask.who), ensure_ascii=False, indent=1)
    found = parts(written)
    intro = n_(
        "All that we keep of you, as data (JSON), in {count} part:",
        "All that we keep of you, as data (JSON), in {count} parts; put together in order they are one text:",
        len(found),
    )
    return (Reply((intro,), _("Your data")), *(Reply((verbatim(part),), exact=True) for part in found))


def parts(written: str, most: int = PART) -> list[str]:
    """Cut a text into parts of at most so many UTF-16 units, at the ends of lines where there are some.

    No part begins or ends in a space: put together with nothing between them they say the same JSON.
    """
    found, held = [], ""
    for line in written.split("\n"):
        first, *more = _pieces(line.lstrip(" "), most)
        if held and _units(held) + _units(first) + 1 > most:
            found.append(held)
            held = ""
        held = f"{held}\n{first}" if held else first
        for piece in more:  # with nothing between
            found.append(held)
            held = piece
    return [*found, held]


def _pieces(line: str, most: int) -> list[str]:
    """Cut a line that is too long by itself, never beside a space."""
    pieces = []
    while _units(line) > most:
        at = (most - _ESCAPES) // 2  # whatever the signs are, these fit
        near = [here for here in range(at, at - 3, -1) if not line[here - 1 : here + 1].count(" ")]
        if near:
            at = near[0]
        else:  # within a string, then: its spaces may be written otherwise
            line = line[: at - 1] + line[at - 1 : at + 1].replace(" ", "\\u0020") + line[at + 1 :]
            at += 5 * (line[at - 1 : at] == "\\")
        pieces.append(line[:at])
        line = line[at:]
    return [*pieces, line]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
