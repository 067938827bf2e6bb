"""The catalogues say in each language what the code says, no more and no less.

What is found here is what ``make texts`` finds: strings in `_` and in `n_`, whose first two arguments
are a singular and a plural.
"""

import re
import unicodedata
from gettext import c2py
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.commands.line import of_text
from bot.texts import _, is_leftward, n_, say
from tests.chat import newsroom

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
    assert {"fr", "he", "ar", "fa"} <= set(LANGUAGES)
    assert {"de", "es"} <= set(LANGUAGES)
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
def test_the_words_that_readers_are_told_to_write_are_understood(language: str) -> None:
    told = say(_("Plain words work too: START, STOP, MENU, HELP."), language).partition(":")[2]
    named = [of_text(word.strip(" .\xa0"), newsroom()) for word in re.split("[,،]", told)]
    assert [line and line.name for line in named] == ["start", "stop", "menu", "help"]
    more = n_("{count} more story: write LATEST", "{count} more stories: write LATEST", 4)
    line = of_text(say(more, language).rpartition(" ")[2], newsroom())
    assert line
    assert line.name == "latest"


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_plain_names_and_isolates_are_closed(language: str) -> None:
    for message in entries(language):
        for string in strings(message):
            assert all(name.isidentifier() for name in fields(string)), string
            assert string.count("\u2068") == string.count("\u2069"), string
            assert not set(string) & {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067"}, string


def loose(string: str) -> str:
    """Give what of a translation stands outside of isolates."""
    depth, left = 0, ""
    for sign in string:
        depth += {"\u2068": 1, "\u2069": -1}.get(sign, 0)
        left += sign if depth == 0 else ""
    return left


@pytest.mark.parametrize("language", sorted(filter(is_leftward, LANGUAGES)))
def test_what_runs_from_left_to_right_is_isolated(language: str) -> None:
    for message in entries(language):
        for string in strings(message):
            bare = "".join(part[0] for part in Formatter().parse(loose(string)))
            assert not [sign for sign in bare if unicodedata.bidirectional(sign) == "L"], string
            assert "/" not in bare, string


@pytest.mark.parametrize("language", sorted(filter(is_leftward, LANGUAGES)))
def test_a_command_is_isolated_from_words_that_run_from_right_to_left(language: str) -> None:
    # the slash would jump behind its name
    for message in entries(language):
        for string in strings(message):
            for held in re.findall("\u2068(/[^\u2068\u2069]*)\u2069", string):
                assert not [sign for sign in held if unicodedata.bidirectional(sign) in {"R", "AL"}], string


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_numbers_keep_their_signs_among_arabic_letters(language: str) -> None:
    # there a number loses hold of the signs beside it, unless an isolate begins anew
    for message in entries(language):
        for string in strings(message):
            assert not set(loose(string)) & {"#", "%"}, string


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_arabic_letters_take_their_own_signs(language: str) -> None:
    for message in entries(language):
        for string in strings(message):
            assert not set(loose(string)) & set("?;,\"'“”"), string


def test_arabic_counts_take_the_form_of_their_number() -> None:
    rule = c2py(catalogue("ar").plural_expr)
    forms = {0: (0,), 1: (1,), 2: (2,), 3: (3, 10, 103), 4: (11, 25, 99, 111), 5: (100, 101, 102, 200)}
    assert {form: tuple(rule(count) for count in counts) for form, counts in forms.items()} == {
        form: (form,) * len(counts) for form, counts in forms.items()
    }


def test_persian_joins_its_words_with_half_spaces() -> None:
    for message in entries("fa"):
        for string in strings(message):
            assert not re.search(r"(?<!\w)ن?می (?=\w)|(?<=\w) ها(?:ی|یی)?(?!\w)", string), string
            assert not set(string) & set("يك"), string  # of Arabic keyboards


def test_french_sets_its_spaces_narrow_and_unbroken() -> None:
    for message in entries("fr"):
        for string in strings(message):
            for sign in ";!?:»":
                assert f" {sign}" not in string, string
            assert "« " not in string, string
            assert "'" not in string, string


@pytest.mark.parametrize(("language", "marks"), [("de", "„“"), ("es", "«»")])
def test_quotations_stand_between_the_marks_of_their_language(language: str, marks: str) -> None:
    for message in entries(language):
        for string in strings(message):
            assert not set(string) & (set("'\"‘’“”„«»") - set(marks)), string
            quoted = [sign for sign in string if sign in marks]
            assert "".join(quoted) == marks * (len(quoted) // 2), string


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_number_stays_with_its_unit(language: str) -> None:
    for message in entries(language):
        for string in strings(message):
            assert not re.search(r"\} ?(?:%|MB\b|kB\b|min\b|s\b|h\b)", string), string


def test_spanish_opens_its_questions_and_its_cries() -> None:
    for message in entries("es"):
        for string in strings(message):
            for opening, closing in ("¿?", "¡!"):
                assert string.count(opening) == string.count(closing), string


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_called_by_their_own_names(language: str) -> None:
    # in this order or another
    for message in entries(language):
        english = message.id if isinstance(message.id, str) else message.id[1]
        for string in strings(message):
            assert commands_in(string) == commands_in(english), string


def commands_in(words: str) -> list[str]:
    return sorted(re.findall(r"(?<![\w/.:<])/[a-z]+\b", words))
