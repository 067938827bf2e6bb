"""Five hundred mixed texts against the reference: they read in order in both apps, and no link breaks."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from bot.channels.fitting import cut, units
from bot.channels.telegram_words import fit as fit_telegram
from bot.channels.telegram_words import html, plain
from bot.channels.whatsapp_templates import Template, read_drafts
from bot.channels.whatsapp_words import fit as fit_whatsapp
from bot.channels.whatsapp_words import text
from bot.model import Message, MessageKind
from bot.rules.direction import CLOSE, OPEN, directed, runs_left
from tests.mixed import LEFTWARD, Mixed, mixed_texts, shown, spaced

TEXTS = tuple(mixed_texts(500))
TEMPLATES = Path(__file__).parent.parent / "config" / "templates"
TAG = re.compile(r"<[^>]+>")
TWINS = str.maketrans("~", "∼")  # what WhatsApp takes for a format goes out as its twin


def message(mixed: Mixed) -> Message:
    words = mixed.words
    return Message(
        MessageKind.ALERT, mixed.language, headline=words, lines=(words,), byline="AFP (Paris) · 14:05"
    )


def by_telegram(mixed: Mixed) -> str:
    return unescape(TAG.sub("", html(fit_telegram(message(mixed)))))


def by_plain_telegram(mixed: Mixed) -> str:
    return plain(fit_telegram(message(mixed)))


def by_whatsapp(mixed: Mixed) -> str:
    return text(fit_whatsapp(message(mixed)))


@cache
def bodies() -> dict[str, str]:
    return {draft.name: draft.body for draft in read_drafts(TEMPLATES, "Le Fil")}


def by_template(mixed: Mixed, language: str) -> str:
    name = f"tocsin_alert_{language}"
    filled = Template(name, "HX1", language, body=bodies()[name]).fill(message(mixed))
    body = bodies()[name]
    for number, value in filled.items():
        body = body.replace(f"{{{{{number}}}}}", value)
    return body


def by_hebrew_template(mixed: Mixed) -> str:
    return by_template(mixed, "he")


def by_french_template(mixed: Mixed) -> str:
    return by_template(mixed, "fr")


def by_arabic_template(mixed: Mixed) -> str:
    return by_template(mixed, "ar")


def by_persian_template(mixed: Mixed) -> str:
    return by_template(mixed, "fa")


WAYS = [by_telegram, by_plain_telegram, by_whatsapp, by_hebrew_template, by_french_template]
WAYS += [by_arabic_template, by_persian_template]


def naive_base(paragraph: str) -> str:
    """Tell the direction of a paragraph for an app that takes the letters in isolates for its own."""
    return "R" if runs_left(paragraph) else "L"


@pytest.mark.parametrize("write", WAYS)
def test_every_text_reads_in_the_order_of_its_parts(write: Callable[[Mixed], str]) -> None:
    wrong = []
    for mixed in TEXTS:
        expected = mixed.expected()
        if write not in {by_telegram, by_plain_telegram}:
            expected = expected.translate(TWINS)
        paragraphs = write(mixed).split("\n")[:2]  # the headline and the line
        screens = [shown(each, base) for each in paragraphs for base in (None, naive_base(each))]
        wrong += [(mixed.words, screen, expected) for screen in screens if expected not in screen]
    assert not wrong


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_no_line_of_a_template_begins_in_another_direction(language: str) -> None:
    drafts = [body for name, body in bodies().items() if name.endswith(f"_{language}")]
    assert len(drafts) == 5
    assert [line for body in drafts for line in body.split("\n") if line and not runs_left(line)] == []


def test_without_marks_most_of_these_texts_do_not() -> None:
    wrong = sum(1 for mixed in TEXTS if shown(mixed.words) != mixed.expected())
    assert wrong > len(TEXTS) / 2


@pytest.mark.parametrize("write", WAYS)
def test_every_link_stands_whole_between_spaces_or_ends_of_lines(write: Callable[[Mixed], str]) -> None:
    seen = 0
    for mixed in TEXTS:
        words = re.split(r"[ \n]", write(mixed))
        for link in mixed.links:
            assert words.count(link) >= 2 * mixed.links.count(link), (
                mixed.words
            )  # in the headline, in the line
            seen += 1
    assert seen > 200


def test_a_byline_runs_as_its_language_does() -> None:
    for mixed in TEXTS[:7]:
        byline = by_telegram(mixed).split("\n")[-1]
        assert shown(byline) == (
            "14:05 · AFP (Paris)" if mixed.language in LEFTWARD else "AFP (Paris) · 14:05"
        )


def test_a_cut_leaves_no_mark_alone_and_no_link_in_half() -> None:
    for mixed in TEXTS[:200]:
        whole = directed(mixed.words, mixed.language)
        for room in range(1, units(whole), 3):
            kept = cut(whole, room)
            assert units(kept) <= room
            depth = 0
            for sign in kept:
                depth += (sign == OPEN) - (sign == CLOSE)
                assert depth >= 0
            assert depth == 0
            assert spaced(mixed.words).startswith(spaced(kept.removesuffix("…")).rstrip()) or mixed.links
            for word in re.split(r"[ \n]", kept):
                assert "://" not in word or word in mixed.links
            assert (
                not any(two == CLOSE and one in OPEN + " " for one, two in pairwise(kept))
                or "://" in kept
                or "www." in kept
            )


def test_what_was_directed_is_left_as_it_is() -> None:
    for mixed in TEXTS:
        once = directed(mixed.words, mixed.language)
        assert directed(once, mixed.language) == once
