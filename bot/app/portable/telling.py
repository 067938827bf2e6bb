"""What an import says at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.app.portable.arriving import Arrived
from bot.store.arrival import Fate

_SAID: Final = {
    Fate.ADDED: "added",
    Fate.WOKEN: "get alerts from now on, who had only been met",
    Fate.INVITED: "invited",
    Fate.MET: "added as people who have asked for nothing yet",
    Fate.GONE_BEFORE: "added as people who have left",
    Fate.ENDED: "have left since they were taken in",
    Fate.HERE: "there already",
}


INVITED: Final = (
    "Invited: they are written to once they have begun with the account that runs here. Where people on "
    "Telegram began with this very bot, say so with --same-bot."
)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and a line about each thing that is wrong."""

    lines: tuple[str, ...]
    troubles: tuple[str, ...] = ()


def told(arrived: Arrived, *, dry_run: bool) -> Done:
    """Sum an import up."""
    counted = [f"{arrived.fates[fate]} {words}" for fate, words in _SAID.items() if arrived.fates[fate]]
    wrong = arrived.faults.total()
    parts = [*counted, *([f"{wrong} left out"] if wrong else [])]
    head = "would be: " if dry_run else ""
    lines = [f"{head}{arrived.lines} lines: {', '.join(parts) or 'nobody'}"]
    if arrived.subscriptions:
        lines.append(f"{arrived.subscriptions} subscriptions to topics")
    lines += _about(arrived)
    return Done(tuple(lines), (*arrived.told, *_more(arrived, wrong)))


def _about(arrived: Arrived) -> Sequence[str]:
    if not arrived.fates[Fate.INVITED]:
        return ()
    return (INVITED,)


def _more(arrived: Arrived, wrong: int) -> Sequence[str]:
    left = wrong - len(arrived.told)
    if left <= 0:
        return ()
    by_reason = ", ".join(f"{count} {fault}" for fault, count in arrived.faults.most_common())
    return (f"and {left} more; in all {by_reason}",)
