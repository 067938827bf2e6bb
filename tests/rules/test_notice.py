from bot.channels.whatsapp_words import NOTHING, variables
from bot.model import MessageKind
from bot.rules.notice import notice
from bot.texts import _

WORDS = _("the Twilio account is not active")


def test_a_notice_can_go_as_an_alerts_template_none_of_its_words_lacking() -> None:
    message = notice("fr", WORDS)
    assert message.kind is MessageKind.ALERT
    filled = variables(message, 1024)
    assert (filled["2"], filled["3"]) == ("le compte Twilio n’est pas actif", "Tocsin")
    assert NOTHING not in (filled["1"], filled["2"], filled["3"])
