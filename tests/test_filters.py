import io
import json
import os
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import filters

STANDFIRST = "The council opened the new bridge over the river on Sunday, its mayor said."
TEXT = "Some two hundred people came to see the ribbon cut. " * 12
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title><link>https://paper.example/</link><language>en</language>
<item><guid>7</guid><title>A bridge opens</title><link>https://paper.example/7</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><enclosure url="/7.jpg" type="image/jpeg"/></item>
<item><title>A ferry sinks</title><link>https://paper.example/8</link></item></channel></rss>"""


def summarised(*lines: object) -> tuple[int, list[dict[str, Any]], str]:
    """Filter lines (as JSON where they are no text); give back status, what came out, what was said."""
    out, err = io.StringIO(), io.StringIO()
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    status = filters.summarise(written, out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def an_article(**about: object) -> dict[str, object]:
    usual = {"id": 1, "title": "A bridge opens", "text": TEXT, "standfirst": STANDFIRST, "language": "en"}
    return usual | about


def test_an_article_becomes_a_headline_and_lines_traceable_to_it() -> None:
    status, (row,), said = summarised(an_article())
    assert (status, said) == (0, "")
    assert (row["id"], row["headline"], row["language"]) == (1, "A bridge opens", "en")
    assert row["lines"] == [STANDFIRST]
    assert {part for part, _, _ in row["spans"]} == {"title", "standfirst"}
    assert list(row) == ["id", "headline", "lines", "language", "spans"]


def test_what_comes_out_is_in_the_order_of_what_came_in() -> None:
    _, rows, _ = summarised(*(an_article(id=number) for number in (3, "x", None, 1)))
    assert [row["id"] for row in rows] == [3, "x", None, 1]


def test_html_stands_in_for_text() -> None:
    html = f"<p>{STANDFIRST}</p><p>Some two hundred people came to see the ribbon cut.</p>"
    _, (row,), _ = summarised(an_article(text=None, html=html, standfirst=""))
    assert STANDFIRST in row["lines"]


def test_an_article_that_says_nothing_has_no_headline() -> None:
    status, (row,), _ = summarised({"id": 5})
    assert status == 0
    assert row == {"id": 5, "headline": None, "lines": [], "language": "", "spans": []}


def test_a_bad_line_costs_only_itself_and_is_named() -> None:
    status, rows, said = summarised("{", an_article(), "[1]", "", an_article(title=7), an_article(id=2))
    assert status == 1
    assert [row["id"] for row in rows] == [1, 2]
    assert [line.partition(":")[0] for line in said.splitlines()] == ["line 1", "line 3", "line 5"]
    assert "title must be text" in said


def test_a_line_nested_beyond_measure_costs_only_itself() -> None:
    status, rows, said = summarised("[" * 100_000, an_article())
    assert (status, len(rows), len(said.splitlines())) == (1, 1, 1)


def test_what_no_file_can_hold_is_replaced_when_it_is_written() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    line = '{"id": "\\ud800", "title": "A bridge \\udfff opens", "text": "", "language": "en"}'
    assert filters.summarise([line], out, io.StringIO()) == 0
    out.flush()
    out.seek(0)
    assert json.loads(out.read())["id"] == "?"


ARTICLES = st.dictionaries(st.sampled_from(["id", "title", "text"]), st.text())


@given(st.lists(st.text(max_size=40) | ARTICLES, max_size=5))
def test_each_line_gives_one_line_or_one_complaint(lines: list[object]) -> None:
    lines = [line for line in lines if not (isinstance(line, str) and not line.strip())]
    status, rows, said = summarised(*lines)
    assert len(rows) + len([line for line in said.split("\n") if line.startswith("line ")]) == len(lines)
    assert status == (1 if said else 0)


def test_feeds_are_read_from_files_in_order(tmp_path: Path) -> None:
    good, page = tmp_path / "good.xml", tmp_path / "page.xml"
    good.write_text(RSS, "utf-8")
    page.write_text("<html><body>This is no feed.</body></html>", "utf-8")
    out = io.StringIO()
    assert filters.feeds([page, good, tmp_path / "none.xml", tmp_path], out) == 1
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["file"] for row in rows] == [str(page), str(good), str(tmp_path / "none.xml"), str(tmp_path)]
    assert ["error" in row for row in rows] == [True, False, True, True]
    assert rows[1]["entries"][0] == {
        "guid": "7",
        "title": "A bridge opens",
        "link": "https://paper.example/7",
        "published": "2026-11-23T10:00:00+00:00",
        "language": "en",
        "picture": "https://paper.example/7.jpg",
    }
    assert rows[1]["entries"][1]["published"] is None
    assert (rows[1]["title"], rows[1]["language"]) == ("The Paper", "en")


def test_a_file_whose_name_is_no_text_is_named_as_well_as_it_can_be(tmp_path: Path) -> None:
    out = io.StringIO()
    assert filters.feeds([tmp_path / os.fsdecode(b"odd-\xff-name.xml")], out) == 1
    assert "No such file" in json.loads(out.getvalue())["error"]


def test_feeds_that_can_all_be_read_end_well(tmp_path: Path) -> None:
    good = tmp_path / "good.xml"
    good.write_text(RSS, "utf-8")
    assert filters.feeds([good], io.StringIO()) == 0


def test_a_json_feed_is_read_and_a_bomb_costs_only_itself(tmp_path: Path) -> None:
    bomb, good, vast = tmp_path / "bomb.json", tmp_path / "feed.json", tmp_path / "vast.xml"
    bomb.write_bytes(b"{" + b'"a":[' * 100_000)
    good.write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "T"}]}', "utf-8"
    )
    with vast.open("wb") as file:
        file.truncate(filters.LARGEST_FILE + 1)
    out = io.StringIO()
    assert filters.feeds([bomb, vast, *[good] * filters.SIDE_BY_SIDE], out) == 1
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["error" in row for row in rows] == [True, True, *[False] * filters.SIDE_BY_SIDE]
    assert [entry["title"] for entry in rows[2]["entries"]] == ["T"]
