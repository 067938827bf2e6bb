"""/digest: the day at a glance, at the reader's hour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ask import Ask, Choice, Reply
from bot.commands import said, times, wishes
from bot.commands.choice_tables import DAYS
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import DigestDays, Role, Wish
from bot.rules.hours import HALF_A_DAY, MINUTES
from bot.texts import Text, _, say_city

ROLE = Role.READER
HELP = _("the day at a glance, at your hour")

LABELS: Mapping[str, Text] = {
    DigestDays.OFF.value: _("Off"),
    DigestDays.DAILY.value: _("Daily"),
    DigestDays.WEEKDAYS.value: _("Weekdays"),
    DigestDays.TWICE.value: _("Twice a day"),
}

HOURS = (7 * 60, 8 * 60, 18 * 60, 20 * 60)
"""The hours that are offered."""

_WHOLE = re.compile(r"#(off|daily|weekdays|twice) (\d{1,4})")
_SAID = said.by_words(DAYS)
# with an hour next to them they have lost what stands around hours: "a diario a las 8"
_KNOWN = {**_SAID, **{times.bare(words): days for words, days in _SAID.items()}}
_HOW = _("Write /digest daily 8:00, /digest weekdays 18:30, /digest twice 7:00 or /digest off.")


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choices, or take one."""
    words = ask.args.strip()
    before = wishes.of(ask)
    if not words:
        return (_card(ask, before),)
    after = _whole(words, before) or _changed(before, words)
    wishes.keep(ask, after)
    return (_card(ask, after, undo=before),)


def _changed(wish: Wish, words: str) -> Wish:
    """Read days, an hour, or both; an hour alone wants a digest daily, where there was none."""
    read = times.times_in(words)
    named = times.without(words)
    days = said.named(named, LABELS, _KNOWN) if named else None
    if read is None or len(read) > 1 or (named and days is None):
        raise UsageError(_HOW)
    chosen = DigestDays(days) if days else wish.digest
    if read and not days and chosen is DigestDays.OFF:
        chosen = DigestDays.DAILY
    return replace(wish, digest=chosen, digest_at=read[0] if read else wish.digest_at)


def _whole(words: str, before: Wish) -> Wish | None:
    found = _WHOLE.fullmatch(words)
    if found is None:
        return None
    return replace(before, digest=DigestDays(found[1]), digest_at=min(int(found[2]), times.LAST))


# ---- what is shown -------------------------------------------------------------------------------


def _card(ask: Ask, wish: Wish, undo: Wish | None = None) -> Reply:
    days = tuple(_day(one, wish) for one in DigestDays)
    hours = tuple(_hour(minute, wish, ask.who.language) for minute in HOURS)
    back = f"digest {wishes.UNDO}{undo.digest} {undo.digest_at}" if undo and undo != wish else ""
    rows = (days[:2], days[2:], hours, *(((Choice(_("Undo"), back),),) if back else ()))
    return Reply((*_state(ask, wish), _HOW), _("Digest"), rows, replaces=ask.pressed)


def _day(days: DigestDays, wish: Wish) -> Choice:
    label = LABELS[days.value]
    return Choice(_("✓ {choice}", choice=label) if wish.digest is days else label, f"digest {days.value}")


def _hour(minute: int, wish: Wish, language: str) -> Choice:
    label = _("{time}", time=times.shown(minute, language))
    ticked = wish.digest is not DigestDays.OFF and wish.digest_at == minute
    return Choice(_("✓ {choice}", choice=label) if ticked else label, f"digest {times.plain(minute)}")


def _state(ask: Ask, wish: Wish) -> tuple[Text, ...]:
    language = ask.who.language
    time = isolated(times.shown(wish.digest_at, language))
    later = isolated(times.shown((wish.digest_at + HALF_A_DAY) % MINUTES, language))
    states = {
        DigestDays.OFF: _("You get no digest."),
        DigestDays.DAILY: _("You get a digest every day at {time}.", time=time),
        DigestDays.WEEKDAYS: _("You get a digest from Monday to Friday at {time}.", time=time),
        DigestDays.TWICE: _("You get a digest every day at {time} and at {later}.", time=time, later=later),
    }
    city = isolated(say_city(str(wishes.zone(ask, wish)), language))
    told = _(
        "It tells the most important stories of your topics that you have not had. Time zone: {city}.",
        city=city,
    )
    return (states[wish.digest], told)
