"""/segment: selections of readers that are saved under a name, for alerts that are not for all."""

import re
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, language
from bot.commands import draft as drafts
from bot.commands.shown import isolated, topic_names
from bot.errors import UsageError
from bot.model import Role, Selection
from bot.rules import segment as rules
from bot.rules.breaker import channel_name
from bot.store import segment as segments
from bot.store import sender as senders
from bot.store.segment import SegmentRow
from bot.texts import Text, _, language_name, n_, say, say_day, say_row, verbatim

ROLE = Role.EDITOR
HELP = _("save whom an alert is for: by topic, language, channel, and since when they read us")

MOST: Final = 9
"""On a page: with the button to the next one as many as a list on WhatsApp has."""

_BY_NUMBER: Final = re.compile(r"#(\d{1,12})(?: (delete|yes))?")
_BEHIND: Final = re.compile(r">(\S{1,24})")
_LIST: Final = ((Choice(_("Segments"), "segment"),),)


def run(ask: Ask) -> Sequence[Reply]:
    """List what is saved, show one with its count, save one, or delete it."""
    words = ask.args.strip()
    behind = _BEHIND.fullmatch(words)
    if not words or behind:
        return (_all(ask, behind[1] if behind else ""),)
    numbered = _BY_NUMBER.fullmatch(words)
    if numbered:
        return (_of_button(ask, int(numbered[1]), numbered[2] or ""),)
    first, _space, rest = words.partition(" ")
    name = rules.name_of(first)
    if name is None or "=" in first:
        raise UsageError(rules.HOW)
    if not rest.strip():
        return (_one(ask, named(ask, name)),)
    if rest.strip().lower() == "delete":
        return (_question(named(ask, name)),)
    return (_saved(ask, name, rules.read(rest, _known(ask))),)


def named(ask: Ask, name: str) -> SegmentRow:
    """Find the segment of a name; raises UsageError."""
    row = segments.find(ask.tx, name)
    if row is None:
        raise UsageError(_("There is no segment {name}. /segment lists them.", name=isolated(f"@{name}")))
    return row


def draft_of(ask: Ask) -> tuple[drafts.Draft, SegmentRow | None]:
    """Read an alert that may begin with "@" and a segment; without a topic it is on those of the segment."""
    part = rules.addressed(ask.args)
    if part is None:
        return drafts.read(ask.args, ask.newsroom), None
    name, rest = part
    row = named(ask, name)
    draft = drafts.read(rest, ask.newsroom)
    own = tuple(topic for topic in ask.newsroom.topics if topic.id in row.picks.topics)
    if own and draft.topics == ask.newsroom.topics:
        draft = drafts.Draft(own, draft.headline, draft.lines, draft.link)
    return draft, row


def only(ask: Ask, row: SegmentRow | None) -> tuple[Text, ...]:
    """Say whom an alert is for, where that is not all."""
    if row is None:
        return ()
    return (_("Only to {name}: {picks}.", name=isolated(f"@{row.name}"), picks=said(ask, row.picks)),)


def said(ask: Ask, picks: Selection) -> str:
    """Say whom a selection means."""
    tongue = ask.who.language
    parts = []
    if picks.topics:
        names = topic_names(ask, [one for one in ask.newsroom.topics if one.id in picks.topics])
        parts.append(_("topics {topics}", topics=names or ", ".join(picks.topics)))
    if picks.languages:
        names = say_row((language_name(one, tongue) for one in picks.languages), tongue)
        parts.append(_("language {languages}", languages=names))
    if picks.channels:
        names = say_row((isolated(channel_name(one)) for one in picks.channels), tongue)
        parts.append(_("channel {channels}", channels=names))
    if picks.since:
        day = say_day(picks.since, tongue, ask.newsroom.timezone)
        parts.append(_("since {day}", day=isolated(day)))
    return say_row((say(part, tongue) for part in parts), tongue, ";")


# ---- what is answered ----------------------------------------------------------------------------


def _all(ask: Ask, behind: str) -> Reply:
    """List a page of segments by name, those behind one."""
    found = segments.listed(ask.tx, MOST + 1, behind)
    rows = found[:MOST]
    if not rows:
        return Reply((_("No segment is saved."), rules.HOW), _("Segments"), replaces=ask.pressed)
    lines = [f"{isolated('@' + row.name)}: {said(ask, row.picks)}" for row in rows]
    choices = tuple((Choice(verbatim(f"@{row.name}"), f"segment #{row.id}"),) for row in rows)
    if len(found) > MOST:
        choices = (*choices, (Choice(verbatim("»"), f"segment >{rows[-1].name}"),))
    return Reply((verbatim("\n".join(lines)),), _("Segments"), choices, replaces=ask.pressed)


def _one(ask: Ask, row: SegmentRow, *before: Text) -> Reply:
    topics = row.picks.topics or tuple(topic.id for topic in ask.newsroom.topics)
    count = n_(
        "{count} reader is in it now.",
        "{count} readers are in it now.",
        segments.count(ask.tx, topics, row.picks),
    )
    how = _(
        "To write to them alone: {command} and the alert. Only those get it who chose its topic.",
        command=f"\u2068/alert @{row.name}\u2069",
    )
    choices = ((Choice(_("Delete"), f"segment #{row.id} delete"), *_LIST[0]),)
    title = verbatim(isolated(f"@{row.name}"))
    return Reply((*before, verbatim(said(ask, row.picks)), count, how), title, choices, replaces=ask.pressed)


def _saved(ask: Ask, name: str, picks: Selection) -> Reply:
    before = segments.save(ask.tx, name, picks, ask.who.id, ask.now)
    row = named(ask, name)
    was = segments.plain(before.picks) if before else {}
    acts.done(ask, "segment", f"segment {row.id}", was, segments.plain(picks) | {"name": name})
    if before is None:
        return _one(ask, row, _("Saved."))
    return _one(ask, row, _("Changed; it was: {picks}.", picks=said(ask, before.picks)))


def _of_button(ask: Ask, id_: int, word: str) -> Reply:
    row = segments.by_id(ask.tx, id_)
    if row is None:
        raise UsageError(_("This segment is gone. /segment lists those that there are."))
    if word == "delete":
        return _question(row)
    if word != "yes":
        return _one(ask, row)
    segments.drop(ask.tx, row.id)
    acts.done(ask, "unsegment", f"segment {row.id}", segments.plain(row.picks) | {"name": row.name})
    words = _("Deleted: {name}. Alerts that were written for it keep to it.", name=isolated(f"@{row.name}"))
    return Reply((words,), choices=_LIST, replaces=ask.pressed)


def _question(row: SegmentRow) -> Reply:
    choices = ((Choice(_("Delete"), f"segment #{row.id} yes"), Choice(_("Cancel"), "segment")),)
    return Reply((_("Delete the segment {name}?", name=isolated(f"@{row.name}")),), choices=choices)


def _known(ask: Ask) -> rules.Known:
    channels = tuple(sorted({row.channel for row in senders.listed(ask.tx)}))
    return rules.Known(ask.newsroom.topics, channels, language.named, ask.newsroom.timezone)
