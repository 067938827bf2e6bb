from datetime import UTC, datetime

import pytest

from bot.model import TopicId
from bot.rules.consent import fold
from bot.rules.roster import Fault, Person, Reading, Row, Wrong, table

NOW = datetime(2026, 11, 27, tzinfo=UTC)
HEAD = "channel,address,name,language,topics,consent_at,consent_how,consent_words"
TOPICS = {
    fold(name): TopicId(id_)
    for name, id_ in [("Monde", "monde"), ("World", "monde"), ("Proche-Orient", "east")]
}


def read(cells: str, head: str = HEAD) -> Person | Wrong:
    reading = Reading(table(head + "\n"), TOPICS, ("fr", "en", "he"), NOW)
    return reading.read(Row(7, tuple(cells.split(","))))


def person(cells: str) -> Person:
    found = read(cells)
    assert isinstance(found, Person), found
    return found


def test_a_whole_line() -> None:
    one = person("WhatsApp,+33 6 12 34 56 78,Zoé,fr-CA,world,2025-03-01T10:00:00+02:00,a form,Send me news")
    assert (one.line, one.address.id, one.name, one.language, one.topics) == (
        7,
        "+33612345678",
        "Zoé",
        "fr",
        ("monde",),
    )
    assert one.consent_at == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert (one.consent_how, one.consent_words) == ("a form", "Send me news")


def test_what_is_not_said_is_the_newsrooms_usual() -> None:
    one = person("telegram,700100001,,,,,,")
    assert (one.language, one.topics, one.consent_at) == ("fr", ("monde", "east"), None)


@pytest.mark.parametrize("topics", ["monde;Proche-Orient", "monde | proche-orient", "world/PROCHE-ORIENT"])
def test_topics_by_name_with_signs_between(topics: str) -> None:
    assert person(f"telegram,1,,,{topics},,,").topics == ("monde", "east")


def test_topics_with_spaces_between() -> None:
    assert person("telegram,1,,,monde world,,,").topics == ("monde",)


@pytest.mark.parametrize("proof", ["2025-03-01,,Words", ",a form,Words", ",,Words"])
def test_half_a_proof_is_none(proof: str) -> None:
    one = person(f"telegram,1,,,,{proof}")
    assert (one.consent_at, one.consent_how, one.consent_words) == (None, "", "")


@pytest.mark.parametrize(
    ("cells", "fault", "about"),
    [
        ("sms,+33612345678,,,,,,", Fault.CHANNEL, "sms"),
        ("whatsapp,0612345678,,,,,,", Fault.COUNTRY, "0612345678"),
        ("telegram,@zoe,,,,,,", Fault.NAMED, "@zoe"),
        ("telegram,-100123,,,,,,", Fault.ADDRESS, "-100123"),
        ("telegram,1e9,,,,,,", Fault.ADDRESS, "1e9"),
        ("telegram,1,,xx,,,,", Fault.LANGUAGE, "xx"),
        ("telegram,1,,,sport,,,", Fault.TOPIC, "sport"),
        ("telegram,1,,,,01/03/2025,form,", Fault.MOMENT, "01/03/2025"),
        ("telegram,1,,,,9999-12-31T23:59:59-12:00,form,", Fault.MOMENT, "9999-12-31T23:59:59-12:00"),
        ("telegram,1,,,,2027-01-01,form,", Fault.FUTURE, "2027-01-01"),
        ("telegram,1,,,,,,,more", Fault.CELLS, "9"),
    ],
)
def test_a_wrong_line_says_why(cells: str, fault: Fault, about: str) -> None:
    assert read(cells) == Wrong(7, fault, about)


def test_a_row_that_cant_be_read() -> None:
    reading = Reading(table(HEAD + "\n"), TOPICS, ("fr",), NOW)
    assert reading.read(Row(3, ())) == Wrong(3, Fault.QUOTE)


def test_a_row_that_is_too_short_lacks_what_it_lacks() -> None:
    assert read("whatsapp") == Wrong(7, Fault.ADDRESS, "")


def test_names_are_one_line_without_what_turns_words_around() -> None:
    reading = Reading(table("channel,address,name\n"), TOPICS, ("fr",), NOW)
    found = reading.read(Row(2, ("telegram", "1", "a\n b\u202e\ud800c" + "x" * 300)))
    assert isinstance(found, Person)
    assert found.name == ("a bc" + "x" * 300)[:200]


@pytest.mark.parametrize("status", ["left", "lost", "paused", "invited", "linked", "forgotten", "barred"])
def test_nobody_comes_back_by_an_export_who_has_left(status: str) -> None:
    head = "channel,address,status"
    assert read(f"telegram,1,{status}", head) == Wrong(7, Fault.STATUS, status)
    assert isinstance(read("telegram,1,active", head), Person)
    assert isinstance(read("telegram,1,", head), Person)
