"""What staff do is written down, in the transaction in which they do it."""

from collections.abc import Mapping
from typing import Any

from bot.ask import Ask
from bot.store import audit
from bot.store.audit import Act


def alert(id_: int) -> str:
    """Name an alert as what an act is about."""
    return f"alert {id_}"


def source(id_: int) -> str:
    """Name a source."""
    return f"source {id_}"


def subscriber(id_: int) -> str:
    """Name a subscriber, by nothing but their number."""
    return f"subscriber {id_}"


def done(
    ask: Ask,
    what: str,
    about: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down what the person who asks did, and how it stood before and after; never an address."""
    audit.note(ask.tx, ask.phone, Act(what, about, before or {}, after or {}), ask.now)
