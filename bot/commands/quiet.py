"""/quiet: hours in which nothing comes, a most of alerts a day, and several told as one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ask import Ask, Choice, Reply
from bot.commands import said, times, wishes
from bot.commands.choice_tables import A_DAY, SWITCHES
from bot.commands.choice_tables import PARTS as PART_WORDS
from bot.commands.shown import isolated
from bot.commands.zones import zone_in
from bot.errors import UsageError
from bot.model import Role, Wish
from bot.rules.consent import fold
from bot.rules.quiet import CALM_MOST
from bot.texts import Text, _, n_, say_city, verbatim

ROLE = Role.READER
HELP = _("quiet hours, fewer alerts")

NIGHTS = ((22 * 60, 7 * 60), (23 * 60, 8 * 60))
"""The quiet hours that are offered."""

ZONES = ("Europe/Paris", "Asia/Jerusalem", "Europe/London", "America/New_York")
"""The time zones that are offered beside the newsroom's."""

MOST = 10
"""The most of alerts a day that is offered."""

LARGEST = 999
PAIR = 2

OFF: Mapping[str, Text] = {"off": _("off"), "on": _("on")}
PARTS: Mapping[str, Text] = {
    "breaking": _("breaking"),
    "calm": _("calm"),
    "most": _("most"),
    "zone": _("zone"),
}

_PARTS = said.by_words(PART_WORDS)
_SWITCHES = said.by_words(SWITCHES)
_A_DAY = said.phrases(A_DAY)

_WHOLE = re.compile(r"#(\d{1,4}) (\d{1,4}) ([01])([01]) (-|\d{1,3}) ?(\S{0,40})")

_HOW = _(
    "Write /quiet 22:00-07:00 for other hours, /quiet most 5 for a most of alerts a day, or /quiet zone "
    "and a city for another time zone."
)


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choices, or take one."""
    words = ask.args.strip()
    if not words:
        return (_card(ask, wishes.of(ask)),)
    if said.begun(words, PARTS, _PARTS) == ("zone", ""):
        return (_zones(ask),)
    before = wishes.of(ask)
    after = _whole(words, before) or _changed(before, words)
    wishes.keep(ask, after)
    return (_card(ask, after, undo=before),)


def _changed(wish: Wish, words: str) -> Wish:
    change = {"breaking": _breaking, "calm": _calm, "most": _most, "zone": _zone}
    named, rest = said.begun(words, PARTS, _PARTS)
    if named:
        return change[named](wish, rest)
    if said.named(words, OFF, _SWITCHES) == "off":
        return replace(wish, quiet_from=0, quiet_until=0)
    read = times.times_in(words)
    if read is None or len(read) != PAIR:
        raise UsageError(_HOW)
    return replace(wish, quiet_from=read[0], quiet_until=read[1])


def _breaking(wish: Wish, words: str) -> Wish:
    return replace(wish, breaking=_is_on(words))


def _calm(wish: Wish, words: str) -> Wish:
    return replace(wish, calm=_is_on(words))


def _most(wish: Wish, words: str) -> Wish:
    most, _space, rest = words.partition(" ")
    if most.isdecimal() and len(most) <= len(str(LARGEST)) and (not rest or fold(rest) in _A_DAY):
        return replace(wish, most=int(most))
    if said.named(words, OFF, _SWITCHES) == "off":
        return replace(wish, most=None)
    raise UsageError(_HOW)


def _zone(wish: Wish, words: str) -> Wish:
    found = zone_in(words)
    if found is None:
        raise UsageError(
            _("I do not know the time zone of {place}. Try a large city.", place=isolated(words))
        )
    return replace(wish, zone=found)


def _is_on(words: str) -> bool:
    wanted = said.named(words, OFF, _SWITCHES)
    if wanted is None:
        raise UsageError(_HOW)
    return wanted == "on"


# ---- undo ----------------------------------------------------------------------------------------


def _whole(words: str, before: Wish) -> Wish | None:
    """Read what `_written` wrote; the digest's part of the wish is /digest's."""
    found = _WHOLE.fullmatch(words)
    if found is None:
        return None
    start, end, breaking, calm, most, zone = found.groups()
    return replace(
        before,
        quiet_from=min(int(start), times.LAST),
        quiet_until=min(int(end), times.LAST),
        breaking=breaking == "1",
        calm=calm == "1",
        most=None if most == "-" else int(most),
        zone=(zone_in(zone) or "") if zone else "",
    )


def _written(wish: Wish) -> str:
    most = "-" if wish.most is None else wish.most
    flags = f"{wish.breaking:d}{wish.calm:d}"
    return f"{wishes.UNDO}{wish.quiet_from} {wish.quiet_until} {flags} {most} {wish.zone}".strip()


# ---- what is shown -------------------------------------------------------------------------------


def _card(ask: Ask, wish: Wish, undo: Wish | None = None) -> Reply:
    back = ((Choice(_("Undo"), f"quiet {_written(undo)}"),),) if undo is not None and undo != wish else ()
    rows = (_nights(wish, ask.who.language), *_toggles(ask, wish), *back)
    return Reply((*_state(ask, wish), _HOW), _("Quiet hours"), rows, replaces=ask.pressed)


def _state(ask: Ask, wish: Wish) -> tuple[Text, ...]:
    return (
        _hours(ask, wish),
        *((_("Breaking news comes all the same."),) if wish.breaking else (_("Breaking news waits, too."),)),
        *(
            (n_("At most {count} alert a day.", "At most {count} alerts a day.", wish.most),)
            if wish.most is not None
            else ()
        ),
        *(
            (_("After {count} alerts in an hour, the next ones come as one.", count=CALM_MOST),)
            if wish.calm
            else ()
        ),
        _("What was held back comes as one message afterwards."),
    )


def _hours(ask: Ask, wish: Wish) -> Text:
    city = _city(ask, wish)
    if wish.quiet_from == wish.quiet_until:
        return _("You have no quiet hours. Time zone: {city}.", city=city)
    language = ask.who.language
    hours = isolated(span(wish.quiet_from, wish.quiet_until, language))
    return _("Nothing comes {hours}. Time zone: {city}.", hours=hours, city=city)


def _city(ask: Ask, wish: Wish) -> str:
    return isolated(say_city(str(wishes.zone(ask, wish)), ask.who.language))


def span(start: int, end: int, language: str) -> str:
    """Show from when to when, in times of a language."""
    return f"{times.shown(start, language)} – {times.shown(end, language)}"  # noqa: RUF001 -- a dash between times


def _nights(wish: Wish, language: str) -> tuple[Choice, ...]:
    offered = [
        Choice(
            verbatim(span(*night, language)),
            f"quiet {times.plain(night[0])}-{times.plain(night[1])}",
        )
        for night in NIGHTS
        if night != (wish.quiet_from, wish.quiet_until)
    ]
    if wish.quiet_from != wish.quiet_until:
        offered.append(Choice(_("No quiet hours"), "quiet off"))
    return tuple(offered)


def _toggles(ask: Ask, wish: Wish) -> tuple[tuple[Choice, ...], ...]:
    breaking = _("Hold breaking news, too") if wish.breaking else _("Let breaking news through")
    calm = _("Calm off") if wish.calm else _("Calm: several as one")
    most = _("At most {count} a day", count=MOST) if wish.most is None else _("No daily most")
    return (
        (Choice(breaking, "quiet breaking off" if wish.breaking else "quiet breaking on"),),
        (
            Choice(calm, "quiet calm off" if wish.calm else "quiet calm on"),
            Choice(most, f"quiet most {MOST}" if wish.most is None else "quiet most off"),
        ),
        (Choice(_("Time zone: {city}", city=_city(ask, wish)), "quiet zone"),),
    )


def _zones(ask: Ask) -> Reply:
    names = dict.fromkeys((str(ask.newsroom.timezone), *ZONES))
    rows = tuple(
        (Choice(verbatim(say_city(name, ask.who.language)), f"quiet zone {name}"),)
        for name in names
        if zone_in(name)
    )
    words = _("Where are you? Choose, or write /quiet zone and the nearest large city.")
    return Reply((words,), _("Time zone"), rows, replaces=ask.pressed)
