from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.opml import export_list, import_list, save
from bot.errors import SettingsError
from bot.model import Priority
from bot.settings import Settings
from bot.store import source as sources
from bot.store.database import Database
from tests.rows import NOW

NEWSROOM = """
[newsroom]
name = "Le Fil & co"
languages = ["fr"]
[[topic]]
id = "monde"
names = { fr = "Monde", he = "עולם" }
[[topic]]
id = "culture"
names = { fr = "Culture & société" }
[[topic]]
id = "tech"
names = { fr = "Tech" }
"""
LIST = Path(__file__).parents[1] / "data" / "feeds" / "subscriptions.opml"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    newsroom = tmp_path / "newsroom.toml"
    newsroom.write_text(NEWSROOM, "utf-8")
    return Settings(database_url=SecretStr(database_url), newsroom=newsroom)


def rows(settings: Settings) -> list[sources.SourceRow]:
    database = Database(settings.database_url.get_secret_value())
    found = database.read_here(sources.listed)
    database.close()
    return found


def written(tmp_path: Path, *outlines: str) -> Path:
    file = tmp_path / "list.opml"
    file.write_text(f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>", "utf-8")
    return file


def test_another_readers_list_is_imported_with_its_topics(settings: Settings) -> None:
    done = import_list(settings, LIST, ["tech"], dry_run=False)
    assert done.summary == "4 sources added, 0 there already; 3 lines to look at"
    assert len(done.troubles) == 3
    assert [(row.name, row.kind, row.topics) for row in rows(settings)] == [
        ("À la une", "feed", ("tech",)),
        ("Le blog", "feed", ("culture",)),
        ("Balado", "feed", ("culture",)),
        ("Sans flux", "site", ("culture",)),
    ]
    again = import_list(settings, LIST, [], dry_run=False)
    assert again.summary.startswith("0 sources added, 4 there already")
    assert len(rows(settings)) == 4


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(settings: Settings) -> None:
    assert import_list(settings, LIST, [], dry_run=True).summary.startswith("4 sources would be added")
    assert rows(settings) == []


def test_a_feed_in_two_folders_is_one_source_with_both_topics(settings: Settings, tmp_path: Path) -> None:
    one = '<outline text="A" xmlUrl="https://a.example/f"/>'
    file = written(tmp_path, f'<outline text="MONDE">{one}</outline><outline text="Tech">{one}</outline>')
    assert import_list(settings, file, [], dry_run=False).summary == (
        "1 source added, 0 there already, 1 listed twice"
    )
    assert [row.topics for row in rows(settings)] == [("monde", "tech")]


def test_without_a_topic_a_source_goes_to_all(settings: Settings, tmp_path: Path) -> None:
    import_list(settings, written(tmp_path, '<outline xmlUrl="https://a.example/f"/>'), [], dry_run=False)
    assert [row.topics for row in rows(settings)] == [("culture", "monde", "tech")]


def test_a_source_that_was_led_elsewhere_is_there_already(settings: Settings, tmp_path: Path) -> None:
    file = written(tmp_path, '<outline text="A" xmlUrl="https://a.example/f"/>')
    import_list(settings, file, [], dry_run=False)
    database = Database(settings.database_url.get_secret_value())
    (row,) = rows(settings)
    left = {"former": [row.url]}
    database.write_here(lambda tx: sources.move(tx, row.id, "https://b.example/f", left))
    database.close()
    assert import_list(settings, file, [], dry_run=False).summary == "0 sources added, 1 there already"


def test_what_is_exported_is_imported_as_it_was(settings: Settings, tmp_path: Path) -> None:
    database = Database(settings.database_url.get_secret_value())
    import_list(settings, LIST, ["tech"], dry_run=False)
    new = sources.NewSource(
        "https://b.example/?a=1&b=<2>",
        "chat",
        kind="sitemap",
        name='Les "<nouvelles>" & co',
        language="fr",
        priority=Priority.BREAKING,
        every=120,
        topics=("monde", "tech"),
    )
    database.write_here(lambda tx: sources.pause(tx, sources.add(tx, new, NOW), NOW, "desk"))
    database.close()
    before = rows(settings)
    file = tmp_path / "out.opml"
    save(file, export_list(settings))
    assert not list(tmp_path.glob("*.part"))
    other = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path / 'other.db'}")})
    import_list(other, file, [], dry_run=False)

    def told(row: sources.SourceRow) -> tuple[object, ...]:
        paused = row.paused_at is not None
        return row.url, row.kind, row.name, row.language, row.priority, row.every, row.topics, paused

    assert sorted(map(told, rows(other))) == sorted(map(told, before))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("<rss/>", "can't be imported: this is no OPML"),
        ('<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "can't be imported: this file defines entities"),
    ],
)
def test_a_wrong_file_is_one_line_and_adds_nothing(
    settings: Settings, tmp_path: Path, words: str, said: str
) -> None:
    file = tmp_path / "list.opml"
    file.write_text(words, "utf-8")
    with pytest.raises(SettingsError, match=said) as caught:
        import_list(settings, file, [], dry_run=False)
    assert "\n" not in str(caught.value)
    assert rows(settings) == []


def test_a_missing_file_an_unknown_topic_and_a_full_disk_are_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.opml can't be read"):
        import_list(settings, tmp_path / "nowhere.opml", [], dry_run=False)
    with pytest.raises(
        SettingsError, match="names sport, which is no topic; choose among monde, culture, tech"
    ):
        import_list(settings, LIST, ["sport"], dry_run=False)
    with pytest.raises(SettingsError, match="can't be written"):
        save(tmp_path / "no" / "folder.opml", b"")
