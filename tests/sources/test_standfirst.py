from lxml.html import document_fromstring

from bot.sources.standfirst import LONGEST, shown_standfirst

STATED = "The ferry sails again on Monday, once two engineers have looked at its engine"
TEXT = "The harbour office said so. Nobody was hurt."


def found(body: str, *descriptions: str, text: str = TEXT) -> str:
    return shown_standfirst(document_fromstring(f"<body>{body}</body>"), descriptions, text)


def test_a_description_that_the_page_shows_is_found_as_it_stands_there() -> None:
    shown = (
        "The ferry sails again on Monday,\n once two engineers have looked at its engine, which is\u00a0old."
    )
    assert found(f"<h1>T</h1><div><h2>{shown}</h2></div>", f"{STATED}…") == " ".join(
        shown.split(" ")
    ).replace("\n ", " ")


def test_one_that_it_does_not_show_is_not() -> None:
    assert found("<h2>Something else that is about as long</h2>", STATED) == ""
    assert found("<h2>The ferry</h2>", "The ferry") == ""
    assert found("<h2>Any</h2>") == ""


def test_one_that_the_text_has_is_not_put_in_front_again() -> None:
    assert found(f"<h2>{STATED}</h2>", STATED, text=f"{STATED}. And more.") == ""


def test_the_next_description_is_tried() -> None:
    assert found(f"<h2>{STATED}</h2>", "What search engines alone are told of this", STATED) == STATED


def test_words_in_the_middle_of_others_are_taken_alone() -> None:
    assert found(f"<div>By Kim, 14.2.2026. {STATED}</div>", STATED) == STATED
    assert found(f"<div>{STATED}{' and so on' * LONGEST}</div>", STATED) == STATED


def test_a_page_without_end_is_not_searched() -> None:
    assert found(f"<div>{'x' * 200_000}</div><h2>{STATED}</h2>", STATED) == ""
