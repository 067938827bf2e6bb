"""Why a message has not left, or never will, in the words of whoever asks."""

from collections.abc import Mapping
from typing import Final

from bot.commands.shown import isolated
from bot.outcome import RESTORED
from bot.rules.quiet import Why
from bot.rules.window import Reason
from bot.texts import Text, _, say, say_row

MOST = 4
"""Reasons that are named; an alert meets few, and the rest are rare."""

RESTORING: Final = _("a backup was restored: it may have been sent after that was taken")

REASONS: Mapping[Reason | Why, Text] = {
    Why.NIGHT: _("the reader's quiet hours"),
    Why.ENOUGH: _("the reader has had as many today as they want"),
    Why.CALM: _("several in an hour are told as one"),
    Reason.OPEN: _("the reader wrote within 24 hours"),
    Reason.SHUT: _("the reader has not written for 24 hours"),
    Reason.GONE: _("the reader gets no alerts from us"),
    Reason.NO_CONSENT: _("no consent of the reader is on record"),
    Reason.LATE_REPLY: _("the reader's 24 hours are over, and a reply has no template"),
    Reason.US_MARKETING: _("WhatsApp carries no marketing to US numbers"),
    Reason.NO_TEMPLATE: _("no approved template can carry it"),
    Reason.CAPPED: _("WhatsApp lets the reader have no more marketing for now"),
    Reason.QUALITY: _("the number's quality rating is low"),
    Reason.QUOTA: _("the number may open no more conversations for now"),
}


def listed(counts: Mapping[str, int], language: str) -> str:
    """Name what has kept how many messages back, the most frequent first."""
    often = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    return say_row((f"{word(reason, language)}: {count}" for reason, count in often), language, ";")


def word(reason: str, language: str) -> str:
    """Say the reason in a row; one that is no word of ours as it stands there."""
    known = {one.value: words for one, words in REASONS.items()} | {RESTORED: RESTORING}
    return say(known[reason], language) if reason in known else isolated(reason)
