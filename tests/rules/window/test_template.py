import pytest

from bot.model import MessageKind
from bot.rules.window import choose

KNOWN = ("tocsin_alert_fr", "tocsin_alert_en", "tocsin_breaking_en", "tocsin_digest_de")


@pytest.mark.parametrize(
    ("kind", "language", "name"),
    [
        (MessageKind.ALERT, "en", "tocsin_alert_en"),
        (MessageKind.ALERT, "ar", "tocsin_alert_fr"),
        (MessageKind.BREAKING, "en", "tocsin_breaking_en"),
        (MessageKind.BREAKING, "fr", "tocsin_alert_fr"),
        (MessageKind.DIGEST, "fr", "tocsin_digest_de"),
        (MessageKind.CORRECTION, "fr", None),
        (MessageKind.REPLY, "fr", None),
    ],
)
def test_the_nearest_template_is_taken(kind: MessageKind, language: str, name: str | None) -> None:
    assert choose(kind, language, KNOWN, ("fr", "he")) == name


def test_where_nothing_is_approved_there_is_none() -> None:
    assert choose(MessageKind.ALERT, "fr", (), ("fr",)) is None
