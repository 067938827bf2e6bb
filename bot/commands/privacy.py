"""/privacy: what is kept of readers, for how long, and whom to ask."""

from collections.abc import Iterator, Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.shown import isolated
from bot.commands.spell import years
from bot.model import Role
from bot.rules.breaker import channel_name
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("how we treat your data")


def run(ask: Ask) -> Sequence[Reply]:
    """Say it plainly, with the buttons that see and erase it."""
    newsroom, channel = ask.newsroom.name, channel_name(ask.who.address.channel)
    paragraphs = (
        _("{newsroom} keeps of you only what its alerts need:", newsroom=newsroom),
        _(
            "• your address on {channel}, the name that you show there and your language, your topics and "
            "whether alerts make a sound, when you agreed and which words you were shown: until you have "
            "them erased with /forget;",
            channel=channel,
        ),
        *_for_a_time(ask),
        _("• what you write here, and what is answered: for {days};", days=years(ask.promises.letters)),
        _(
            "• after /forget, when you had agreed and when you left, with a fingerprint of your address that "
            "can be compared and not be read: for {years}, as a proof.",
            years=years(ask.promises.proof),
        ),
        _(
            "Alerts travel by {channel}, whose own terms hold there. This bot uses what it keeps for nothing "
            "but these alerts.",
            channel=channel,
        ),
        _whom(ask),
    )
    choices = ((Choice(_("What we keep of you"), "mydata"), Choice(_("Erase all of it"), "forget")),)
    return (Reply(paragraphs, _("Privacy"), choices),)


def _for_a_time(ask: Ask) -> Iterator[Text]:
    """Say what is kept for a time that the newsroom has chosen, or till it is erased."""
    got, left = ask.promises.deliveries, ask.promises.left
    if got is None:
        yield _("• which alerts you got: until you have that erased with /forget;")
    else:
        yield _("• which alerts you got: for {days};", days=years(got))
    if left is not None:
        yield _("• after you have left, your address: for {days};", days=years(left))


def _whom(ask: Ask) -> Text:
    if ask.newsroom.contact:
        return _("Questions and complaints: {contact}", contact=isolated(ask.newsroom.contact))
    return _("Questions and complaints: ask the newsroom of {newsroom}.", newsroom=ask.newsroom.name)
