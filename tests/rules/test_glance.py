from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels import telegram_words, whatsapp_words
from bot.glance import Glance
from bot.model import AlertKind, Priority
from bot.rules.digest import MOST_STORIES, message
from bot.rules.glance import spread
from tests.rules.test_digest import EDITION, NOW, A

TOLD_AT = datetime(2026, 11, 23, 6, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Full(A):
    """An alert as a digest with room sees it."""

    lines: tuple[str, ...] = ("It is checked every ten years.", "Ferries run as before.")
    byline: str = "The Paper"
    published_at: datetime = TOLD_AT
    by_machine: bool = False


def a_full(number: int = 1, **about: object) -> Full:
    return Full(number, **{"story_id": number, **about})  # type: ignore[arg-type]  # fields by name


def spread_of(*tales: Full, language: str = "en") -> tuple[Glance, ...]:
    digest = message(tales, EDITION, language, 640, silent=False)
    return spread(digest, tales, NOW, UTC).stories


def test_a_story_has_its_headline_its_lines_its_link_and_its_byline() -> None:
    assert spread_of(a_full(others=2)) == (
        Glance(
            "Bridge closed until Friday",
            ("It is checked every ten years.", "Ferries run as before."),
            "https://paper.example/1",
            "The Paper and 2 others · 6:10\u202fAM",
            language="en",
        ),
    )


def test_what_it_is_besides_a_story_is_said_in_the_readers_language() -> None:
    kinds = [a_full(1, kind=kind) for kind in AlertKind] + [a_full(2, priority=Priority.BREAKING)]
    marks = [one.mark for one in spread_of(*kinds, language="fr")]
    assert marks == ["", "Mise à jour", "Rectification", "Retiré", "Urgent"]


def test_what_is_taken_back_is_not_told_again() -> None:
    (one,) = spread_of(a_full(kind=AlertKind.WITHDRAWAL))
    assert one.lines == ("We take this alert back. Please do not rely on it.",)


def test_a_machines_words_are_named_as_such() -> None:
    (one,) = spread_of(a_full(by_machine=True))
    assert one.byline == "The Paper (summary by a machine) · 6:10\u202fAM"


def test_what_is_beyond_a_glance_is_counted_and_no_command_is_named() -> None:
    tales = [a_full(number) for number in range(MOST_STORIES + 3)]
    told = spread(message(tales, EDITION, "en", 640, silent=False), tales, NOW, UTC)
    assert len(told.stories) == MOST_STORIES
    assert told.lines == ()
    assert told.note == "And 3 more stories."
    assert told.byline == "Monday, November 23, 2026"
    assert spread(told, tales[:2], NOW, UTC).note == ""


def test_the_phones_show_nothing_of_it() -> None:
    tales = [a_full(number) for number in range(3)]
    narrow = message(tales, EDITION, "en", 640, silent=False)
    assert narrow.stories == ()
    assert "Ferries" not in telegram_words.plain(telegram_words.fit(narrow))
    assert "Ferries" not in whatsapp_words.text(whatsapp_words.fit(narrow))
