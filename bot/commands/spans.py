"""/spans: where the words of an alert stand in its article."""

from collections.abc import Iterator, Sequence

from bot.ask import Ask, Reply
from bot.commands.numbers import alert_of, asked
from bot.commands.shown import plain
from bot.errors import UsageError
from bot.model import Role, Span
from bot.store import alert as alerts
from bot.store.alert import AlertRow
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("where an alert's words stand in its article, by its number")

LONGEST = 300  # characters of a text and of what stands around it

_PARTS = {"title": _("title"), "standfirst": _("standfirst"), "body": _("text")}


def run(ask: Ask) -> Sequence[Reply]:
    """Show each text of an alert between the words that stand around it in the article."""
    id_ = asked(ask)
    if id_ is None:
        raise UsageError(_("Write /spans and the number of the alert, such as /spans 12."))
    row = alert_of(ask, id_)
    found = alerts.spans_of(ask.tx, row.id)
    if not found:
        why = (
            _("A machine has worded this alert: its words are not the article's.")
            if row.by_machine
            else _("A person has written this alert: its words come from no article.")
        )
        return (Reply((why,)),)
    return (Reply(tuple(_shown(row, found)), _("Alert #{id}", id=row.id)),)


def _shown(row: AlertRow, found: Sequence[Span]) -> Iterator[Text]:
    for text, span in zip((row.headline, *row.lines), found, strict=False):
        before, after = plain(span.before, LONGEST), plain(span.after, LONGEST)
        told = " ".join(
            filter(None, (before and f"…{before}", f"[{plain(text, LONGEST)}]", after and f"{after}…"))
        )
        yield _("{part}: {words}", part=_PARTS.get(span.part, _PARTS["body"]), words=f"\u2068{told}\u2069")
