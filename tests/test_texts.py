from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import (
    Text,
    _,
    _plural_rule,
    counted,
    is_leftward,
    language_name,
    languages,
    n_,
    nearest_language,
    say,
    say_date,
    say_day,
    say_moment,
    say_number,
    say_roughly,
    say_row,
    say_time,
    verbatim,
    way_of,
)

MOMENT = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
JERUSALEM = ZoneInfo("Asia/Jerusalem")


def test_words_are_said_in_the_language_asked_for() -> None:
    text = _("Welcome")
    assert [say(text, language) for language in ("en", "fr", "he", "ar", "fa")] == [
        "Welcome",
        "Bienvenue",
        "ברוכים הבאים",
        "أهلًا بكم",
        "خوش آمدید",
    ]


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert say(_("Welcome"), "xx") == "Welcome"
    unknown = Text("Words that nobody has translated", {})  # not marked, so that no catalogue asks for it
    assert say(unknown, "fr") == "Words that nobody has translated"


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 alerts in 24 hours", "0 alerte en 24 heures"),
        (1, "1 alert in 24 hours", "1 alerte en 24 heures"),
        (2, "2 alerts in 24 hours", "2 alertes en 24 heures"),
    ],
)
def test_counts_take_the_form_of_their_language(count: int, english: str, french: str) -> None:
    text = n_("{count} alert in 24 hours", "{count} alerts in 24 hours", count)
    assert say(text, "en") == english
    assert say(text, "fr") == french


@pytest.mark.parametrize(
    ("count", "arabic", "persian"),
    [
        (0, "0 تنبيه في 24 ساعة", "0 هشدار در 24 ساعت"),
        (1, "تنبيه واحد (1) في 24 ساعة", "1 هشدار در 24 ساعت"),
        (2, "تنبيهان (2) في 24 ساعة", "2 هشدار در 24 ساعت"),
        (7, "7 تنبيهات في 24 ساعة", "7 هشدار در 24 ساعت"),
        (25, "25 تنبيهًا في 24 ساعة", "25 هشدار در 24 ساعت"),
        (100, "100 تنبيه في 24 ساعة", "100 هشدار در 24 ساعت"),
    ],
)
def test_arabic_has_six_forms_and_persian_one(count: int, arabic: str, persian: str) -> None:
    text = n_("{count} alert in 24 hours", "{count} alerts in 24 hours", count)
    assert say(text, "ar") == arabic
    assert say(text, "fa") == persian


@pytest.mark.parametrize(
    ("count", "german", "spanish"),
    [
        (0, "0 Meldungen in 24 Stunden", "0 alertas en 24 horas"),
        (1, "1 Meldung in 24 Stunden", "1 alerta en 24 horas"),
        (2, "2 Meldungen in 24 Stunden", "2 alertas en 24 horas"),
    ],
)
def test_german_and_spanish_have_their_plural_for_none(count: int, german: str, spanish: str) -> None:
    text = n_("{count} alert in 24 hours", "{count} alerts in 24 hours", count)
    assert say(text, "de") == german
    assert say(text, "es") == spanish


@pytest.mark.parametrize("language", languages())
def test_the_forms_of_counts_are_those_of_unicode(language: str) -> None:
    category = Locale.parse(language).plural_form
    form = _plural_rule(language)
    forms = {(category(count), form(count)) for count in range(2000)}
    assert len(forms) == len({one for one, _form in forms})  # what is one category is one form
    assert {form for _category, form in forms} == set(range(len({form for _category, form in forms})))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12,500 alerts in 24 hours"),
        ("fr", "12\u202f500 alertes en 24 heures"),
        ("de", "12.500 Meldungen in 24 Stunden"),
    ],
)
def test_large_counts_are_written_in_the_groups_of_their_language(language: str, written: str) -> None:
    assert say(n_("{count} alert in 24 hours", "{count} alerts in 24 hours", 12_500), language) == written
    assert say(_("{words}", words=counted(12_500)), language) in written
    assert say(_("Removed: {person}", person=12_500), "en") == "Removed: 12500"


@pytest.mark.parametrize("language", languages())
def test_counts_of_thousands_can_be_read_in_each_language(language: str) -> None:
    assert say_number(999, language) == "999"
    assert "".join(sign for sign in say_number(12_500, language) if sign.isdecimal()) == "12500"
    assert len(say_number(12_500, language)) == 6


def test_days_are_written_as_readers_write_them() -> None:
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert say_day(moment, "fr", ZoneInfo("Europe/Paris")) == "23/11/2026"
    assert [say_date(moment.date(), one) for one in ("en", "fr", "he")] == ["11/22", "22/11", "22.11"]


def test_great_counts_are_said_in_few_signs_where_there_is_no_room() -> None:
    assert [say_roughly(99_999, one) for one in ("en", "de")] == ["99,999", "99.999"]
    assert [say_roughly(1_234_567, one) for one in ("en", "de")] == ["1.2M", "1,2\u00a0Mio."]


def test_texts_within_texts_are_said_in_the_same_language() -> None:
    assert say(_("{person} · {role}", person=_("Welcome"), role=_("Menu")), "he") == "ברוכים הבאים · תפריט"


@given(st.text())
def test_a_value_is_said_as_it_is_whatever_it_holds(value: str) -> None:
    assert say(verbatim(value), "fr") == value
    assert say(_("Removed: {person}", person=value), "en") == f"Removed: {value}"


@pytest.mark.parametrize(
    "value", ["{0}", "{person}", "{person.__class__}", "{", "}}", "%s", "{:>9999999999}"]
)
def test_braces_in_a_value_are_no_pattern(value: str) -> None:
    assert say(_("Removed: {person}", person=value), "fr").endswith(value)


def test_the_interface_speaks_the_promised_languages_english_first() -> None:
    assert languages()[0] == "en"
    assert {"fr", "he", "ar", "fa"} <= set(languages())
    assert {"de", "es"} <= set(languages())


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [("fr-CA", "fr"), ("he_IL", "he"), ("iw", "he"), ("EN", "en"), ("tlh", "en"), ("", "en")],
)
def test_the_nearest_language_is_the_one_of_the_tags_first_part(tag: str, nearest: str) -> None:
    assert nearest_language(tag) == nearest


def test_the_first_of_those_allowed_stands_in_for_a_language_unknown() -> None:
    assert nearest_language("tlh", ("he", "fr")) == "he"


@pytest.mark.parametrize(
    ("leftward", "languages"),
    [
        (True, ("he", "he-IL", "iw", "ar_EG", "fa", "ur", "yi", "ps", "ckb")),
        (False, ("en", "fr-CA", "ru", "zh-Hans", "xx", "", "-", "../he", "\x00", "h" * 999)),
    ],
)
def test_some_languages_run_from_right_to_left(leftward: bool, languages: tuple[str, ...]) -> None:  # noqa: FBT001 -- a parameter of pytest
    assert [is_leftward(one) for one in languages] == [leftward] * len(languages)
    assert {way_of(one) for one in languages} == {"rtl" if leftward else "ltr"}


def test_languages_are_named_in_themselves() -> None:
    assert [language_name(code) for code in ("fr", "he", "en")] == ["français", "עברית", "English"]
    assert language_name("no such code") == "no such code"


def test_times_are_written_as_readers_write_them_in_their_zone() -> None:
    assert say_time(MOMENT, "fr", JERUSALEM) == "12:05"
    assert say_time(MOMENT, "en", JERUSALEM) == "12:05\u202fPM"
    assert "23/11/2026" in say_moment(MOMENT, "fr", JERUSALEM)
    assert say_time(MOMENT, "no such code", JERUSALEM) == "12:05\u202fPM"


@pytest.mark.parametrize(
    ("language", "row", "parted"), [("fr", "a, b", "a; b"), ("ar", "a، b", "a؛ b"), ("fa", "a، b", "a؛ b")]
)
def test_a_row_is_parted_with_the_signs_of_its_language(language: str, row: str, parted: str) -> None:
    assert say_row(["a", "b"], language) == row
    assert say_row(["a", "b"], language, ";") == parted
    assert say_row([], language) == ""
