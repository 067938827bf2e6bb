"""In which language a page is shown."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.speech import accepted, asked, spoken

OURS = ("fr", "he", "en")


def test_pages_speak_the_newsrooms_languages_as_far_as_the_program_does() -> None:
    assert spoken(["he", "xx", "fr"]) == ("he", "fr")
    assert spoken(["xx"]) == ("en",)


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "", "fr"),
        ("/?lang=he", "en", "he"),
        ("/?lang=xx", "en-GB", "en"),
        ("/", "de, iw;q=0.8, en;q=0.5", "he"),
        ("/", "de", "fr"),
        ("/", ",;q=1,", "fr"),
    ],
)
def test_the_address_comes_first_and_then_the_browser(path: str, header: str, language: str) -> None:
    request = make_mocked_request("GET", path, {"Accept-Language": header} if header else {})
    assert asked(request, OURS) == language


def test_the_first_language_that_is_known_is_taken() -> None:
    assert accepted("de-DE,he,fr", OURS) == "he"
