import pytest

from bot.sandbox import opened_here


@pytest.mark.parametrize(
    ("link", "here"),
    [
        ("https://t.me/tocsin_bot?start=culture_site_he", "/?phone=telegram&words=%2Fstart+culture_site_he"),
        ("https://t.me/tocsin_bot", "/?phone=telegram&words=%2Fstart"),
        ("https://wa.me/15550100?text=START%20__he", "/?phone=whatsapp&words=START+__he"),
        ("https://example.org/?text=START", "https://example.org/?text=START"),
        ("", ""),
    ],
)
def test_a_link_to_a_messenger_opens_the_phone_on_the_page(link: str, here: str) -> None:
    assert opened_here(link) == here
