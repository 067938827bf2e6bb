import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.spans import safe_html
from bot.sandbox.whatsapp_markup import parse_whatsapp


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*Pont fermé*", "<b>Pont fermé</b>"),
        ("_a_ ~b~ `c`", "<i>a</i> <s>b</s> <code>c</code>"),
        ("*_a_ b*", "<b><i>a</i> b</b>"),
        ("```x\ny```", "<pre>x\ny</pre>"),
        ("2*3*4 et a_b_c", "2*3*4 et a_b_c"),
        ("* pas gras *", "* pas gras *"),
        ("*un\ndeux*", "*un<br>deux*"),
        ("*שלום*!", "<b>שלום</b>!"),
        ("<b>non</b> & *<i>*", "&lt;b&gt;non&lt;/b&gt; &amp; <b>&lt;i&gt;</b>"),
    ],
)
def test_marks_become_html(source: str, html: str) -> None:
    assert safe_html(parse_whatsapp(source)) == html


def test_a_bare_address_is_a_link_even_with_marks_in_it() -> None:
    html = safe_html(parse_whatsapp("Lire : https://a.org/x_y_z/_b_ *ici*"))
    assert ">https://a.org/x_y_z/_b_</a> <b>ici</b>" in html


@given(st.text(alphabet="*_~`a b\n<&", max_size=30))
def test_no_mark_brings_in_a_tag_of_the_text(source: str) -> None:
    html = safe_html(parse_whatsapp(source))
    assert "<" not in re.sub(r"</?(?:b|i|s|code|pre|br)>", "", html)
