"""WhatsApp's customer service window: when free text may be sent.

Source of the rule: twilio.com/docs/whatsapp/key-concepts and /docs/api/errors/63016. Only a person's
own words open the window; what we send never extends it.
"""

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=5)
"""Taken off the window: clocks differ, and a text may wait in the service's queue before it counts."""


def shuts_at(last_heard_at: datetime) -> datetime:
    """Say until when a person who last wrote at `last_heard_at` may be sent free text."""
    return last_heard_at + WINDOW - MARGIN


def window_open(last_heard_at: datetime | None, now: datetime) -> bool:
    """Say whether a person who last wrote at `last_heard_at` (None: never) may be sent free text now."""
    return last_heard_at is not None and now - last_heard_at < WINDOW - MARGIN
