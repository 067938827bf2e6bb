import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import domain_of


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.com/feed", "example.com"),
        ("https://feeds.bbc.example.co.uk:8443/a?b#c", "example.co.uk"),
        ("http://news.walla.co.il/rss", "walla.co.il"),
        ("https://EXAMPLE.com./feed", "example.com"),
        ("https://one.blogspot.com/", "blogspot.com"),
        ("https://one.github.io/", "github.io"),
        ("https://www.münchen.de/", "xn--mnchen-3ya.de"),
        ("https://www.xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1"),
        ("http://[2001:db8::1]:8080/", "2001:db8::1"),
        ("http://localhost:8000/", "localhost"),
        ("http://feeds.newsroom.internal/", "feeds.newsroom.internal"),
        ("http://co.uk/", "co.uk"),
        ("http://[bad/", "-"),
        ("feed.xml", "-"),
        ("", "-"),
    ],
)
def test_a_host_is_known_by_its_registrable_domain(url: str, domain: str) -> None:
    assert domain_of(url) == domain


def test_a_name_that_dns_could_not_hold_is_taken_as_it_is() -> None:
    assert domain_of(f"http://{'é' * 300}.example/") == ("é" * 300)[:255]


@given(st.text())
def test_no_address_is_too_odd_to_have_a_host(url: str) -> None:
    for one in (url, f"http://{url}/feed", f"https://{url}.example.org/"):
        assert 0 < len(domain_of(one)) <= 255
