"""/later: an alert leaves at a moment to come, and not any more when that is long past."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, moments, times, undo
from bot.commands.numbers import alert_of, numbered
from bot.commands.sending import embargoed, send, too_late
from bot.commands.shown import isolated, moment_of
from bot.errors import UsageError
from bot.model import NOT_OUT, Priority, Role
from bot.rules.hours import DAY, moment
from bot.store import plan as plans
from bot.store.alert import AlertRow
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("send an alert later: its number and a time")

EVENING: Final = 18 * 60
"""The minute of the day that is offered as the evening's."""

AT_THE_END_OF_THE_EMBARGO: Final = "embargo"


def run(ask: Ask) -> Sequence[Reply]:
    """Schedule an alert; with its number alone offer moments, without one show what is scheduled."""
    if not ask.args.strip():
        return (undo.offer(ask, plans.standing(ask.tx)),)
    found = numbered(ask.args)
    if found is None:
        raise UsageError(_how())
    id_, words = found
    row = alert_of(ask, id_)
    if row.state not in NOT_OUT:
        return (Reply((too_late(ask, row.id),), replaces=ask.pressed),)
    if not words:
        return (_offer(ask, row),)
    return (_schedule(ask, row, _said(ask, row, words)),)


def _how() -> Text:
    return _(
        "Write /later, the number of the alert and a time: /later 12 18:00, /later 12 tomorrow 8:00, "
        "/later 12 in 30 min. Behind it may stand until when it is news: /later 12 18:00 until 22:00."
    )


def _said(ask: Ask, row: AlertRow, words: str) -> moments.Said:
    if words.strip().lower() == AT_THE_END_OF_THE_EMBARGO and row.embargo_until is not None:
        return moments.Said(max(row.embargo_until, ask.now))
    said = moments.read(words, ask.now, ask.newsroom.timezone)
    if said is None:
        raise UsageError(_how())
    return said


def _schedule(ask: Ask, row: AlertRow, said: moments.Said) -> Reply:
    """Schedule it, or move it: a plan that stands makes room for the new one, or comes back."""
    old = plans.find(ask.tx, row.id)
    priority = old.priority if old else Priority.NORMAL
    if said.breaking:
        priority = Priority.BREAKING
    if row.embargo_until is not None and said.at < row.embargo_until:
        raise UsageError(embargoed(ask, row.id, row.embargo_until))
    if old is not None:
        if not plans.undo(ask.tx, row.id):
            return Reply((too_late(ask, row.id),), replaces=ask.pressed)
        before = {"state": "scheduled", "leaves_at": old.leaves_at.isoformat()}
        acts.done(ask, "undo", acts.alert(row.id), before, {"state": "held"})
    return send(ask, row.id, priority, said.at, expires_at=said.expires_at)


def _offer(ask: Ask, row: AlertRow) -> Reply:
    words = _("When is alert #{id} to leave?", id=row.id)
    typed = _("Or write a time: {command}", command=f"\u2068/later {row.id} 18:00\u2069")
    evening = _evening(ask)
    label = _("At {moment}", moment=isolated(moment_of(ask, evening)))
    shown = times.plain(EVENING)
    rows = [
        (
            Choice(_("In 30 min"), f"later {row.id} +30"),
            Choice(_("In 1 h"), f"later {row.id} +60"),
        ),
        (Choice(label, f"later {row.id} {shown}"),),
    ]
    if row.embargo_until is not None and row.embargo_until > ask.now:
        ends = _("When the embargo ends: {moment}", moment=isolated(moment_of(ask, row.embargo_until)))
        rows = [(Choice(ends, f"later {row.id} {AT_THE_END_OF_THE_EMBARGO}"),)]
    return Reply((words, typed), choices=tuple(rows), replaces=ask.pressed)


def _evening(ask: Ask) -> datetime:
    zone = ask.newsroom.timezone
    today = ask.now.astimezone(zone).date()
    found = moment(today, EVENING, zone)
    return found if found > ask.now + timedelta(minutes=1) else moment(today + DAY, EVENING, zone)
