from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.fitting import units
from bot.channels.whatsapp_words import NOTHING, TEXT_LIMIT, fit, form, text, variables
from bot.model import Button, Message, MessageKind

ALERT = Message(
    MessageKind.ALERT,
    "fr",
    headline="Le pont est fermé",
    lines=("Première ligne.", "Seconde ligne."),
    byline="La Gazette · 14:05",
    link="https://example.org/le_pont_*_x",
    note="Peut-être un doublon",
)


def test_an_alert_reads_headline_lines_byline_and_the_link_by_itself() -> None:
    assert text(fit(ALERT)) == (
        "*Le pont est fermé*\nPremière ligne.\nSeconde ligne.\n\n"
        "La Gazette · 14:05\nhttps://example.org/le_pont_*_x\n_Peut-être un doublon_"
    )


def test_a_reply_offers_its_buttons_as_numbered_lines() -> None:
    rows = ((Button("Culture", "/a"), Button("*Monde*", "/b")), (Button("Stop", "/stop"),))
    reply = Message(MessageKind.REPLY, "fr", headline="Sujets", lines=("Un.", "Deux."), buttons=rows)
    assert text(fit(reply)) == "*Sujets*\n\nUn.\n\nDeux.\n\n1. Culture\n2. ∗Monde∗\n3. Stop"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5 * 3 *gras*", "5 ∗ 3 ∗gras∗"),
        ("_penché_ et snake_case", "ˍpenchéˍ et snake_case"),
        ("~barré~ `code` ```bloc```", "∼barré∼ ˋcodeˋ ˋˋˋblocˋˋˋ"),
        ("> cité", "› cité"),
        ("a > b", "a > b"),
    ],
)
def test_an_article_can_format_nothing(written: str, shown: str) -> None:
    assert text(fit(Message(MessageKind.ALERT, "fr", lines=(written,)))) == shown


@given(st.text(), st.lists(st.text(), max_size=3), st.text())
def test_no_free_text_is_longer_than_whatsapp_takes(headline: str, lines: list[str], byline: str) -> None:
    message = replace(ALERT, headline=headline * 20, lines=tuple(line * 20 for line in lines), byline=byline)
    assert units(text(fit(message))) <= TEXT_LIMIT


@given(st.text(max_size=900), st.lists(st.text(max_size=900), max_size=3), st.text(max_size=99))
def test_no_variable_is_empty_or_broken_or_too_long(headline: str, lines: list[str], link: str) -> None:
    filled = variables(replace(ALERT, headline=headline, lines=tuple(lines), link=link), 800)
    assert set(filled) == {"1", "2", "3", "4"}
    assert sum(units(value) for value in filled.values()) <= 800
    for value in filled.values():
        assert value
        assert value == " ".join(value.split())


def test_variables_are_headline_lines_byline_and_link() -> None:
    message = replace(ALERT, headline="Une *alerte*\nici")
    assert variables(message, 800) == {
        "1": "Une ∗alerte∗ ici",
        "2": "Première ligne. Seconde ligne.",
        "3": "La Gazette · 14:05 · Peut-être un doublon",
        "4": "https://example.org/le_pont_*_x",
    }


def test_what_a_message_lacks_is_a_dash_and_a_digest_sets_its_stories_apart() -> None:
    digest = Message(MessageKind.DIGEST, "fr", headline="Le jour", lines=("Un", "Deux"))
    assert variables(digest, 800) == {"1": "Le jour", "2": "Un · Deux", "3": NOTHING, "4": NOTHING}


def test_a_form_says_the_free_text_and_is_written_once_for_equal_messages() -> None:
    other = replace(ALERT, headline="Le pont & le bac = ouverts + sûrs")
    assert parse_qs(form(other).decode(), strict_parsing=True) == {"Body": [text(fit(other))]}
    assert form(replace(other)) is form(other)
    assert form(ALERT) != form(other)
