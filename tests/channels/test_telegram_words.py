import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from bot.channels.telegram_words import TEXT_LIMIT, fit, form, html, keyboard, plain
from bot.errors import Refused
from bot.model import Button, Message, MessageKind

ALERT = Message(
    MessageKind.ALERT,
    "fr",
    headline="Le pont <fermé> & gardé",
    lines=("Première ligne.", "Seconde ligne."),
    byline="La Gazette · 14:05",
    link="https://example.org/pont?a=1&b='2'",
)


def test_an_alert_reads_headline_lines_then_a_linked_byline() -> None:
    assert html(fit(ALERT)) == (
        "<b>Le pont &lt;fermé&gt; &amp; gardé</b>\nPremière ligne.\nSeconde ligne.\n\n"
        '<a href="https://example.org/pont?a=1&amp;b=&#x27;2&#x27;">La Gazette · 14:05</a>'
    )


def test_the_plain_form_says_the_same_with_the_link_in_full() -> None:
    assert plain(fit(replace(ALERT, note="Peut-être un doublon"))) == (
        "Le pont <fermé> & gardé\nPremière ligne.\nSeconde ligne.\n\n"
        "La Gazette · 14:05\nhttps://example.org/pont?a=1&b='2'\nPeut-être un doublon"
    )


def test_a_reply_has_an_empty_line_between_its_paragraphs() -> None:
    reply = Message(MessageKind.REPLY, "en", headline="Topics", lines=("One.", "Two."), note="A note")
    assert html(fit(reply)) == "<b>Topics</b>\n\nOne.\n\nTwo.\n\n<i>A note</i>"


def test_a_link_without_a_byline_stands_for_itself() -> None:
    message = Message(MessageKind.ALERT, "en", headline="H", link="https://example.org/")
    assert html(fit(message)).endswith('<a href="https://example.org/">https://example.org/</a>')


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "tg://user?id=1", "//example.org"])
def test_only_web_addresses_become_links(link: str) -> None:
    assert "<a" not in html(fit(replace(ALERT, link=link)))


def test_a_headline_of_five_thousand_characters_is_cut_to_what_telegram_takes() -> None:
    message = fit(replace(ALERT, headline="<&> " * 1250))
    assert len(plain(message)) <= TEXT_LIMIT
    assert message.link == ALERT.link
    assert html(message).count("<b>") == html(message).count("</b>") == 1


def test_buttons_stand_in_their_rows() -> None:
    rows = ((Button("A", "/a"), Button("B", "/b")), (), (Button("C", "/c"),))
    markup = keyboard(replace(ALERT, buttons=rows))
    assert markup is not None
    assert [[(key.text, key.callback_data) for key in row] for row in markup.inline_keyboard] == [
        [("A", "/a"), ("B", "/b")],
        [("C", "/c")],
    ]
    assert keyboard(ALERT) is None


def test_a_button_that_says_more_than_telegram_carries_is_refused() -> None:
    with pytest.raises(Refused, match="64 bytes"):
        keyboard(replace(ALERT, buttons=((Button("A", "é" * 33),),)))


@pytest.mark.parametrize(("marked", "write"), [(True, html), (False, plain)])
def test_a_form_says_all_but_the_chat_and_is_written_once_for_equal_messages(
    write: Callable[[Message], str], *, marked: bool
) -> None:
    long = replace(ALERT, lines=("é & =" * 900,), silent=True, buttons=((Button("A", "/a"),),))
    said = parse_qs(form(long, marked=marked).decode(), strict_parsing=True)
    assert said.pop("text") == [write(fit(long))]
    assert said.pop("disable_notification") == ["true"]
    assert json.loads(said.pop("link_preview_options")[0]) == {"is_disabled": True}
    assert json.loads(said.pop("reply_markup")[0])["inline_keyboard"][0][0]["callback_data"] == "/a"
    assert said == ({"parse_mode": ["HTML"]} if marked else {})
    assert form(replace(long), marked=marked) is form(long, marked=marked)


def test_messages_that_differ_in_one_thing_never_share_a_form() -> None:
    button = Button("A", "/a")
    others = [
        replace(ALERT, silent=True),
        replace(ALERT, kind=MessageKind.REPLY),
        replace(ALERT, note="n"),
        replace(ALERT, link="https://example.org/2"),
        replace(ALERT, buttons=((button,),)),
        replace(ALERT, buttons=((button,), (button,))),
    ]
    forms = {form(each, marked=marked) for each in (ALERT, *others) for marked in (True, False)}
    assert len(forms) == 2 * (len(others) + 1)


def test_a_form_that_is_refused_once_is_refused_again() -> None:
    bad = replace(ALERT, buttons=((Button("A", "é" * 33),),))
    for _ in range(2):
        with pytest.raises(Refused):
            form(bad, marked=True)
