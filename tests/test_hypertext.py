from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.hypertext import templates


def test_what_is_put_in_is_escaped_and_what_lacks_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>\n  {% if name %}\n{{ name }}\n  {% endif %}\n</p>", "utf-8")
    page = templates(tmp_path).get_template("page.html")
    assert page.render(name="<b>&") == "<p>\n&lt;b&gt;&amp;\n</p>"
    with pytest.raises(UndefinedError):
        page.render()


def test_a_folder_is_opened_once(tmp_path: Path) -> None:
    assert templates(tmp_path) is templates(tmp_path)
