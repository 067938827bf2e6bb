"""The doctor: looks at an installation from all sides, and says of each fault what to do about it.

Nothing is sent, and nothing changed. A check is a function of the case that gives findings; a new one is
a function in the file of its family, or a file of its own, and a line in `CHECKS`.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.app.doctor import (
    database,
    disk,
    email,
    extras,
    feeds,
    model,
    newsroom,
    owner,
    rehearsal,
    settings,
    skew,
    telegram,
    templates,
    web,
    whatsapp,
)
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, Grade, fault

Check = Callable[[Case], Sequence[Finding] | Awaitable[Sequence[Finding]]]

SECONDS = 60.0
"""How long a check may take in all; each of its questions has less."""

CHECKS: Mapping[str, Check] = {
    "mode": rehearsal.check,
    "settings": settings.check,
    "secrets": settings.check_secrecy,
    "newsroom": newsroom.check,
    "owner": owner.check,
    "telegram": telegram.check,
    "whatsapp": whatsapp.check,
    "templates": templates.check,
    "e-mail": email.check,
    "port": web.check_port,
    "public address": web.check_public,
    "database": database.check,
    "disk": disk.check,
    "clock": skew.check,
    "feeds": feeds.check,
    "model": model.check,
    "extras": extras.check,
}
"""What is looked at, in the order in which it is told."""


async def examine(
    case: Case, checks: Mapping[str, Check] = CHECKS, seconds: float = SECONDS
) -> list[Finding]:
    """Run the checks side by side; one that takes too long or breaks is a finding, too."""
    found = await asyncio.gather(*(_told(name, check, case, seconds) for name, check in checks.items()))
    return [one for some in found for one in some]


async def _told(name: str, check: Check, case: Case, seconds: float) -> list[Finding]:
    try:
        async with asyncio.timeout(seconds):
            found = check(case)
            told = await found if inspect.isawaitable(found) else found
    except TimeoutError:
        told = [fault(f"this took longer than {seconds:g} s", "see whether the network works, and ask again")]
    except Exception as error:  # noqa: BLE001 -- a check that breaks must not hide what the others found
        told = [fault(f"this check broke ({type(error).__name__})", "report it to Tocsin's makers")]
    return [replace(one, about=name) for one in told]


__all__ = ["CHECKS", "Case", "Check", "Finding", "Grade", "examine"]
