"""The catalogues say in each language what the code says, no more and no less.

What is found here is what ``make texts`` finds: strings in `_` and in `n_`, whose first two arguments
are a singular and a plural.
"""

import unicodedata
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

BOT = Path(__file__).parent.parent / "bot"
LANGUAGES = sorted(path.stem for path in (BOT / "locale").glob("*.po"))


def in_the_code() -> dict[str, str | tuple[str, ...]]:
    found = extract_from_dir(BOT, [("**.py", "python")], keywords={"_": None, "n_": (1, 2)})
    messages = [message for _path, _line, message, _comments, _context in found]
    return {key(message): message for message in messages}


def key(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def catalogue(language: str) -> Catalog:
    with (BOT / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, language, abort_invalid=True)


def entries(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def fields(pattern: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(pattern) if name is not None}


def test_the_promised_languages_are_there() -> None:
    assert {"fr", "he"} <= set(LANGUAGES)
    assert len(in_the_code()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_catalogue_and_no_other(language: str) -> None:
    assert {key(message.id) for message in entries(language)} == set(in_the_code())
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_all_its_forms(language: str) -> None:
    forms = catalogue(language).num_plurals
    code = in_the_code()
    for message in entries(language):
        expected = 1 if isinstance(code[key(message.id)], str) else forms
        assert len(strings(message)) == expected, message.id
        assert all(string.strip() for string in strings(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_fields_of_the_english(language: str) -> None:
    for message in entries(language):
        english = message.id if isinstance(message.id, str) else message.id[1]
        for string in strings(message):
            assert fields(string) == fields(english), string


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_plain_names_and_isolates_are_closed(language: str) -> None:
    for message in entries(language):
        for string in strings(message):
            assert all(name.isidentifier() for name in fields(string)), string
            assert string.count("\u2068") == string.count("\u2069"), string
            assert not set(string) & {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067"}, string


def test_hebrew_isolates_what_runs_from_left_to_right() -> None:
    for message in entries("he"):
        for string in strings(message):
            depth, loose = 0, ""
            for sign in string:
                depth += {"\u2068": 1, "\u2069": -1}.get(sign, 0)
                loose += sign if depth == 0 else ""
            bare = "".join(part[0] for part in Formatter().parse(loose))
            assert not [sign for sign in bare if unicodedata.bidirectional(sign) == "L"], string
            assert "/" not in bare, string


def test_french_sets_its_spaces_narrow_and_unbroken() -> None:
    for message in entries("fr"):
        for string in strings(message):
            for sign in ";!?:»":
                assert f" {sign}" not in string, string
            assert "« " not in string, string
            assert "'" not in string, string
