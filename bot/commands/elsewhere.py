"""Elsewhere: what a person is offered whom a channel lets us write to for a day after their words only."""

from bot.ask import Ask
from bot.commands.invite import filled
from bot.model import MessageKind
from bot.rules.window import barred, choose
from bot.texts import Text, _


def offered(ask: Ask) -> tuple[Text, ...]:
    """Offer Telegram to a person with a US number, to whom no template may carry an alert."""
    address = ask.who.address
    terms = ask.terms.get(address.channel)
    if terms is None:
        return ()
    name = choose(MessageKind.ALERT, ask.who.language, terms.templates, terms.languages)
    if not barred(address.id, terms.templates.get(name or "", ""), terms):
        return ()
    link = filled(ask.links.get("telegram", ""), "")
    if not link:
        return (
            _(
                "To US numbers WhatsApp lets us send alerts only within 24 hours after you last wrote. "
                "Write anything to go on getting them."
            ),
        )
    return (
        _(
            "To US numbers WhatsApp lets us send alerts only within 24 hours after you last wrote. "
            "On Telegram you get them all: {link}",
            link=link,
        ),
    )
