"""What is known after a backup was restored, and what nobody can know from here, in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.ask import Ask
from bot.commands.shown import isolated, moment_of
from bot.errors import UsageError
from bot.model import Role
from bot.rules.summary.text import clean_text, head
from bot.store import recovery as recoveries
from bot.store.recovery import Findings, Missed, Recovery
from bot.texts import Text, _, n_, verbatim

SHOWN: Final = 8
LONGEST: Final = 100


def standing(ask: Ask) -> tuple[Text, ...]:
    """Tell an owner what is known of a restored backup, as long as nothing goes on; empty where none was.

    Raises:
        UsageError: one was, and whoever asks is no owner.

    """
    found = recoveries.standing(ask.tx)
    if found is None:
        return ()
    if not ask.who.role.may(Role.OWNER):
        raise UsageError(_("A backup was restored: an owner says when all goes on."))
    return (*told(found.findings, isolated(moment_of(ask, found.taken_at))), *_missed(ask, found))


def told(found: Findings, moment: str) -> Iterator[Text]:
    """Say what a backup that is as of a moment left open, what became of that, and what can't be known."""
    yield _(
        "A backup was restored, as of {moment}. Nothing leaves until an owner says /resume.", moment=moment
    )
    yield from _ended(found)
    if found.held:
        yield _(
            "At the desk, for a look: {alerts}. They may have been decided on since.",
            alerts=_numbers(found.held),
        )
    yield _(
        "What sources have published since is kept, and nobody is alerted of it: they may have been, "
        "already. /resume lists it; an editor can send one by hand."
    )
    yield _(
        "What can't be known from here: who has left, joined or was forgotten since, who was banned or got "
        "another role, and what was sent, corrected or recalled. Whoever wrote STOP since then has to be "
        "taken off again before anything leaves."
    )
    yield _("Look at who may do what: /staff. Invitations that were open are good no more.")


def _ended(found: Findings) -> Iterator[Text]:
    if count := found.counts.get("messages", 0):
        yield n_(
            "{count} message of an alert was on its way and is dropped: it may have arrived since.",
            "{count} messages of alerts were on their way and are dropped: they may have arrived since.",
            count,
        )
    if found.alerts:
        yield _("They were of {alerts}.", alerts=_numbers([id_ for id_, _count in found.alerts]))
    if found.corrections:
        yield _(
            "Corrections among them: {alerts}. Where readers lack one, send it by hand.",
            alerts=_numbers(found.corrections),
        )
    if count := found.counts.get("scheduled", 0):
        yield n_(
            "{count} scheduled alert waits for a look instead of leaving.",
            "{count} scheduled alerts wait for a look instead of leaving.",
            count,
        )


def _missed(ask: Ask, of: Recovery) -> Iterator[Text]:
    count, newest = recoveries.missed(ask.tx, of, SHOWN)
    if not count:
        yield _("No source has told of anything new yet.")
        return
    yield n_(
        "{count} entry came since of which nobody was alerted:",
        "{count} entries came since of which nobody was alerted; the newest:",
        count,
    )
    yield verbatim("\n".join(map(_line, newest)))


def _line(one: Missed) -> str:
    plain = clean_text(one.title)
    end = head(plain, LONGEST)
    title = plain if end >= len(plain) else f"{plain[:end].rstrip()}…"
    return f"• {isolated(title)} {one.link}".rstrip()


def _numbers(ids: Sequence[int]) -> str:
    shown = ", ".join(f"#{id_}" for id_ in ids[:SHOWN])
    return isolated(shown if len(ids) <= SHOWN else f"{shown} …")


def on_the_terminal(moment: datetime) -> str:
    """Say a moment to whoever sits at the machine."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
