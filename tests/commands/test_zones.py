import pytest

from bot.clock import zone_names, zone_of
from bot.commands.zones import zone_in
from tests.pipeline.post import UTC_ZONE


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Jerusalem", "Asia/Jerusalem"),
        ("ירושלים", "Asia/Jerusalem"),
        ("Jérusalem", "Asia/Jerusalem"),
        ("new york", "America/New_York"),
        ("Europe/Paris", "Europe/Paris"),
        ("Londres", "Europe/London"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_zone_goes_by_its_city_in_any_language(words: str, zone: str | None) -> None:
    assert zone_in(words) == zone


def test_every_zone_goes_by_its_own_name() -> None:
    assert all(zone_in(name) for name in zone_names())
    assert zone_in("Asia/Jerusalem") == "Asia/Jerusalem"


def test_a_zone_that_is_not_known_is_the_newsrooms() -> None:
    for name in ("", "Mars/Olympus", "../etc/passwd"):
        assert zone_of(name, UTC_ZONE) is UTC_ZONE
