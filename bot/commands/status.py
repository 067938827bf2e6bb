"""/status: how the service fares, how an alert did, and what stays in doubt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

from bot.ask import Ask, Choice, Reply
from bot.commands import colleagues, fares, pages, past, reasons, stopall
from bot.commands.choice_tables import DOUBT
from bot.commands.numbers import alert_id
from bot.commands.said import phrases
from bot.commands.shown import dated, isolated, moment_of
from bot.errors import UsageError
from bot.model import AlertId, DeliveryState, Role, SubscriberStatus
from bot.rules.breaker import channel_name
from bot.rules.consent import fold
from bot.store import alert as alerts
from bot.store import figures, retention
from bot.store import halt as halts
from bot.store import picture as pictures
from bot.store import plan as plans
from bot.store import sender as senders
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.plan import Plan
from bot.texts import Text, _, n_, say, verbatim

ROLE = Role.EDITOR
HELP = _("how the service fares")

DAY = timedelta(days=1)

Counted: TypeAlias = Mapping[AlertId, Mapping[DeliveryState, int]]

_DOUBT = phrases(DOUBT)
_BACK = ((Choice(_("Status"), "status"),),)


def run(ask: Ask) -> Sequence[Reply]:
    """Say how the service fares; with a number, how that alert did; with "unknown", what is in doubt."""
    page, words = pages.split(ask.args)
    if not words:
        return (_overview(ask) if ask.replied is None else _alert(ask, ask.replied),)
    if fold(words) in _DOUBT:
        return (_doubts(ask, page),)
    id_ = alert_id(words)
    if id_ is None:
        raise UsageError(
            _(
                "Write /status alone, /status 12 for the figures of alert 12, "
                "or /status unknown for what is in doubt."
            )
        )
    return (_alert(ask, id_),)


# ---- the service ---------------------------------------------------------------------------------


def _overview(ask: Ask) -> Reply:
    counts = subscribers.counts(ask.tx)
    active = sum(count for (_channel, status), count in counts.items() if status is SubscriberStatus.ACTIVE)
    told = figures.released_since(ask.tx, ask.now - DAY)
    counted = {id_: figures.counts(ask.tx, id_) for id_ in told}
    last = _last(ask, counted)
    held = figures.count_held(ask.tx)
    standing = halts.find(ask.tx)
    parts = (
        *((stopall.standing(ask, standing),) if standing else ()),
        n_("{count} active subscriber", "{count} active subscribers", active),
        _sources(ask),
        n_("{count} alert in 24 hours", "{count} alerts in 24 hours", len(told)),
        *_deliveries(ask, counted),
        *((_of_last(ask, last),) if last else ()),
        *((n_("{count} message stays in doubt", "{count} messages stay in doubt", held),) if held else ()),
        *_channels(ask),
    )
    choices = [Choice(_("Resume"), "resume")] if standing else []
    choices += [Choice(_("Alert #{id}", id=last.id), f"status {last.id}")] if last else []
    choices += [Choice(_("In doubt: {count}", count=held), "status unknown")] if held else []
    said = _together(ask, parts)
    return Reply((said,), _("Status"), (tuple(choices),) if choices else (), replaces=ask.pressed)


def _sources(ask: Ask) -> Text:
    health = sources.health(ask.tx)
    return n_(
        "{count} source, failing: {failing}, paused: {paused}",
        "{count} sources, failing: {failing}, paused: {paused}",
        health["all"],
        failing=health["failing"],
        paused=health["paused"],
    )


def _deliveries(ask: Ask, counted: Counted) -> tuple[Text, ...]:
    sums: Counter[DeliveryState] = Counter()
    for counts in counted.values():
        sums.update(counts)
    states = fares.states(sums, ask.who.language)
    return (_("Deliveries in 24 hours: {states}", states=states),) if states else ()


def _last(ask: Ask, counted: Counted) -> figures.Figures | None:
    id_ = figures.last_released(ask.tx)
    if id_ is None or retention.is_past(ask.tx, id_):
        return None
    return figures.of_alert(ask.tx, id_, counted.get(id_))


def _of_last(ask: Ask, last: figures.Figures) -> Text:
    if last.laying or not last.readers:
        return _("Alert #{id}: {words}", id=last.id, words=_reach(last))
    words = _("{had}. {soon}", had=fares.had(last), soon=fares.held_to(last, ask.now))
    return _("Alert #{id}: {words}", id=last.id, words=words)


def _channels(ask: Ask) -> tuple[Text, ...]:
    return tuple(
        _(
            "{channel} takes nothing since {moment}",
            channel=isolated(channel_name(row.channel)),
            moment=dated(ask, row.down_since),
        )
        for row in senders.listed(ask.tx)
        if row.down_since
    )


# ---- an alert ------------------------------------------------------------------------------------


def _alert(ask: Ask, id_: AlertId) -> Reply:
    row = alerts.find(ask.tx, id_)
    if row is None:
        raise UsageError(_("There is no alert #{id}.", id=id_))
    plan = plans.find(ask.tx, id_)
    if plan is not None:
        return _planned(ask, row, plan)
    found = figures.of_alert(ask.tx, id_)
    if found is None:
        raise UsageError(_("Alert #{id} was not sent: it has no figures.", id=id_))
    past.refuse(ask, id_)
    moment = dated(ask, found.released_at)
    heading = (verbatim(isolated(row.headline)), _("Sent {moment}", moment=moment))
    parts = (_together(ask, heading), *_fared(ask, found))
    return Reply(parts, _("Alert #{id}", id=id_), _BACK, replaces=ask.pressed)


def _planned(ask: Ask, row: AlertRow, plan: Plan) -> Reply:
    words = _(
        "It leaves at {moment}, and goes to nobody from {end} on.",
        moment=isolated(moment_of(ask, plan.leaves_at)),
        end=isolated(moment_of(ask, plan.expires_at)),
    )
    choices = ((Choice(_("Undo sending"), f"undo {row.id}"),), *_BACK)
    parts = (verbatim(isolated(row.headline)), words)
    return Reply(parts, _("Alert #{id}", id=row.id), choices, replaces=ask.pressed)


def _fared(ask: Ask, found: figures.Figures) -> tuple[Text, ...]:
    if not found.readers:
        return (_reach(found),)
    states = verbatim(fares.states(found.counts, ask.who.language))
    counts = _together(ask, (_reach(found), states, *_why(ask, found)))
    return (counts,) if found.laying else (counts, _together(ask, fares.timed(found, ask.now)))


def _why(ask: Ask, found: figures.Figures) -> tuple[Text, ...]:
    words = reasons.listed(figures.reasons(ask.tx, found.id), ask.who.language)
    kept = (_("Kept back: {reasons}", reasons=words),) if words else ()
    return (*kept, *_pictures(ask, found.id))


def _pictures(ask: Ask, id_: AlertId) -> tuple[Text, ...]:
    names = [isolated(channel_name(channel)) for channel in pictures.refused_by(ask.tx, id_)]
    return (
        (_("Without its picture, which was refused: {channels}", channels=", ".join(names)),) if names else ()
    )


def _reach(found: figures.Figures) -> Text:
    if found.laying:
        return _("{had}; more are being added", had=fares.had(found))
    return fares.had(found) if found.readers else _("nobody was to get it")


# ---- what is in doubt ----------------------------------------------------------------------------


def _doubts(ask: Ask, page: int) -> Reply:
    total = figures.count_held(ask.tx)
    if not total:
        return Reply((_("Nothing stays in doubt."),), _("In doubt"), _BACK, replaces=ask.pressed)
    page = min(page, pages.last(total))
    rows = figures.held(ask.tx, page * pages.SIZE, pages.SIZE)
    words = n_(
        "{count} message: nobody knows whether it arrived, and it is not sent again.",
        "{count} messages: nobody knows whether they arrived, and they are not sent again.",
        total,
    )
    listed = _together(ask, [_doubt(ask, one) for one in rows])
    choices = (*pages.choices("status", "unknown", page, total), *_BACK)
    return Reply((words, listed), _("In doubt"), choices, replaces=ask.pressed)


def _doubt(ask: Ask, one: figures.Held) -> Text:
    return _(
        "{what} · {name} · {channel} · {moment}",
        what=_("reply") if one.alert_id is None else f"#{one.alert_id}",
        name=colleagues.named(one.name),
        channel=isolated(channel_name(one.channel)),
        moment=dated(ask, one.since),
    )


def _together(ask: Ask, parts: Sequence[Text]) -> Text:
    return verbatim("\n".join(say(part, ask.who.language) for part in parts))
