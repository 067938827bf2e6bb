import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.sources.article import read_body, read_page

PARAGRAPH = (
    "The harbour office said on Monday that the ferry will sail again once its engine has been tested. "
)
URL = "https://paper.example/2026/11/23/ferry"


def test_a_short_article_is_found_by_the_slower_reading() -> None:
    article = read_page(f"<html><body><div><p>{PARAGRAPH}</p></div></body></html>")
    assert article.body == PARAGRAPH.strip()
    assert (article.title, article.standfirst, article.language) == ("", "", "")


def test_a_long_article_is_read_once_and_keeps_its_paragraphs_apart() -> None:
    body = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(5))
    article = read_page(
        f"<html><head><title>Ferry</title></head><body><article>{body}</article></body></html>"
    )
    assert [line.split(".")[0] for line in article.body.split("\n")] == list("01234")


def test_what_leads_through_a_site_is_no_article() -> None:
    with pytest.raises(Invalid):
        read_page("<html><body><nav>Menu</nav><img src='x.png'><footer>Terms</footer></body></html>")


def test_no_break_spaces_stay_where_french_puts_them() -> None:
    sentence = (
        "Le festival «&nbsp;Un été sans clé\u00a0» ouvrira le 3 juillet, a annoncé la mairie de la ville."
    )
    page = f"<html lang=fr><body><article>{f'<p>{sentence}</p>' * 4}</article></body></html>"
    assert "«\u00a0Un été sans clé\u00a0»" in read_page(page).body


def test_a_title_above_the_text_and_the_furniture_in_it_are_left_out() -> None:
    text = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(6))
    boxes = (
        "<p>Read also: <a href=/1>The ferry is old and wants a new engine</a></p>"
        "<div class='newsletter-box'><p>Every morning the news of the port by mail.</p></div>"
    )
    head = f"<title>The ferry | The Paper</title>{'<script>x()</script>' * 3}"
    body = f"<article><h2>The ferry</h2>{text}{boxes}<p>Monday, 14.2.2026, 18:30</p>{text}<p>Tags</p>"
    article = read_page(f"<html><head>{head}</head><body><h1>The ferry</h1>{body}")
    assert article.title == "The ferry"
    assert article.body.split("\n") == [f"{number}. {PARAGRAPH}".strip() for number in (*range(6), *range(6))]


def test_the_standfirst_that_a_page_shows_above_its_text_opens_the_body() -> None:
    text = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(6))
    head = '<meta property="og:description" content="Two engineers have come from the capital for it…">'
    shown = "<h2>Two engineers have come from the capital for it, and stay a week.</h2>"
    page = f"<html><head>{head}</head><body><header>{shown}</header><article>{text}</article></body></html>"
    body = read_page(page).body.split("\n")
    assert body[0] == "Two engineers have come from the capital for it, and stay a week."
    assert len(body) == 7
    assert len(read_page(page.replace(shown, "")).body.split("\n")) == 6


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>The ferry | The Paper</title>", "<h1>The ferry</h1>", "The ferry"),
        ("<title>The ferry | The Paper</title>", "<h1>The Paper's day</h1>", "The ferry | The Paper"),
        ("<meta property=og:title content='The old ferry'><title>X</title>", "<h1>X</h1>", "The old ferry"),
        ("", "<h1>The <b>ferry</b></h1>", "The ferry"),
        ("", "", ""),
    ],
)
def test_a_title_is_what_machines_are_told_or_what_is_shown(head: str, heading: str, title: str) -> None:
    text = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(6))
    assert read_page(f"<html><head>{head}</head><body>{heading}{text}</body></html>").title == title


# ---- what a page says of itself ------------------------------------------------------------------

FR = "Le président de la région a rencontré ce lundi une délégation de pêcheurs venue du port voisin. "
HE = "ראש העירייה אמר ביום ראשון כי הגשר החדש ייפתח לתנועה לפני החורף, לאחר שלוש שנות עבודה. "
AR = "قال رئيس البلدية يوم الأحد إن الجسر الجديد سيفتح أمام حركة المرور قبل الشتاء بعد ثلاث سنوات. "


def a_page(text: str, head: str = "", *, lang: str = "fr", title: str = "Le pont") -> str:
    body = "".join(f"<p>{number}. {text}</p>" for number in range(8))
    return (
        f"<!doctype html><html lang={lang}><head><title>{title}</title>{head}</head><body><nav>Menu</nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>Mentions</footer></body></html>"
    )


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(("text", "lang"), [(FR, "fr"), (HE, "he"), (AR, "ar"), (PARAGRAPH, "en")])
def test_a_page_is_read_in_its_language_with_its_picture(text: str, lang: str) -> None:
    head = (
        '<meta property="og:image" content="/photo.jpg"><meta property="og:description" content="En bref.">'
    )
    article = read_page(a_page(text, head, lang=lang), URL)
    assert (article.language, article.picture) == (lang, "https://paper.example/photo.jpg")
    assert article.standfirst == "En bref."
    assert article.body.count(text.strip()[:60]) == 8
    assert "Menu" not in article.body


def test_json_ld_fills_what_a_script_would_draw() -> None:
    body = PARAGRAPH * 8
    head = ld(
        '{"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], '
        '"headline": "Ferry &amp; port", "description": "It sails.", "inLanguage": "en-GB", '
        f'"articleBody": "{body}", "image": [{{"@type": "ImageObject", "url": "https://i.example/a.webp"}}]}}]}}'
    )
    article = read_page(
        f"<html><head>{head}</head><body><div id=app><p>Loading the page, please wait.</p></div>", URL
    )
    assert (article.title, article.standfirst, article.language) == ("Ferry & port", "It sails.", "en")
    assert article.body == body.strip()
    assert article.picture == "https://i.example/a.webp"


# ---- what is sold ---------------------------------------------------------------------------------

SECRET = "Le secret est que le bateau de pêche du maire a été vendu en août dernier."
SHOWN = "".join(f"<p>{number}. {FR}</p>" for number in range(3))


def sold(body: str, stated: str = "", head: str = "") -> str:
    stated = f'"@type": "NewsArticle", "headline": "H", "isAccessibleForFree": false{stated}'
    return (
        f"<html lang=fr><head><title>H</title>{ld('{' + stated + '}')}{head}</head>"
        f"<body><article>{body}</article></body></html>"
    )


@pytest.mark.parametrize("stated", ["false", '"False"', '"http://schema.org/False"'])
def test_of_a_text_that_is_sold_what_is_shown_to_all_is_taken(stated: str) -> None:
    wall = "<p>Il vous reste 82 % de cet article à lire. La suite est réservée aux abonnés.</p>"
    head = '<meta name="description" content="En bref.">'
    page = sold(SHOWN + wall + f"<div style='display:none'><p>{SECRET}</p></div>", head=head)
    article = read_page(page.replace("false", stated), URL)
    assert (article.title, article.standfirst) == ("H", "En bref.")
    assert article.body.split("\n") == [f"{number}. {FR}".strip() for number in range(3)]


def test_the_data_of_a_text_that_is_sold_are_not_read() -> None:
    article = read_page(sold(SHOWN, f', "articleBody": "{FR} {SECRET * 30}"'), URL)
    assert article.body.count(FR.strip()) == 3
    assert SECRET not in str(article)
    nothing = read_page(sold("<p>Chargement…</p>", f', "articleBody": "{SECRET * 30}"'), URL)
    assert (nothing.body, nothing.title) == ("", "H")


@pytest.mark.parametrize("words", ["Subscribe to continue reading.", "הכתבה המלאה פתוחה למנויים בלבד."])
def test_nor_are_those_of_a_page_whose_words_sell_it(words: str) -> None:
    head = ld(f'{{"@type": "NewsArticle", "articleBody": "{SECRET * 30}"}}')
    page = f"<html><head>{head}</head><body><article>{SHOWN}<p>{words}</p></article></body></html>"
    article = read_page(page, URL)
    assert article.body.count(FR.strip()) == 3
    assert SECRET not in str(article)


def test_the_part_that_a_page_names_as_paid_is_left() -> None:
    part = ', "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}'
    paid = f"<div class='text paid'>{f'<p>{SECRET}</p>' * 9}</div>"
    assert read_page(sold(SHOWN + paid, part), URL).body.count(FR.strip()) == 3
    assert SECRET not in str(read_page(sold(SHOWN + paid, part), URL))
    assert read_page(sold(paid, part), URL).body == ""
    metered = '<meta property="article:content_tier" content="metered">'
    assert SECRET in read_page(sold(SHOWN + paid, part, metered), URL).body


@pytest.mark.parametrize(
    "words",
    [
        "Il vous reste 82 % de cet article à lire. La suite est réservée aux abonnés.",
        "Subscribe to continue reading this story and all the others that we publish.",
        "הכתבה המלאה פתוחה למנויים בלבד, ניתן להירשם כאן.",
    ],
)
def test_a_teaser_is_known_by_its_last_words_and_is_the_text(words: str) -> None:
    page = f"<html><head><title>T</title></head><body><article>{SHOWN}<p>{words}</p></article>"
    body = read_page(page, URL).body
    assert body.split("\n") == [f"{number}. {FR}".strip() for number in range(3)]
    alone = f"<html><head><title>T</title></head><body><article><p>{words}</p></article>"
    assert read_page(alone, URL).body == ""


def test_a_page_that_is_free_is_read_whole() -> None:
    head = ld('{"@type": "NewsArticle", "headline": "H", "isAccessibleForFree": true}')
    assert len(read_page(a_page(FR, head), URL).body) > 600


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<title>Vos choix en matière de cookies</title><p>" + FR * 3, "consent"),
        ("<title>Connexion</title><form><input type='password'></form><p>" + FR * 3, "log in"),
        ("<title>404 – Page introuvable</title><p>" + FR * 3, "not there"),
        ("<title>הדף המבוקש לא נמצא</title><p>" + HE * 3, "not there"),
    ],
)
def test_a_wall_is_no_article(page: str, words: str) -> None:
    url = "https://paper.example/login"
    with pytest.raises(Invalid, match=words):
        read_page(f"<html><head></head><body>{page}</body></html>", url)


def test_a_long_article_about_cookies_is_no_wall() -> None:
    assert read_page(a_page(FR * 4, title="Cookies : la loi change"), URL).body


@pytest.mark.parametrize(
    "head",
    [
        ld("{"),
        ld("[" * 5000),
        ld('{"@type": "NewsArticle", "headline": 7, "image": {"url": {"url": []}}, "inLanguage": []}'),
        ld('"x"') + ld("[[1], {}]") + ld(""),
        ld(f'{{"@type": "NewsArticle", "articleBody": "{"<p " * 300_000}"}}'),
        '<meta property="og:image" content="javascript:alert(1)">',
        '<meta property="og:image" content="/logo.svg">',
    ],
)
def test_broken_data_costs_only_itself(head: str) -> None:
    article = read_page(a_page(FR, head), URL)
    assert article.body
    assert article.picture == ""


def test_a_body_is_decoded_first() -> None:
    body = a_page(FR).replace("<head>", '<head><meta charset="windows-1252">').encode("windows-1252")
    assert FR.strip()[:40] in read_body(body, "text/html", URL).body


def test_a_page_of_too_many_tags_is_not_begun_and_of_a_long_one_the_start_is_read() -> None:
    with pytest.raises(Invalid, match="too long"):
        read_page("<html><body>" + "<p>a<b>b</b>" * 30_000, URL)
    long = a_page(FR).replace("</body>", f"<!-- {'x' * 3_000_000} --><p>The very end.</p></body>")
    assert FR.strip()[:40] in read_body(long.encode(), "text/html; charset=utf-8", URL).body


PIECES = [
    *(
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<a href=/x>",
        "</a>",
        "<h1>",
        "</h1>",
        "<aside>",
        "<!--",
        "-->",
        "<br>",
    ),
    *(
        "<div class='related paywall'>",
        "<p hidden>",
        "<li>",
        "&nbsp;",
        "&#1;",
        "\u202f",
        "\x00",
        "<?x?>",
        "<svg>",
    ),
    *(
        PARAGRAPH,
        FR,
        HE,
        "Subscribe to continue reading.",
        "<title>",
        "</title>",
        "]]>",
        "<html lang=he>",
        "<td>",
    ),
    ld('{"@type": "NewsArticle", "isAccessibleForFree": false, "hasPart": {"cssSelector": ".related > p"}}'),
    ld(f'{{"@type": "NewsArticle", "articleBody": "<p>{PARAGRAPH}", "description": "{FR}"}}'),
    '<meta itemprop="isAccessibleForFree" content="False"><meta name="description" content="{FR}">',
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_page_is_an_article_or_none(pieces: list[str]) -> None:
    with contextlib.suppress(Invalid):
        article = read_page("".join(pieces), URL)
        assert article.body == "\n".join(line.strip() for line in article.body.split("\n"))
        assert "\x00" not in article.body + article.standfirst + article.title
