from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.fitting import clean, cleaned, cut, fitted, units
from bot.model import Message, MessageKind

ALERT = Message(
    MessageKind.ALERT,
    "fr",
    headline="Le pont est fermé",
    lines=("Première ligne.", "Seconde ligne."),
    byline="La Gazette · 14:05",
    link="https://example.org/pont",
    note="Vous l’avez peut-être déjà reçue",
)


def measure(message: Message) -> int:
    parts = (message.headline, *message.lines, message.byline, message.link, message.note)
    return sum(units(part) for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1bc\x85d", "abcd"),
        ("fin\r\nsuite\tet", "fin\nsuite\tet"),
        ("\u202eabc\u202c", "abc"),
        ("א \u2068français\u2069 ב", "א \u2068français\u2069 ב"),
        ("\u2067ouvert", "ouvert"),
        ("\u2069fermé\u2066", "fermé"),
        ("vu\U000e0041", "vu"),
        ("moitié \ud83d", "moitié �"),
        ("deux \ud83d\ude00", "deux 😀"),
    ],
)
def test_cleaning_removes_what_hides_or_reorders_words(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("court", 5, "court"),
        ("un deux trois", 9, "un deux…"),
        ("un deux trois", 8, "un deux…"),
        ("un deux trois", 7, "un…"),
        ("un, deux", 5, "un…"),
        ("abcdefgh", 4, "abc…"),
        ("abcdefgh", 1, ""),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👍🏽👍🏽👍🏽", 8, "👍🏽…"),
        ("👩\u200d🚒👩\u200d🚒", 8, "👩\u200d🚒…"),
        ("🇫🇷🇮🇱", 7, "🇫🇷…"),
        ("https://example.org/long", 12, ""),
        ("voir https://example.org/long", 12, "voir…"),
    ],
)
def test_a_cut_falls_between_words_or_at_least_between_signs(text: str, room: int, expected: str) -> None:
    assert cut(text, room) == expected


@given(st.text(max_size=200), st.integers(min_value=0, max_value=200))
def test_a_cut_text_has_room_and_begins_as_the_whole_does(text: str, room: int) -> None:
    kept = cut(text, room)
    assert units(kept) <= room
    assert text.startswith(kept.removesuffix("…")) or kept == text


def test_every_part_of_a_message_is_cleaned() -> None:
    message = replace(
        ALERT,
        headline=" Deux\nlignes\u202e ",
        lines=("\x00", " une\nautre "),
        link=" https://example.org/\x07a b ",
        byline="x\ny",
        note="",
    )
    done = cleaned(message)
    assert (done.headline, done.lines, done.byline) == ("Deux lignes", ("une\nautre",), "x y")
    assert done.link == "https://example.org/ab"


def test_a_message_that_fits_stays_as_it_is() -> None:
    assert fitted(ALERT, measure, 1000) == ALERT


@pytest.mark.parametrize("limit", [130, 100, 90, 60, 40, 20, 5])
def test_a_message_gives_way_until_it_fits_its_last_line_first(limit: int) -> None:
    done = fitted(ALERT, measure, limit)
    assert measure(done) <= limit
    assert done.headline == ALERT.headline or not done.lines


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=4), st.integers(60, 400))
def test_any_message_can_be_made_to_fit(headline: str, lines: list[str], limit: int) -> None:
    message = cleaned(replace(ALERT, headline=headline, lines=tuple(lines)))
    done = fitted(message, measure, limit)
    assert measure(done) <= limit
    assert done.link == message.link


def test_a_link_that_alone_is_too_long_goes_last() -> None:
    done = fitted(replace(ALERT, link="https://example.org/" + "x" * 500), measure, 100)
    assert done.link == ""


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("לפי \u2068Le Monde diplomatique\u2069 היום", 20, "לפי \u2068Le Monde\u2069…"),
        ("לפי \u2068Le Monde diplomatique\u2069 היום", 8, "לפי…"),
        ("ראו \u2068 https://example.org/ \u2069ועוד מילים", 30, "ראו \u2068 https://example.org/ \u2069…"),
        ("voir https://example.org/ ou plus", 27, "voir https://example.org/ …"),
    ],
)
def test_a_cut_closes_isolates_and_keeps_links_apart(text: str, room: int, expected: str) -> None:
    assert cut(text, room) == expected


def test_no_break_spaces_stay_where_they_stand_alone() -> None:
    message = cleaned(replace(ALERT, headline="«\u202fOui\u202f»\u00a0: 5\u00a0 %"))
    assert message.headline == "«\u202fOui\u202f»\u00a0: 5 %"


def test_what_is_fitted_reads_in_its_order() -> None:
    done = fitted(
        replace(ALERT, language="he", headline="לפי Renault (Paris)", lines=(), note=""), measure, 1000
    )
    assert done.headline == "לפי \u2068Renault (Paris)\u2069"
    assert done.byline == "\u200f\u2068La Gazette\u2069 · 14:05"
