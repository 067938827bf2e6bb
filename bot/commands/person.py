"""A person, as admins see them: what they chose, what they agreed to, and what became of their alerts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import fares, reasons
from bot.commands.persons import ROLES, status_of
from bot.commands.settings import SETTINGS
from bot.commands.shown import dated, isolated, masked, plain, together, topic_names
from bot.model import DeliveryState, Role, Subscriber
from bot.store import consent as consents
from bot.store import dossier as dossiers
from bot.store import link as links
from bot.store.consent import Step, Taken
from bot.store.dossier import Told
from bot.texts import Text, _, language_name, n_, say, say_row, verbatim

STEPS: Final = 4
ALERTS: Final = 6
WHYS: Final = 3
HEADLINE: Final = 60
WORDS: Final = 160
"""Characters of what a person was shown when they agreed; the whole stands in the proof."""

_BACK: Final = Choice(_("‹ Subscribers"), "subscribers")  # noqa: RUF001 -- a sign that turns round in Hebrew

_STEPS: Final = {
    Step.ASKED: _("asked for alerts, and was asked whether they mean it"),
    Step.GIVEN: _("asked for alerts"),
    Step.CONFIRMED: _("answered yes to our question"),
    Step.ENDED: _("alerts ended"),
}


def card(ask: Ask, who: Subscriber) -> Reply:
    """Show one person; of the address the last characters."""
    told = dossiers.last_alerts(ask.tx, who, ALERTS)
    parts = (_who(ask, who), _choices(ask, who), _consent(ask, who), _alerts(ask, told))
    title = _("Subscriber #{id}", id=who.id)
    return Reply(parts, title, _buttons(ask, who, told), replaces=ask.pressed)


def _who(ask: Ask, who: Subscriber) -> Text:
    lines = [
        verbatim(f"{isolated(who.name) or '–'} · {isolated(masked(who.address))}"),  # noqa: RUF001 -- a dash stands for no name
        _("State: {status}", status=status_of(who)),
        _("Language: {language}", language=language_name(who.language, ask.who.language)),
        _("First heard of: {when}", when=dated(ask, who.joined_at)),
    ]
    if who.last_heard_at:
        lines.append(_("Last wrote: {when}", when=dated(ask, who.last_heard_at)))
    if who.banned_at:
        lines.append(_("Banned: {when}", when=dated(ask, who.banned_at)))
    others = [one for one in links.of(ask.tx, who.id) if one.id != who.id]
    lines += [
        _("Joined with: {address}", address=f"#{one.id} {isolated(masked(one.address))}") for one in others
    ]
    if who.role is not Role.READER:
        lines.append(_("Role: {role}", role=ROLES[who.role]))
    return together(ask, lines)


def _choices(ask: Ask, who: Subscriber) -> Text:
    """Say each setting as the person's own screen does, in the words of whoever asks."""
    theirs = replace(ask, who=replace(links.target(ask.tx, who), language=ask.who.language))
    lines = [
        _("{setting}: {state}", setting=one.label, state=one.state(theirs))
        for name, one in SETTINGS.items()
        if name not in {"language", "link"}  # which stand above
    ]
    return together(ask, lines)


def _consent(ask: Ask, who: Subscriber) -> Text:
    steps = consents.history(ask.tx, who.id)
    if not steps:
        return _("Consent: none.")
    lines = [_("Consent, the newest first:"), *(_step(ask, step) for step in reversed(steps[-STEPS:]))]
    more = len(steps) - STEPS
    if more > 0:
        lines.append(n_("… and {count} earlier step", "… and {count} earlier steps", more))
    return together(ask, lines)


def _step(ask: Ask, taken: Taken) -> Text:
    topics = [topic for topic in ask.newsroom.topics if topic.id in taken.topics]
    parts = [_("{when}: {step}", when=dated(ask, taken.at), step=_STEPS[taken.step])]
    parts += [_("on: {topics}", topics=topic_names(ask, topics))] if topics else []
    parts += [verbatim(isolated(taken.how))] if taken.how else []
    parts += (
        [_("was shown: “{words}”", words=f"\u2068{plain(taken.words, WORDS)}\u2069")] if taken.words else []
    )
    return verbatim(say_row((say(part, ask.who.language) for part in parts), ask.who.language, ";"))


def _alerts(ask: Ask, told: Sequence[Told]) -> Text:
    if not told:
        return _("Alerts: none yet.")
    return together(ask, [_("The last alerts:"), *(_alert(ask, one) for one in told)])


def _alert(ask: Ask, one: Told) -> Text:
    state = fares.STATES[DeliveryState(one.state)]
    why = _(" ({reason})", reason=reasons.word(one.error, ask.who.language)) if one.error else verbatim("")
    return _(
        "#{id} {headline}: {state}{why}, {when}",
        id=one.alert_id,
        headline=f"\u2068{plain(one.headline, HEADLINE)}\u2069",
        state=state,
        why=why,
        when=dated(ask, one.at),
    )


def _buttons(ask: Ask, who: Subscriber, told: Sequence[Told]) -> tuple[tuple[Choice, ...], ...]:
    whys = (Choice(_("Why? #{id}", id=one.alert_id), f"why {one.alert_id} #{who.id}") for one in told[:WHYS])
    rows = [tuple(whys)]
    if not who.role.may(ask.who.role):
        ban = (
            Choice(_("Undo the ban"), f"ban {who.id} undo")
            if who.banned_at
            else Choice(_("Ban"), f"ban {who.id}")
        )
        rows.append((Choice(_("Remove"), f"remove {who.id}"), ban, Choice(_("Role"), f"grant {who.id}")))
    return (*(row for row in rows if row), (_BACK,))
