"""Templates: has WhatsApp approved those of each kind in each of the newsroom's languages?"""

import re

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.channels.whatsapp_opening import open_whatsapp
from bot.channels.whatsapp_templates import APPROVED, KINDS, UNSUBMITTED, Template
from bot.errors import ChannelError
from bot.rules.window import name_of

SUBMIT = "python -m bot templates --submit"
CONTENT = re.compile(r"HX[0-9a-f]{32}")
ON_THE_WAY = frozenset({"received", "pending", "in_appeal"})


async def check(case: Case) -> list[Finding]:
    """Look at the templates; without them alerts wait once a reader's 24 hours are over."""
    if not case.settings.whatsapp_wanted or case.newsroom is None:
        return []
    channel = open_whatsapp(case.settings, case.newsroom, {})
    if channel is None:
        return []
    try:
        known = {one.name: one for one in await channel.list_templates()}
    except ChannelError:
        return []  # the check of the account says what is wrong
    finally:
        await channel.close()
    given = case.settings.templates
    wrong = [_misnamed(name, sid) for name, sid in given.items()]
    found = [one for one in wrong if one]
    for language in case.newsroom.languages:
        found += _of_language(
            language, {name: one for name, one in known.items() if name not in given}, given
        )
    languages = ", ".join(case.newsroom.languages)
    return found or [well(f"all {len(KINDS)} kinds are approved in {languages}")]


def _misnamed(name: str, sid: str) -> Finding | None:
    if CONTENT.fullmatch(sid):
        return None
    what = f"TOCSIN_WHATSAPP_TEMPLATES gives {name} what is no content SID: HX and 32 digits or letters"
    return fault(what, f"write TOCSIN_WHATSAPP_TEMPLATES={name}=HX…, or leave it out: it is looked up")


def _of_language(language: str, known: dict[str, Template], given: object) -> list[Finding]:
    by_state: dict[str, list[str]] = {}
    for kind in KINDS:
        name = name_of(kind, language)
        if isinstance(given, dict) and name in given:
            continue
        template = known.get(name)
        state = template.status if template else "missing"
        if state != APPROVED:
            reason = f" ({template.reason})" if template and template.reason else ""
            by_state.setdefault(f"{state}{reason}", []).append(name)
    return [_finding(state, names) for state, names in by_state.items()]


def _finding(state: str, names: list[str]) -> Finding:
    said = ", ".join(names)
    if state in ON_THE_WAY:
        return warning(f"{state}: {said}", "wait for WhatsApp, which takes minutes to a day")
    if state in {"missing", UNSUBMITTED}:
        return fault(f"{state}: {said}", SUBMIT)
    if state.startswith("paused"):
        return fault(
            f"{state} for its readers' complaints: {said}", "send fewer; WhatsApp takes it up again by itself"
        )
    return fault(f"{state}: {said}", f"mend config/templates, delete it in Twilio's console, then {SUBMIT}")
