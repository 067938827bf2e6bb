"""The owner: is there one, by an address that a channel which is on can reach?"""

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, well
from bot.app.doctor.whatsapp import NUMBER
from bot.model import Address
from bot.settings import Settings


def check(case: Case) -> list[Finding]:
    """Look at who may run Tocsin from the chat."""
    settings = case.settings
    if settings.sandboxed:
        return [well("the sandbox's Telegram phone is the owner's")]
    if not settings.owners:
        what = "nobody is the owner: nobody can run Tocsin from the chat"
        return [fault(what, f"write {_example(settings)} into {case.env_file}")]
    found = [one for owner in settings.owners if (one := _fault(settings, owner))]
    return found or [well(f"{len(settings.owners)} can run Tocsin from the chat")]


def _example(settings: Settings) -> str:
    if settings.telegram_wanted:
        return "your number, as @userinfobot tells it: TOCSIN_OWNER=telegram:123456789"
    return "your own number in full: TOCSIN_OWNER=whatsapp:+33612345678"


def _fault(settings: Settings, owner: Address) -> Finding | None:
    is_on = {"telegram": settings.telegram_wanted, "whatsapp": settings.whatsapp_wanted}
    if not is_on.get(owner.channel, True):
        what = f"TOCSIN_OWNER names somebody on {owner.channel}, which is off"
        return fault(what, f"set that channel up, or write {_example(settings)}")
    if owner.channel == "telegram" and not owner.id.isdecimal():
        what = "TOCSIN_OWNER names a Telegram owner by what is no number"
        return fault(what, "write the number that @userinfobot tells: TOCSIN_OWNER=telegram:123456789")
    if owner.channel == "whatsapp" and not NUMBER.fullmatch(owner.id):
        what = (
            "TOCSIN_OWNER names a WhatsApp owner by what is no number in full: + and the country's code first"
        )
        return fault(what, "write for example TOCSIN_OWNER=whatsapp:+33612345678")
    return None
