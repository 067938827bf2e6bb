import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markup import MarkupError, parse_html
from bot.sandbox.spans import Span, safe_html

UNPAIRED = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
    "code units"
)


def test_tags_become_spans_and_leave_the_text() -> None:
    marked = parse_html("<b>Pont <i>fermé</i></b> <u>a</u><s>b</s> <code>c</code>")
    assert marked.text == "Pont fermé ab c"
    assert marked.spans == (
        Span("bold", 0, 10),
        Span("italic", 5, 10),
        Span("underline", 11, 12),
        Span("strikethrough", 12, 13),
        Span("code", 14, 15),
    )


def test_only_four_named_entities_and_numbers_are_decoded() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#233;&#x5d0;&nbsp;&apos; & &#0;&#xzz;").text == (
        '<>&"éא&nbsp;&apos; & &#0;&#xzz;'
    )


def test_an_entity_needs_no_semicolon_and_a_long_number_is_none() -> None:
    assert parse_html("a&ampb &lt b&#0000000065;").text == "a&ampb < b&#0000000065;"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href ", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a ='x'>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x&y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#xd800;", UNPAIRED),
    ],
)  # fmt: skip
def test_what_telegram_refuses_is_refused_in_its_words(source: str, error: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_html(source)
    assert str(caught.value) == error


def test_a_link_keeps_its_address_and_an_invalid_one_vanishes() -> None:
    marked = parse_html('<a href="https://a.org/?x=1&amp;y=2">lire</a> <a href="javascript:alert(1)">non</a>')
    assert marked.text == "lire non"
    assert marked.spans == (Span("text_link", 0, 4, "https://a.org/?x=1&y=2"),)


def test_a_link_without_address_is_its_own_text() -> None:
    assert parse_html("<a>a.org/b</a>").spans == (Span("text_link", 0, 7, "http://a.org/b"),)


def test_a_link_to_nowhere_is_plain_text() -> None:
    assert parse_html("<a href=>x</a>").spans == ()


def test_the_lesser_tags_are_known() -> None:
    source = (
        '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler><blockquote expandable>c</blockquote>'
        '<blockquote>d</blockquote><pre>e</pre><code class="language-python">f</code><code class="x">g</code>'
        '<tg-emoji emoji-id="53">h</tg-emoji><tg-time unix="5">i</tg-time><ins>j</ins><b></b></ >'
    ).removesuffix("</ >")
    assert [span.kind for span in parse_html(source).spans] == [
        "spoiler", "spoiler", "expandable_blockquote", "blockquote", "pre", "code", "code", "custom_emoji",
        "underline",
    ]  # fmt: skip


def test_a_nameless_end_tag_closes_the_innermost() -> None:
    assert parse_html("<b>x</>").spans == (Span("bold", 0, 1),)


@given(st.text(alphabet="<>/&;#x'\"= abiéé😀\n=", max_size=40))
def test_any_text_is_read_or_refused_and_its_html_holds_only_the_allowed_tags(source: str) -> None:
    try:
        marked = parse_html(source)
    except MarkupError:
        return
    assert all(0 <= span.start < span.end <= len(marked.text) for span in marked.spans)
    assert "<script" not in safe_html(marked)


@given(
    st.text(max_size=60).filter(
        lambda text: "\0" not in text and not any(0xD800 <= ord(c) < 0xE000 for c in text)
    )
)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>").text == text
