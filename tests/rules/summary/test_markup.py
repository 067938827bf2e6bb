import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.markup import LONGEST_SOURCE, plain


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a < b & c", "a < b & c"),
        ("5 <beaucoup", "5 <beaucoup"),
        ("un <3 deux", "un <3 deux"),
        ("<p>un</p>\n<p>deux</p>", "\nun\n \ndeux\n"),
        ("un<br/>deux", "un\ndeux"),
        ("un<td>deux", "un deux"),
        ("l'<em>Iran</em>", "l'Iran"),
        ("<P CLASS='x'>un", "\nun"),
        ("<b", ""),
        ('<p class="x <b>un', "\nun"),
        ('<a title="a > b" href="x">un</a>', "un"),
        ('<a title="never closed>un', "un"),
        ("<script>if (a<b) { x('</p>') }</script>un", "un"),
        ("<style>p{}</style>un<script>never closed", "un"),
        ("<figure>un<figcaption>Photo : X</figcaption></figure>", "\nun\n"),
        ("un<nav>never closed", "un\nnever closed"),
        ("<iframe src=x />un", "un"),
        ("<!-- <p>no</p> -->un<!-- open", "un open"),
        ("un<!>deux<?xml ?>trois", "undeuxtrois"),
        ("<![CDATA[un & deux]]>", "un & deux"),
        ("&lt;p&gt;un&lt;/p&gt;", "\nun\n"),
        ("&amp;amp;amp;eacute;t&eacute;", "été"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("<custom-tag>un</custom-tag>", "un"),
    ],
)
def test_markup_becomes_plain_text(source: str, text: str) -> None:
    assert plain(source) == text


@given(st.text(st.sampled_from("<>/ab \"'&;!-amplt#3"), max_size=80))
def test_no_known_tag_is_left(source: str) -> None:
    bare = plain(source)
    assert not any(tag in bare for tag in ("<b>", "</b>", "<a>", "</a>"))


@given(st.text(st.characters(exclude_characters="<>&\r\u0085\u2028\u2029]")))
def test_text_without_markup_stays_as_it_is(source: str) -> None:
    assert plain(source) == source


def test_only_the_start_of_an_endless_source_is_read() -> None:
    assert len(plain("a" * (LONGEST_SOURCE + 10))) == LONGEST_SOURCE
