import pytest

from bot.sandbox.links import checked_link


@pytest.mark.parametrize(
    ("link", "checked"),
    [
        ("https://a.org/x?y=1#z", "https://a.org/x?y=1#z"),
        ("a.org/x", "http://a.org/x"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("tg://user?id=5", "tg://user?id=5"),
        ("http://localhost:8000/", ""),
        ("javascript:alert(1)", ""),
        ("ftp://a.org", ""),
        ("https://a b.org", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_link_is_completed_or_dropped(link: str, checked: str) -> None:
    assert checked_link(link) == checked
