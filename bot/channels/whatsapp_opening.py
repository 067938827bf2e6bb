"""The WhatsApp sender of the settings."""

from bot.channels.whatsapp import WhatsApp
from bot.newsroom import Newsroom
from bot.ports import Menus
from bot.rules.window import Quality, Terms
from bot.settings import Settings, WhatsAppSettings


def open_whatsapp(settings: Settings, newsroom: Newsroom, menus: Menus) -> WhatsApp | None:  # noqa: ARG001 -- every channel is opened alike
    """Make the channel, or say with None that it is not set up."""
    if not settings.whatsapp_wanted:
        return None
    return WhatsApp(
        account_sid=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_messaging_service_sid or settings.twilio_whatsapp_from,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_api_url,
        templates=settings.templates,
        languages=newsroom.languages,
        rate=settings.delivery.whatsapp_rate,
        in_flight=settings.delivery.in_flight,
        timeout=settings.delivery.timeout,
        house=_terms(settings.whatsapp),
        lists=settings.whatsapp.lists,
    )


def _terms(settings: WhatsAppSettings) -> Terms:
    return Terms(
        tier=settings.people_a_day,
        reserve=settings.reserve,
        quality=Quality(settings.quality),
        us_marketing=settings.us_marketing,
        fares=settings.fares,
        currency=settings.currency,
    )
