"""/audit: what staff did, the newest first."""

import re
from collections.abc import Mapping, Sequence

from bot.ask import Ask, Choice, Reply
from bot.chain import SHOWN
from bot.commands.shown import dated, isolated, plain
from bot.errors import UsageError
from bot.model import Role
from bot.store import audit as store
from bot.store import subscriber as subscribers
from bot.store.audit import AuditRow
from bot.texts import Text, _, say, verbatim

ROLE = Role.ADMIN
HELP = _("what staff did, by number of a person (17) or of an alert (#12)")

SIZE = 8
LONGEST = 80

_ASKED = re.compile(r"(?:(?P<who>\d{1,12})|#(?P<alert>\d{1,12}))?\s*(?:<(?P<before>\d{1,12}))?")

ACTS: Mapping[str, Text] = {
    "write": _("wrote {about}"),
    "send": _("sent {about}"),
    "breaking": _("sent {about} as breaking"),
    "cancel": _("cancelled {about}"),
    "recall": _("recalled {about}"),
    "correct": _("corrected {about}"),
    "withdraw": _("withdrew {about}"),
    "leave": _("left {about} as it is"),
    "split": _("split the story of {about}"),
    "merge": _("merged the story of {about} with another"),
    "pause": _("paused {about}"),
    "resume": _("resumed {about}"),
    "test": _("looked at what would be sent of {about}"),
    "rank": _("changed the priority of {about}"),
    "move": _("followed {about} to its new site"),
    "add": _("added {about}"),
    "change": _("changed the topics of {about}"),
    "answer": _("answered {about}"),
    "close": _("said that {about} needs no answer"),
    "remove": _("removed {about}"),
    "grant": _("changed the role of {about}"),
    "segment": _("saved {about}"),
    "unsegment": _("deleted {about}"),
    "ban": _("banned {about}"),
    "unban": _("lifted the ban of {about}"),
    "invite": _("made {about}"),
    "uninvite": _("took {about} back"),
    "enlist": _("became staff as {about}"),
    "look": _("had a look at {about}"),
    "state": _("stated the consents of {about}, and began it"),
    "stop": _("stopped {about}"),
    "import": _("took in {about}"),
    "ask": _("asked for {about}"),
    "restore": _("restored a backup"),
    "export": _("had {about} written"),
}
"""What each act is called; one without a line here is shown by its own name."""

_ABOUT: Mapping[str, Text] = {
    "alert": _("alert #{id}"),
    "source": _("source #{id}"),
    "question": _("question #{id}"),
    "subscriber": _("subscriber #{id}"),
    "segment": _("segment #{id}"),
    "invite": _("invitation #{id}"),
    "import": _("import #{id}"),
    "export": _("export #{id}"),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Show a page of acts: all, those of a person, those about an alert."""
    asked = _ASKED.fullmatch(ask.args.strip())
    if asked is None:
        raise UsageError(
            _("Write /audit alone, /audit 17 for what one person did, or /audit #12 for alert 12.")
        )
    who, alert, before = (asked[name] for name in ("who", "alert", "before"))
    rows = store.page(
        ask.tx,
        SIZE + 1,
        before=int(before) if before else None,
        who=int(who) if who else None,
        about=f"alert {alert}" if alert else "",
    )
    if not rows:
        return (Reply((_("Nothing is written down.") if not before else _("That was the first."),)),)
    shown = verbatim("\n".join(say(_line(ask, row), ask.who.language) for row in rows[:SIZE]))
    head = store.head(ask.tx)
    end = _("{count} acts, the last one {hash}", count=head.count, hash=isolated(head.hash[:SHOWN]))
    what = f"{who or ''}{'#' + alert if alert else ''}"
    older = f"audit {what} <{rows[:SIZE][-1].number}".replace("  ", " ")
    choices = ((Choice(_("Older"), older),),) if len(rows) > SIZE else ()
    return (Reply((shown, end), _("What staff did"), choices, replaces=ask.pressed),)


def _line(ask: Ask, row: AuditRow) -> Text:
    person = subscribers.find(ask.tx, row.who)
    named = isolated(person.name if person and person.name else f"#{row.who}")
    return _(
        "{when} {name}: {what}",
        when=dated(ask, row.at),
        name=_("whoever runs the machine") if row.who == store.OPERATOR else named,
        what=_what(row),
    )


def _what(row: AuditRow) -> Text:
    kind, _space, number = row.act.about.partition(" ")
    about = _ABOUT.get(kind)
    named: Text | str = Text(about.singular, {"id": number}) if about else row.act.about
    pattern = ACTS.get(row.act.what)
    if pattern is None:
        return verbatim(plain(f"{row.act.what} {row.act.about}", LONGEST))
    return Text(pattern.singular, {"about": named})
