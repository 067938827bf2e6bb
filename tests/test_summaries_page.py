"""The page of summaries shows what the program makes of its articles today."""

import pytest

from benchmarks.examples_of_summaries import PAGE, between, examples, laid_out


def test_the_page_shows_what_the_program_makes_of_its_articles() -> None:
    if between(PAGE.read_text("utf-8"), "examples") != laid_out():
        pytest.fail(
            "docs/summaries.md shows summaries that are made no more: run "
            "`python -m benchmarks.examples_of_summaries` (or, to measure anew too, "
            "`python -m benchmarks.bench_summaries --write-docs`), and read what changed"
        )


def test_the_page_has_forty_articles_and_the_reference_s_twin_in_seven_languages() -> None:
    shown = examples()
    assert len({one.name for one in shown}) == len(shown) == 41
    assert {one.article.language for one in shown} == {"fr", "en", "he", "ar", "fa", "ru", "es"}


def test_no_two_parts_of_the_page_are_taken_for_each_other() -> None:
    page = PAGE.read_text("utf-8")
    assert "###" in between(page, "examples")
    assert "###" not in between(page, "measured")
    assert between(page, "nothing") == ""
