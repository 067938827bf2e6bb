"""What makes an entry new, old or changed: its dates and its words."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

from bot.model import Entry

BACKFILL: Final = timedelta(hours=24)
CLOCK_SLACK: Final = timedelta(minutes=10)  # how wrong a publisher's clock may be

_TAG = re.compile(r"<[^<>]*>")


def is_backfill(published: datetime | None, last_look: datetime | None) -> bool:
    """Say whether an entry that is new to us is old news, to be stored without an alert.

    It is where nothing was looked at before (`last_look`: the last one that went well), and where its
    date lies more than a day before that look: then it was there, or came in by an old door.
    """
    if last_look is None:
        return True
    return published is not None and published < last_look - BACKFILL


def moment_of(published: datetime | None, now: datetime) -> datetime:
    """Say when an entry counts as published: now, where it is undated or dated in the future."""
    if published is None or published > now + CLOCK_SLACK:
        return now
    return published


def fingerprint(entry: Entry) -> str:
    """Sum up the words of an entry: equal for two that differ in date, link, markup or spaces only."""
    words = (" ".join(_TAG.sub(" ", text).split()) for text in (entry.title, entry.standfirst, entry.body))
    return hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=16).hexdigest()
