from time import process_time

import pytest

from bot.rules.runs import foreign_runs, is_link, link_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("לפי Le Monde, AFP ו-U.S. Steel", ["Le Monde", "AFP", "U.S. Steel"]),
        ("S&P 500 ירד ב-3.5%", ["S&P 500", "3.5%"]),
        ("מספר +972-50-123-4567 או +33 6 12 34 56 78", ["+972-50-123-4567", "+33 6 12 34 56 78"]),
        ("12 000 איש, 37°C, 90 km/h, $5", ["12 000", "37°C", "90 km/h", "$5"]),
        ("(Le Monde, AFP) אמר", ["Le Monde, AFP"]),
        ("12 איש ב-14:05", []),
        ("ראו www.example.org/a/, או news@example.org", ["www.example.org/a/", "news@example.org"]),
    ],
)
def test_in_hebrew_names_numbers_and_links_are_runs(text: str, expected: list[str]) -> None:
    assert [text[run.start : run.end] for run in foreign_runs(text, leftward=True)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le parti הליכוד, dit-il", ["הליכוד"]),
        ("la חטיבה 7 של צה״ל avance", ["חטיבה 7 של צה״ל"]),
        ("au ב-2026 puis « שלום, עולם »", ["ב-2026", "שלום, עולם"]),
        ("le הליכוד 32 sièges", ["הליכוד"]),
    ],
)
def test_in_french_hebrew_phrases_are_runs(text: str, expected: list[str]) -> None:
    assert [text[run.start : run.end] for run in foreign_runs(text, leftward=False)] == expected


def test_a_link_ends_before_the_sentence_does() -> None:
    text = "(https://example.org/a_(b)), https://example.org/c?d=1."
    assert [text[start:end] for start, end in link_spans(text)] == [
        "https://example.org/a_(b)",
        "https://example.org/c?d=1",
    ]
    assert is_link("https://example.org/")
    assert not is_link("https://example.org/ a")


@pytest.mark.parametrize(
    "sign",
    ["a", "א", "1", '"', "“", "(", "«", "-", " ", "a-", "1 ", "+1 ", "a.", "https://", "א-", "@", "www."],
)
def test_a_text_ten_times_as_long_takes_no_more_than_some_ten_times_as_long(sign: str) -> None:
    def took(length: int) -> float:
        text = (sign * length)[:length]
        begun = process_time()
        for leftward in (True, False):
            list(foreign_runs(text, leftward=leftward))
        return process_time() - begun

    took(1000)
    small, great = (
        min(took(length) for _ in range(3)) for length in (2_000, 20_000)
    )  # the least is no noise
    assert great < 60 * max(small, 0.001)
