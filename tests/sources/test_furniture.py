import pytest
from lxml.html import HtmlElement, document_fromstring

from bot.sources.furniture import clear, longest_run

SENTENCE = "The harbour office said on Monday that the ferry will sail again once its engine has been tested."
ARTICLE = f"<div class='text'>{f'<p>{SENTENCE}</p>' * 6}</div>"


def cleared(body: str) -> str:
    tree: HtmlElement = document_fromstring(f"<html><head><title>T</title></head><body>{body}</body></html>")
    clear(tree)
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>Gone</nav>",
        "<footer>Gone</footer>",
        "<script>Gone</script>",
        "<figure><img><figcaption>Gone</figcaption></figure>",
        "<aside>Gone</aside>",
        "<div class='related-articles'><p>Gone</p></div>",
        "<section id='newsletterSignup'><p>Gone</p></section>",
        "<div class='metro-factbox'>Gone</div>",
        "<p class='img-description'>Gone</p>",
        "<div class='ArticleShareBar shareBar'>Gone</div>",
        "<blockquote class='twitter-tweet'><p>Gone</p></blockquote>",
        "<ul><li><a href='/1'>Gone and the mayor</a></li><li><a href='/2'>Gone and the port</a></li></ul>",
        "<p><strong>Read also: <a href='/1'>Gone is the old bridge over the river</a></strong></p>",
        "<h3><a href='/1'>Gone is the old bridge over the river</a></h3>",
        "<div><a href='/1'><h4>Gone is the bridge</h4><p>It fell on Monday.</p></a></div>",
    ],
)
def test_furniture_is_taken_out(furniture: str) -> None:
    text = cleared(f"<main>{ARTICLE}{furniture}{ARTICLE}</main>")
    assert text.count(SENTENCE) == 12
    assert "Gone" not in text


@pytest.mark.parametrize(
    "kept",
    [
        f"<p>Kept: <a href='/1'>the council</a> said so. {SENTENCE}</p>",
        "<p><a href='/1'>Kept is the old bridge, the council said.</a></p>",
        "<ul><li>Kept is the bridge, and <a href='/2'>the port</a> with all that stands beside it</li></ul>",
        "<form id='aspnetForm'><p>Kept in a form.</p></form>",
        "<div class='shareholders-meeting'>Kept</div>",
        "<div id='how-to-share-a-taxi-in-the-harbour'>Kept</div>",
        "<article class='comments'><p>Kept as a frame</p></article>",
    ],
)
def test_what_looks_like_it_stays(kept: str) -> None:
    assert "Kept" in cleared(f"<main>{ARTICLE}{kept}{ARTICLE}</main>")


def test_the_text_behind_furniture_stays() -> None:
    assert cleared(f"{ARTICLE}<div>Before <aside>Gone</aside> and after</div>").endswith("Before and after")


def test_what_holds_the_article_stays_whatever_it_is_called() -> None:
    others = f"<div>{f'<div>{SENTENCE}</div>' * 40}</div>"
    assert cleared(f"<div class='related'>{ARTICLE}</div>{others}").count(SENTENCE) == 46
    assert cleared(f"<div class='comments'>{'word ' * 300}</div>{ARTICLE}").count("word") == 300


def test_the_longest_run_is_that_of_one_element() -> None:
    tree = document_fromstring(f"<body><div><p>{SENTENCE}</p><p>short</p></div>{ARTICLE}</body>")
    assert [one.getparent().get("class") for one in longest_run(tree)] == ["text"] * 6
    assert longest_run(document_fromstring("<body><p>short</p></body>")) == []
