from collections.abc import Mapping

import pytest
from lxml.html import HtmlElement, document_fromstring

from bot.sources.jsonld import LinkedData
from bot.sources.paragraphs import WHOLE
from bot.sources.paywall import MICRODATA, before_wall, hide_paid

FREE = "The harbour office said on Monday that the ferry will sail again."
PAGE = f"<div id=text class='article text'><p>{FREE}</p> <p class='p' {{}}>Secret</p></div>"
SOLD = LinkedData(is_free=False)
NOTHING: Mapping[str, str] = {}


def shown(attributes: str, stated: LinkedData = SOLD, named: Mapping[str, str] = NOTHING) -> str:
    tree: HtmlElement = document_fromstring(f"<html><body>{PAGE.format(attributes)}</body></html>")
    hide_paid(tree, stated, named)
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    "attributes", ["hidden", "style='color: red; Display : None'", "style=visibility:hidden"]
)
def test_what_no_reader_of_a_sold_page_sees_is_taken_out(attributes: str) -> None:
    assert shown(attributes) == FREE
    assert shown(attributes, named={"article:content_tier": "metered"}) == FREE
    assert shown(attributes, LinkedData(is_free=True)) == f"{FREE} Secret"


@pytest.mark.parametrize(
    "selector", [".p", " .p , .q", "#sold", "[data-lock]", "[data-lock='1']", "article .p > b"]
)
def test_what_a_page_names_as_paid_is_taken_out(selector: str) -> None:
    sold = LinkedData(is_free=False, paid=(selector,))
    assert shown("id=sold data-lock=1", sold) == FREE
    tree: HtmlElement = document_fromstring(f"<body>{PAGE.format('id=sold data-lock')}</body>")
    assert hide_paid(tree, sold, NOTHING)


def test_a_selector_of_tags_alone_takes_all_of_them() -> None:
    assert shown("", LinkedData(is_free=False, paid=("main > p",))) == ""
    assert shown("", LinkedData(is_free=False, paid=("html",))) == ""
    assert shown("", LinkedData(is_free=False, paid=("body",))) == ""


@pytest.mark.parametrize("tier", ["metered", "Free"])
def test_what_is_only_counted_is_for_all(tier: str) -> None:
    sold = LinkedData(is_free=False, paid=(".p",))
    assert shown("", sold, {"article:content_tier": tier}) == f"{FREE} Secret"
    assert shown("", sold, {"article:content_tier": "locked"}) == FREE


@pytest.mark.parametrize("name", ["paywall", "subscriber-only", "premiumContent", "x locked-content"])
def test_a_class_tells_where_no_part_is_named(name: str) -> None:
    page = f"<body><p>{FREE}</p><div class='{name}'>Secret</div><div class='wall-of-fame'>Kept</div></body>"
    tree: HtmlElement = document_fromstring(page)
    assert not hide_paid(tree, SOLD, NOTHING)
    assert "Secret" not in tree.text_content()
    assert "Kept" in tree.text_content()


@pytest.mark.parametrize(
    ("stated", "named", "is_sold"),
    [
        (LinkedData(), {}, False),
        (LinkedData(), {"article:content_tier": "locked"}, True),
        (LinkedData(), {MICRODATA: "False"}, True),
        (LinkedData(), {MICRODATA: "true"}, False),
        (LinkedData(is_free=True), {"article:content_tier": "locked"}, False),
        (LinkedData(is_free=False), {"article:content_tier": "free"}, True),
    ],
)
def test_a_page_says_in_several_ways_that_it_is_sold(
    stated: LinkedData, named: Mapping[str, str], *, is_sold: bool
) -> None:
    assert before_wall([FREE], stated, named) == ([FREE], is_sold)


# ---- the words of a wall -------------------------------------------------------------------------

WALLS = [
    "Il vous reste 82 % de cet article à lire. La suite est réservée aux abonnés.",
    "Cet article est réservé à nos abonnés.",
    "Subscribe to continue reading this story and all the others that we publish.",
    "This story is exclusively for our subscribers",
    "Dieser Artikel ist exklusiv für Abonnenten.",
    "הכתבה המלאה פתוחה למנויים בלבד, ניתן להירשם כאן.",
    "هذا المحتوى للمشتركين",
]


@pytest.mark.parametrize("words", WALLS)
def test_a_text_ends_before_the_words_that_sell_the_rest(words: str) -> None:
    assert before_wall([FREE, words, "Already 12 000 do."], LinkedData(), NOTHING) == ([FREE], True)
    assert before_wall([words], LinkedData(), NOTHING) == ([], True)


def test_a_long_text_may_speak_of_subscribers() -> None:
    long = [FREE] * (WHOLE // len(FREE) + 1)
    assert before_wall([*long, WALLS[2]], LinkedData(), NOTHING) == ([*long, WALLS[2]], False)
    assert before_wall([*long, WALLS[2]], SOLD, NOTHING) == (long, True)


def test_news_of_what_subscribers_pay_is_no_wall() -> None:
    news = ["The price will rise for subscribers in Spain from May on, the channel said on Monday."]
    assert before_wall(news, LinkedData(), NOTHING) == (news, False)


def test_labels_alone_are_no_text_in_front_of_a_wall() -> None:
    assert before_wall(["By Kim", "Share"], SOLD, NOTHING) == ([], True)
    assert before_wall(["By Kim", "Share"], LinkedData(), NOTHING) == (["By Kim", "Share"], False)
