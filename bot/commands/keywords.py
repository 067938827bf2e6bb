"""/keywords: choose among the alerts of one's topics by the words that they say."""

import re
from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import pages
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import Role
from bot.rules import keyword as rules
from bot.store import keyword as store
from bot.texts import Text, _, n_, say, verbatim

ROLE = Role.READER
HELP = _("only alerts that say certain words, or none that do")

UNDO = "#undo"
CLEAR = "#all"

_NUMBERED = re.compile(r"#\s?(\d{1,9})")


def run(ask: Ask) -> Sequence[Reply]:
    """Show a page of the keywords, add some, or take one away."""
    args = ask.args.strip()
    number = _NUMBERED.fullmatch(args)
    page, words = pages.split(args)
    if number:
        return (_remove(ask, int(number[1])),)
    if args == UNDO:
        return (_undo(ask),)
    if args == CLEAR:
        return (_clear(ask),)
    if words:
        return (_add(ask, words),)
    return (_card(ask, page=page),)


def _add(ask: Ask, words: str) -> Reply:
    read = rules.read(words)
    new = [store.NewKeyword(one.written, rules.keys_for(one.words), one.excludes) for one in read]
    standing = store.of(ask.tx, ask.who.id)
    known = {(row.keys, row.excludes) for row in standing}
    fresh = [one for one in new if (one.keys, one.excludes) not in known]
    if len(standing) + len(fresh) > rules.MOST:
        raise UsageError(_("You can have {most} keywords at most.", most=rules.MOST))
    added = store.add(ask.tx, ask.who.id, fresh)
    if not added:
        return _card(ask, _("You have these already."), page=_LAST)
    return _card(
        ask,
        n_("{count} keyword added.", "{count} keywords added.", added),
        page=_LAST,
        undo=True,
    )


def _remove(ask: Ask, number: int) -> Reply:
    gone = store.remove(ask.tx, ask.who.id, number)
    if gone is None:
        return _card(ask, _("You have no keyword #{id}.", id=number))
    return _card(ask, _("Removed: {keyword}", keyword=isolated(gone.written)), undo=True)


def _clear(ask: Ask) -> Reply:
    count = store.clear(ask.tx, ask.who.id)
    if not count:
        return _card(ask)
    return _card(ask, n_("{count} keyword removed.", "{count} keywords removed.", count), undo=True)


def _undo(ask: Ask) -> Reply:
    if not store.undo(ask.tx, ask.who.id):
        return _card(ask, _("There is nothing to undo."))
    return _card(ask, _("Undone."), undo=True)


# ---- what is shown -------------------------------------------------------------------------------

_LAST = 1 << 20

_HOW = _(
    "Write /keywords and what you want: words, phrases between quotes, and a minus before what you never "
    "want. For example: {example}",
    example='/keywords drone, "Beit Shemesh", -football',
)


def _card(ask: Ask, *before: Text, page: int = 0, undo: bool = False) -> Reply:
    """Show a page of the keywords, and what they do; each has a button that takes it away."""
    rows = store.of(ask.tx, ask.who.id)
    page = min(page, pages.last(len(rows)))
    shown = rows[page * pages.SIZE : (page + 1) * pages.SIZE]
    listed = (verbatim("\n".join(say(_line(row), ask.who.language) for row in shown)),) if shown else ()
    taking = tuple((Choice(_button(row), f"keywords #{row.position}"),) for row in shown)
    back = ((Choice(_("Undo"), f"keywords {UNDO}"),),) if undo else ()
    every = ((Choice(_("Remove all"), f"keywords {CLEAR}"),),) if len(rows) > 1 else ()
    turning = pages.choices("keywords", "", page, len(rows))
    return Reply(
        (*before, *listed, *_meaning(rows), _HOW),
        _("Your keywords"),
        (*taking, *turning, *back, *every),
        replaces=ask.pressed,
    )


def _meaning(rows: Sequence[store.KeywordRow]) -> tuple[Text, ...]:
    if not rows:
        return (_("You have no keywords: all alerts on your topics come."),)
    awaits = _("Of your topics come only alerts that say one of these words. Breaking news comes anyway.")
    excludes = _("What is marked “never” keeps an alert away, breaking news too.")
    return (
        *((awaits,) if any(not row.excludes for row in rows) else ()),
        *((excludes,) if any(row.excludes for row in rows) else ()),
    )


def _line(row: store.KeywordRow) -> Text:
    if row.excludes:
        return _("#{id} never: {keyword}", id=row.position, keyword=isolated(row.written))
    return _("#{id} {keyword}", id=row.position, keyword=isolated(row.written))


def _button(row: store.KeywordRow) -> Text:
    return verbatim(f"✕ {row.written}")
