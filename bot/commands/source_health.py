"""How sources fare, in an editor's words: a line in a list, and a card of one with what can be done to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import pages
from bot.commands.priority import MEANINGS, named
from bot.commands.shown import dated, together
from bot.commands.source_words import address_of, health_of, name_of
from bot.model import Role
from bot.rules import ailment as rules
from bot.rules import rhythm as rhythms
from bot.rules.ailment import Ailment, State
from bot.rules.habit import rate_of
from bot.rules.rhythm import Rhythm
from bot.rules.source import FEWEST_GAPS
from bot.store import entry as entries
from bot.store import hub as hubs
from bot.store import source as store
from bot.store import source_figures as figures
from bot.store.source import SourceRow
from bot.store.source_figures import Brought
from bot.texts import Text, _, n_, verbatim

WEEK: Final = timedelta(days=7)
SIZE: Final = 5
"""Sources of a page: each takes four lines of a phone."""


def listed(ask: Ask, page: int) -> Reply:
    """List a page of what is polled, what ails first."""
    rows = store.listed(ask.tx)
    if not rows:
        return Reply((_("No source yet. Add one with /addsource and its address."),), _("Sources"))
    found = sorted(((_ailment(ask, row), row) for row in rows), key=lambda pair: _rank(*pair))
    page = min(page, pages.last(len(found), SIZE))
    shown = found[page * SIZE : (page + 1) * SIZE]
    brought = figures.since(ask.tx, [row.id for _ailment, row in shown], ask.now - WEEK)
    pushed = hubs.active_ids(ask.tx, ask.now)
    lines = tuple(
        together(
            ask, (*_headed(row), *_state(ask, row, ailing, pushed=row.id in pushed), _week(brought[row.id]))
        )
        for ailing, row in shown
    )
    buttons = tuple(Choice(verbatim(f"#{row.id}"), f"sources {row.id}") for _ailing, row in shown)
    more = pages.choices("sources", "", page, len(found), SIZE)
    return Reply(
        (_summed([ailing for ailing, _row in found]), *lines),
        _("Sources"),
        (buttons, *more),
        replaces=ask.pressed,
    )


def _rank(ailing: Ailment, row: SourceRow) -> tuple[Ailment, float, int]:
    """Put what ails first, and of two that fail the one that has failed for longer."""
    since = row.failing_since.timestamp() if ailing is Ailment.FAILING and row.failing_since else 0.0
    return ailing, since, row.id


def _summed(found: Sequence[Ailment]) -> Text:
    ailing = sum(one < Ailment.UNSEEN for one in found)
    if not ailing:
        return n_("{count} source; nothing ails it.", "{count} sources; nothing ails them.", len(found))
    return n_(
        "{ailing} of {count} source wants a look.",
        "{ailing} of {count} sources want a look; they stand first.",
        len(found),
        ailing=ailing,
    )


def card(ask: Ask, row: SourceRow) -> Reply:
    """Show all that is known of one source, with what can be done to it."""
    ailing = _ailment(ask, row)
    pushed = row.id in hubs.active_ids(ask.tx, ask.now)
    brought = figures.since(ask.tx, [row.id], ask.now - WEEK)[row.id]
    paragraphs = (
        together(ask, _headed(row)),
        together(ask, _state(ask, row, ailing, pushed=pushed)),
        together(ask, (_week(brought), *_rhythm(ask, row))),
        MEANINGS[named(row.priority)],
    )
    return Reply(paragraphs, _("Source #{id}", id=row.id), _choices(ask, row), replaces=ask.pressed)


def _choices(ask: Ask, row: SourceRow) -> tuple[tuple[Choice, ...], ...]:
    test = Choice(_("Test"), f"test #{row.id}")
    back = (Choice(_("All sources"), "sources"),)
    if not ask.who.role.may(Role.ADMIN):
        return (test,), back
    pause = Choice(_("Resume") if row.paused_at else _("Pause"), f"pause {row.id}")
    return (pause, Choice(_("Priority"), f"priority {row.id}"), test), back


def _ailment(ask: Ask, row: SourceRow) -> Ailment:
    rhythm = rhythms.from_json(row.rhythm)
    newest = rhythm.last if rhythm else None
    found = rules.ailment(_as_state(row, rhythm, newest), ask.now)
    if found is not Ailment.SILENT:
        return found
    latest = entries.recent_times(ask.tx, row.id, 1)  # a hub may have brought it
    newest = max([*([newest] if newest else []), *latest])
    return rules.ailment(_as_state(row, rhythm, newest), ask.now)


def _as_state(row: SourceRow, rhythm: Rhythm | None, newest: datetime | None) -> State:
    return State(row.paused_at, row.gone_at, row.failing_since, row.looked_at, rhythm, newest)


# ---- words ---------------------------------------------------------------------------------------


def _headed(row: SourceRow) -> tuple[Text, ...]:
    topics = ", ".join(row.topics)
    head = _("#{id} {name} ({topics})", id=row.id, name=name_of(row), topics=topics)
    if not topics:
        head = _("#{id} {name} (all topics)", id=row.id, name=name_of(row))
    return (head, verbatim(address_of(row))) if row.name else (head,)


def _state(ask: Ask, row: SourceRow, ailing: Ailment, *, pushed: bool) -> list[Text]:
    said = [health_of(ask, row)]
    if ailing in {Ailment.FAILING, Ailment.GONE} and row.error:
        said.append(rules.advice(row.error))
    if ailing is Ailment.SILENT:
        said.append(_silence(ask, row))
    return [*said, *((_("its hub tells us of news at once"),) if pushed else ())]


def _silence(ask: Ask, row: SourceRow) -> Text:
    rhythm = rhythms.from_json(row.rhythm)
    if rhythm is None or rhythm.last is None:
        raise AssertionError("what is silent has spoken")
    return _(
        "Nothing new since {moment}: longer than it was ever quiet. See whether it publishes elsewhere now.",
        moment=dated(ask, rhythm.last),
    )


def _week(brought: Brought) -> Text:
    entries_ = n_("{count} entry", "{count} entries", brought.entries)
    alerts = n_("{count} alert", "{count} alerts", brought.alerts)
    return _("7 days: {entries}, {alerts}", entries=entries_, alerts=alerts)


def _rhythm(ask: Ask, row: SourceRow) -> list[Text]:
    rhythm = rhythms.from_json(row.rhythm)
    known = rhythm is not None and rhythm.gaps >= FEWEST_GAPS
    rate = rate_of(rhythms.typical_gap(rhythm, ask.now)) if rhythm and known else None
    said = [rate or _("How often it publishes is not known yet.")]
    if row.paused_at is None:
        due = dated(ask, row.due_at)
        said.append(_("Next look: {moment}", moment=due) if row.due_at > ask.now else _("Next look: now"))
    return said
