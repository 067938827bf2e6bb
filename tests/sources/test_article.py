import pytest

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


@pytest.mark.parametrize("stated", ["false", '"False"', '"http://schema.org/False"'])
def test_a_text_that_is_sold_is_left_and_what_is_shown_to_all_is_taken(stated: str) -> None:
    head = ld(f'{{"@type": "NewsArticle", "headline": "H", "isAccessibleForFree": {stated}}}')
    article = read_page(a_page(FR, head + '<meta name="description" content="En bref.">'), URL)
    assert (article.body, article.standfirst, article.title) == ("", "En bref.", "H")


@pytest.mark.parametrize(
    "words",
    [
        "Il vous reste 82 % de cet article à lire. La suite est réservée aux abonnés.",
        "Subscribe to continue reading this story and all the others that we publish.",
        "הכתבה המלאה פתוחה למנויים בלבד, ניתן להירשם כאן.",
    ],
)
def test_a_teaser_is_known_by_its_last_words(words: str) -> None:
    page = f"<html><head><title>T</title></head><body><article><p>{FR}</p><p>{FR}</p><p>{words}</p></article>"
    assert read_page(page, URL).body == ""


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
