"""How an alert fared, in words: who has it, how soon, and whether that met the target."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.commands.durations import exactly
from bot.model import DeliveryState
from bot.rules.pace import TARGET, TARGET_SHARE, Verdict, verdict
from bot.store.figures import SHARES, Figures
from bot.texts import Text, _, counted, n_, say, say_number, say_row

_MINUTE = timedelta(minutes=1)

STATES: dict[DeliveryState, Text] = {
    DeliveryState.QUEUED: _("waiting"),
    DeliveryState.SENDING: _("being sent"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.DELIVERED: _("delivered"),
    DeliveryState.READ: _("read"),
    DeliveryState.UNKNOWN: _("in doubt"),
    DeliveryState.FAILED: _("failed"),
    DeliveryState.EXPIRED: _("expired"),
    DeliveryState.RECALLED: _("recalled"),
    DeliveryState.FOLDED: _("told in a digest"),
    DeliveryState.DROPPED: _("dropped, reader left"),
}


def states(counts: Mapping[DeliveryState, int], language: str) -> str:
    """List how many deliveries are in each state, in the order of a delivery's life."""
    known = ((words, counts.get(state)) for state, words in STATES.items())
    return say_row(
        (f"{say(words, language)} {say_number(count, language)}" for words, count in known if count), language
    )


def had(figures: Figures) -> Text:
    """Say how many of the readers have it."""
    return n_(
        "{accepted} of {count} reader has it",
        "{accepted} of {count} readers have it",
        figures.readers,
        accepted=counted(figures.accepted),
    )


def timed(figures: Figures, now: datetime) -> tuple[Text, ...]:
    """Say of each share of the readers how soon they had it."""
    return tuple(
        held_to(figures, now) if share == TARGET_SHARE else _soon(figures, share) for share in SHARES
    )


def held_to(figures: Figures, now: datetime) -> Text:
    """Say how soon the target's share of the readers had it, and whether that met the target."""
    soon = _soon(figures, TARGET_SHARE)
    match verdict(figures.after(TARGET_SHARE), now - figures.released_at):
        case Verdict.MET:
            return _("{soon}: target met", soon=soon)
        case Verdict.MISSED:
            return _("{soon}: target of {minutes} min missed", soon=soon, minutes=TARGET // _MINUTE)
        case Verdict.OPEN:
            return soon


def _soon(figures: Figures, share: int) -> Text:
    after = figures.after(share)
    if after is not None:
        return _("{share} % of the readers had it within {time}", share=share, time=exactly(after))
    if figures.open:
        return _("It has not reached {share} % of the readers yet", share=share)
    return _("It did not reach {share} % of the readers", share=share)
