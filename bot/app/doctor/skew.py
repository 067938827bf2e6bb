"""Time: is this machine's clock that of the services?"""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.app.doctor.asking import ask
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well

LITTLE = 10.0
MUCH = 120.0
"""Seconds: a Date tells whole ones, and an answer takes some."""

NTP = "set it by NTP: timedatectl set-ntp true"


async def check(case: Case) -> list[Finding]:
    """Compare the clock with the dates of the services' answers."""
    settings = case.settings
    asked = [settings.telegram_api_url] if settings.telegram_wanted else []
    asked += [settings.twilio_api_url] if settings.whatsapp_wanted else []
    skews = await asyncio.gather(*(_skew(case, url) for url in asked))
    known = [(abs(skew), skew, url) for skew, url in zip(skews, asked, strict=True) if skew is not None]
    if not known:
        return [well("there was no service whose clock to compare with")]
    _size, skew, url = max(known)
    host = urlsplit(url).hostname
    what = f"this machine's clock is {abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} that of {host}"
    if abs(skew) > MUCH:
        return [fault(f"{what}: quiet hours and schedules would be wrong", NTP)]
    return [warning(what, NTP)] if abs(skew) > LITTLE else [well("the clock is that of the services")]


async def _skew(case: Case, url: str) -> float | None:
    """Give by how many seconds a service is ahead of us; None where it does not say."""
    parts = urlsplit(url)
    answer = await ask(f"{parts.scheme}://{parts.netloc}/", case.patience)
    try:
        told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    theirs: datetime = told if told.tzinfo else told.replace(tzinfo=UTC)
    return (theirs - case.clock()).total_seconds()
