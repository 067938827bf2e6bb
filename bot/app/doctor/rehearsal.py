"""Mode: does this go to people's phones, or to the sandbox's two?"""

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, warning, well


def check(case: Case) -> list[Finding]:
    """Say which services this installation speaks to."""
    settings = case.settings
    if settings.sandboxed:
        what = "this is a rehearsal: the sandbox stands in for Telegram and WhatsApp, nobody gets anything"
        return [warning(what, "python -m bot setup, or write TELEGRAM_BOT_TOKEN into config/tocsin.env")]
    wanted = {
        "Telegram": settings.telegram_wanted,
        "WhatsApp": settings.whatsapp_wanted,
        "e-mail": settings.email_wanted,
    }
    return [well(f"live on {' and '.join(name for name, is_on in wanted.items() if is_on)}")]
