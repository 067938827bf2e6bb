import re
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.fitting import cut, units
from bot.channels.whatsapp_words import NOTHING, QUOTED_LIMIT, TEXT_LIMIT, fit, form, quote, text, variables
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


FOLLOWING = replace(
    ALERT, note="", quoted="Le *pont* est fermé par les _autorités_ jusqu'à lundi matin, peut-être"
)
SHOWN = "\u2068Le ∗pont∗ est fermé par les ˍautoritésˍ jusqu'à lundi…\u2069"


def test_an_update_quotes_above_all_else_what_it_follows_cut_at_a_word() -> None:
    quoting = f"↩ Mise à jour de\u00a0: «\u00a0{SHOWN}\u00a0»"
    assert text(fit(FOLLOWING)).startswith(f"{quoting}\n\n*Le pont est fermé*\n")
    short = replace(FOLLOWING, quoted="Le pont", language="en")
    assert text(fit(short)).startswith("↩ Update of: “\u2068Le pont\u2069”\n\n")


def test_a_template_carries_the_quote_beside_the_byline() -> None:
    filled = variables(replace(FOLLOWING, note="Un doublon"), 800)
    assert filled["3"] == f"La Gazette · 14:05 · ↩ Mise à jour de\u00a0: «\u00a0{SHOWN}\u00a0» · Un doublon"
    assert filled["2"] == "Première ligne. Seconde ligne."


@given(st.text(max_size=300))
def test_a_quote_is_one_line_and_formats_nothing(quoted: str) -> None:
    message = fit(replace(FOLLOWING, quoted=quoted))
    said = quote(message)
    assert len(said.splitlines()) <= 1
    assert not set(said) & {"*", "~", "`"}
    assert units(said) <= QUOTED_LIMIT + 30
    assert bool(said) == bool(cut(message.quoted, QUOTED_LIMIT))


def test_a_quote_gives_way_before_any_other_word() -> None:
    whole = replace(ALERT, lines=("mot " * 396,))
    room = units(text(fit(whole)))
    assert room <= TEXT_LIMIT
    fitting = fit(replace(whole, quoted="Le pont"))
    assert text(fitting) == text(fit(whole))
    assert variables(replace(ALERT, quoted="Le pont"), 130) == variables(ALERT, 130)


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
        assert value == value.strip()
        assert not re.search(r"\s\s|[^\S \u00a0\u202f]", value)


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
