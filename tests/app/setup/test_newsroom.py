import tomllib
from pathlib import Path

import pytest

from bot.app.setup.newsroom import Masthead, NewsroomFile, ids_of
from bot.errors import SettingsError
from bot.newsroom import load
from tests.program import ROOT

DEMO = (ROOT / "config" / "newsroom.toml").read_text("utf-8")
MASTHEAD = Masthead("The Paper", ("en", "fr"), "Europe/Paris", "desk@paper.example")
NEWS = {"en": "News", "fr": "Actualités"}


def demo(folder: Path) -> NewsroomFile:
    (folder / "newsroom.toml").write_text(DEMO, "utf-8")
    return NewsroomFile(folder / "newsroom.toml")


def written(folder: Path, file: NewsroomFile) -> str:
    (folder / "newsroom.toml").write_text(file.text, "utf-8")
    return file.text


def test_a_file_that_nobody_changes_stays_as_it_is(tmp_path: Path) -> None:
    assert demo(tmp_path).text == DEMO


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_the_demos_file_becomes_ones_own_and_keeps_its_comments(tmp_path: Path, count: int) -> None:
    file = demo(tmp_path)
    file.put_masthead(MASTHEAD)
    file.put_topics([{"en": f"Topic {number}", "fr": f"Sujet {number}"} for number in range(count)])
    file.add_source("https://paper.example/feed", ["topic-0"], "en")
    text = written(tmp_path, file)
    newsroom = load(tmp_path / "newsroom.toml")
    assert (newsroom.name, newsroom.languages, newsroom.timezone.key) == (
        "The Paper",
        ("en", "fr"),
        "Europe/Paris",
    )
    assert [str(topic.id) for topic in newsroom.topics] == [f"topic-{number}" for number in range(count)]
    assert [source.url for source in newsroom.sources] == ["https://paper.example/feed"]
    for comment in (
        "# The newsroom: who speaks",
        "# the first is the one to fall back on",
        "# Sources of your own",
    ):
        assert comment in text
    assert "Israël" not in text


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    file = NewsroomFile(tmp_path / "newsroom.toml")
    assert (file.name, file.languages, file.sources, file.topics) == ("", (), [], [])
    file.put_masthead(MASTHEAD)
    file.put_topics([NEWS])
    file.add_source("https://paper.example/feed", ["news"], "en")
    file.add_source("https://other.example/feed", ["news"], "fr")
    written(tmp_path, file)
    assert len(load(tmp_path / "newsroom.toml").sources) == 2


def test_sources_are_added_below_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_text(
        '[newsroom]\nname = "P"\nlanguages = ["en"]\n[[topic]]\nid = "a"\nnames = { en = "A" }\n'
        '[[source]]\nurl = "https://one.example"  # ours\n',
        "utf-8",
    )
    file = NewsroomFile(tmp_path / "newsroom.toml")
    file.add_source("https://two.example", file.topics[:1], "en")
    table = tomllib.loads(file.text)
    assert [one["url"] for one in table["source"]] == ["https://one.example", "https://two.example"]
    assert "# ours" in file.text


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_text("[newsroom\n", "utf-8")
    with pytest.raises(SettingsError, match="mend that line"):
        NewsroomFile(tmp_path / "newsroom.toml")


def test_an_id_is_made_of_a_name_and_none_twice() -> None:
    names = ["Économie & tech", "ישראל", "Monde", "monde!", "a" * 40]
    assert ids_of([{"x": name} for name in names]) == [
        "economie-tech",
        "topic-2",
        "monde",
        "topic-4",
        "a" * 24,
    ]
