import re

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.spans import TAGS, Marked, Span, ordered, safe_html

KINDS = [*TAGS, "text_link", "url", "spoiler"]


def test_everything_is_escaped_and_lines_are_broken() -> None:
    assert safe_html(Marked("<b>&\"'\nx")) == "&lt;b&gt;&amp;&quot;&#x27;<br>x"


def test_spans_nest_and_a_crossing_one_is_cut() -> None:
    spans = ordered([Span("italic", 2, 6), Span("bold", 0, 4)])
    assert safe_html(Marked("abcdefg", spans)) == "<b>ab<i>cd</i></b>efg"


def test_the_same_stretch_can_be_both() -> None:
    assert safe_html(Marked("ab", (Span("bold", 0, 2), Span("italic", 0, 2)))) == "<b><i>ab</i></b>"


def test_preformatted_text_keeps_its_line_feeds() -> None:
    assert safe_html(Marked("a\nb\nc", (Span("pre", 0, 3),))) == "<pre>a\nb</pre><br>c"


def test_only_web_links_are_links() -> None:
    marked = Marked(
        "ab", (Span("text_link", 0, 1, "tg://user?id=1"), Span("text_link", 1, 2, 'https://x.org/?a=1&b="'))
    )
    assert safe_html(marked) == (
        'a<a href="https://x.org/?a=1&amp;b=&quot;" target="_blank" rel="noopener noreferrer nofollow">b</a>'
    )


def test_bare_addresses_become_links_without_their_full_stop() -> None:
    marked = Marked("Voir https://a.org/b_c, et (http://127.0.0.1:8/x).").with_links()
    assert [span.argument for span in marked.spans] == ["https://a.org/b_c", "http://127.0.0.1:8/x"]


def test_an_address_inside_a_link_or_code_is_left_alone() -> None:
    spans = (Span("code", 0, 13),)
    assert Marked("https://a.org", spans).with_links().spans == spans


def test_trimming_moves_the_spans() -> None:
    marked = Marked("  ab  ", (Span("bold", 0, 3), Span("italic", 4, 6))).trimmed()
    assert marked == Marked("ab", (Span("bold", 0, 1),))


@given(st.text(alphabet="<>&\"'a\n é😀", max_size=12), st.data())
def test_html_is_balanced_whatever_the_spans(text: str, data: st.DataObject) -> None:
    edge = st.integers(0, len(text))
    spans = data.draw(st.lists(st.builds(Span, st.sampled_from(KINDS), edge, edge, st.just("https://x.org"))))
    html = safe_html(Marked(text, ordered(spans)))
    opened: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z]+)[^>]*>", html):
        if closing:
            assert opened.pop() == name
        elif name != "br":
            assert name in {*TAGS.values(), "a"}
            opened.append(name)
    assert not opened
