"""/correct: give an alert that was sent other words, for everybody who got it."""

import re
from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import acts, past
from bot.commands import draft as drafts
from bot.commands.numbers import alert_id, alert_of
from bot.commands.withdraw import decided, too_late
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Article, EntryId, RevisionKind, Role, Summary
from bot.rules.summary import summarise
from bot.store import revision as revisions
from bot.store import suspicion as suspicions
from bot.store import version as versions
from bot.store.alert import AlertRow
from bot.store.suspicion import State
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("give an alert that was sent other words, by its number")

_NUMBERED = re.compile(r"#?\s*(\d{1,12})(?!\d)\s*(.*)", re.DOTALL)


def run(ask: Ask) -> Sequence[Reply]:
    """Correct at once: by the words that were written, or else by those that the source has now."""
    id_, written = _asked(ask)
    if id_ is None:
        raise UsageError(
            _(
                "Write /correct and the number of the alert, below it the right headline, and below that at "
                "most two lines."
            )
        )
    row = alert_of(ask, id_)
    if row.state is not AlertState.RELEASED:
        raise UsageError(_("This alert is not out: there is nothing to correct."))
    past.refuse(ask, row.id)
    words = drafts.words(written) if written.strip() else None
    return _by_hand(ask, row, words) if words else _by_source(ask, row)


def _asked(ask: Ask) -> tuple[AlertId | None, str]:
    """Read which alert is meant, and the words; in a reply a headline may begin with a number."""
    args = ask.args.strip()
    if ask.replied is None:
        asked = _NUMBERED.fullmatch(args)
        return (AlertId(int(asked[1])), asked[2]) if asked else (None, "")
    first, _line, rest = args.partition("\n")
    id_ = alert_id(first)
    return (ask.replied, args) if id_ is None else (id_, rest)


def _by_hand(ask: Ask, row: AlertRow, words: tuple[str, tuple[str, ...]]) -> Sequence[Reply]:
    headline, lines = words
    new = revisions.NewRevision(
        RevisionKind.MATERIAL, Summary(headline, lines, row.language), written_by=ask.who.id
    )
    return _corrected(ask, row, new)


def _by_source(ask: Ask, row: AlertRow) -> Sequence[Reply]:
    """Take the source's own new words, where it has some; else say how words are written."""
    held = suspicions.held(ask.tx, row.id)
    if held is None and ask.pressed:
        raise UsageError(too_late(ask, row))
    found = _of_source(ask, held.entry_id) if held and held.entry_id else None
    if found is None or (found.headline, found.lines) == (row.headline, row.lines):
        return (Reply(_how(row)),)
    new = revisions.NewRevision(RevisionKind.MATERIAL, found, entry_id=held.entry_id if held else None)
    return _corrected(ask, row, new)


def _of_source(ask: Ask, id_: EntryId) -> Summary | None:
    version = versions.find(ask.tx, id_)
    if version is None:
        return None
    one = version.entry
    language = one.language or ask.newsroom.languages[0]
    return summarise(Article(one.title, one.body, one.standfirst, language, one.link))


def _corrected(ask: Ask, row: AlertRow, new: revisions.NewRevision) -> Sequence[Reply]:
    if not revisions.revise(ask.tx, row, new, ask.now):
        raise UsageError(_("This alert is not out: there is nothing to correct."))
    before = {"headline": row.headline, "lines": list(row.lines)}
    after = {"headline": new.summary.headline, "lines": list(new.summary.lines)}
    acts.done(ask, "correct", acts.alert(row.id), before, after)
    told = decided(ask, row, State.CORRECTED)
    words = (
        _("Alert #{id} is corrected: {headline}", id=row.id, headline=new.summary.headline),
        _("On Telegram it is changed in place; on WhatsApp those who got it are sent the correction."),
    )
    return (Reply(words, replaces=ask.pressed), *told)


def _how(row: AlertRow) -> tuple[Text, ...]:
    return (
        _("Write the right words, each on a line of its own:"),
        _("{command}\nThe right headline\nA line below it", command=f"\u2068/correct {row.id}\u2069"),
    )
