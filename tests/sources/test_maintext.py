from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from bot.sources.furniture import clear
from bot.sources.maintext import main_text, parse
from bot.sources.words import clean

SENTENCE = "The harbour office said on Monday that the ferry will sail again once its engine has been tested."
OTHER = "Nobody was hurt when the engine broke, and the fishermen took the passengers on board at night."


def opened(html: str) -> HtmlElement:
    tree = parse(html)
    assert tree is not None
    return tree


def read(body: str) -> str:
    html = f"<html><head><title>T</title></head><body>{body}</body></html>"
    tree = opened(html)
    clear(tree)
    return main_text(tree, lambda: opened(html))


def test_what_is_no_html_is_not_parsed() -> None:
    assert parse("") is None
    assert parse("\x00\x01") is None


def test_paragraphs_are_lines() -> None:
    text = read("<article>" + "".join(f"<p>{number} {SENTENCE}</p>" for number in range(5)) + "</article>")
    assert text.split("\n") == [f"{number} {SENTENCE}" for number in range(5)]


@pytest.mark.parametrize("space", ["&nbsp;", "\u00a0", "\u202f", "&#8239;"])
def test_spaces_that_keep_words_together_are_kept(space: str) -> None:
    said = [f"<p>{number}. Il a dit «{space}oui{space}» lundi. {SENTENCE}</p>" for number in range(4)]
    text = read(f"<article>{''.join(said)}</article>")
    assert text.count(f"«{unescape(space)}oui{unescape(space)}»") == 4


@pytest.mark.parametrize(
    "control", ["&#1;", "&#x1;", "&#1", "&#0;", "&#31;", "&#65534;", "&#xFFFF;", "&#xd800;"]
)
def test_controls_cost_only_themselves(control: str) -> None:
    said = [f"<p>{number}. A{control}b&nbsp;c. {SENTENCE}</p>" for number in range(4)]
    text = read(f"<article>{''.join(said)}</article>")
    assert text.count(f"b\u00a0c. {SENTENCE}") == 4
    assert text == clean(text, 10_000)


@pytest.mark.parametrize("tag", ["figure", "button"])
def test_an_article_in_what_looks_like_furniture_is_found_at_the_second_look(tag: str) -> None:
    lost = "".join(f"<p>{number} {OTHER}</p>" for number in range(9))
    assert read(f"<div><p>{SENTENCE}</p></div><{tag}>{lost}</{tag}>").count(OTHER) == 9


def test_without_a_second_look_what_is_shown_is_all() -> None:
    tree = opened(f"<html><body><article><p>{SENTENCE}</p></article></body></html>")
    clear(tree)
    assert main_text(tree, None) in {SENTENCE, ""}


def test_json_in_a_script_is_not_read() -> None:
    data = '{"@type": "NewsArticle", "articleBody": "' + f"Secret. {OTHER} " * 9 + '"}'
    body = f'<script type="application/ld+json">{data}</script><article><p>{SENTENCE}</p></article>'
    assert "Secret" not in read(body)


@given(st.text(alphabet="<>/ap divb&;#1 x\u00a0", max_size=60))
def test_any_page_is_read_or_not(body: str) -> None:
    html = f"<html><body><p>{SENTENCE}</p>{body}</body></html>"
    tree = opened(html)
    clear(tree)
    assert isinstance(main_text(tree, lambda: opened(html)), str)
