from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model import AlertKind, MessageKind, Priority, RevisionKind
from bot.rules.alert import alert_message, changed_message

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Told:
    kind: AlertKind = AlertKind.NEW
    priority: Priority = Priority.NORMAL
    headline: str = "Un {titre} 100 % <sûr>"
    lines: tuple[str, ...] = ("Une ligne.", "Une autre.")
    byline: str = "Le {Fil}"
    link: str = "https://example.org/a"
    published_at: datetime = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
    by_machine: bool = False
    others: int = 0


def test_an_alert_says_what_was_written_and_its_source_and_time() -> None:
    message = alert_message(Told(), "fr", PARIS)
    assert message.kind is MessageKind.ALERT
    assert message.headline == "Un {titre} 100 % <sûr>"
    assert message.lines == ("Une ligne.", "Une autre.")
    assert message.byline == "Le {Fil} · 11:05"
    assert message.link == "https://example.org/a"
    assert (message.note, message.buttons, message.language) == ("", (), "fr")


@pytest.mark.parametrize(
    ("language", "byline"),
    [
        ("fr", "Le {Fil} · 11:05 · urgent"),
        ("he", "\u2068Le {Fil}\u2069 · 11:05 · דחוף"),
        ("en", "Le {Fil} · 11:05\u202fAM · breaking"),
    ],
)
def test_a_breaking_alert_says_so_in_the_readers_language(language: str, byline: str) -> None:
    message = alert_message(Told(priority=Priority.BREAKING), language, PARIS)
    assert message.byline == byline
    assert message.kind is MessageKind.BREAKING
    assert message.headline == Told().headline


@pytest.mark.parametrize(
    ("priority", "byline"), [(Priority.NORMAL, "11:05"), (Priority.BREAKING, "11:05 · urgent")]
)
def test_an_alert_without_a_source_names_none(priority: Priority, byline: str) -> None:
    assert alert_message(Told(priority=priority, byline=""), "fr", PARIS).byline == byline


def test_a_readers_silence_holds_for_all_but_breaking_alerts() -> None:
    assert alert_message(Told(), "fr", PARIS, silent=True).silent
    assert not alert_message(Told(), "fr", PARIS).silent
    assert not alert_message(Told(priority=Priority.BREAKING), "fr", PARIS, silent=True).silent


def test_a_possible_repeat_says_so() -> None:
    assert alert_message(Told(), "en", PARIS, repeat=True).note == "You may have received this already."


@pytest.mark.parametrize(
    ("kind", "priority", "said"),
    [
        (AlertKind.UPDATE, Priority.NORMAL, MessageKind.ALERT),
        (AlertKind.CORRECTION, Priority.BREAKING, MessageKind.CORRECTION),
        (AlertKind.WITHDRAWAL, Priority.NORMAL, MessageKind.CORRECTION),
    ],
)
def test_what_an_alert_is_to_its_story_decides_what_the_message_is(
    kind: AlertKind, priority: Priority, said: MessageKind
) -> None:
    assert alert_message(Told(kind=kind, priority=priority), "fr", PARIS).kind is said


@pytest.mark.parametrize(
    ("language", "named", "nameless"),
    [
        ("fr", "Le {Fil} (résumé par une machine) · 11:05", "résumé par une machine · 11:05"),
        (
            "he",
            "\u2068\u2068Le {Fil}\u2069 (סוכם בידי מכונה)\u2069 · 11:05",
            "\u2068סוכם בידי מכונה\u2069 · 11:05",
        ),
        ("en", "Le {Fil} (summary by a machine) · 11:05\u202fAM", "summary by a machine · 11:05\u202fAM"),
    ],
)
def test_an_alert_that_a_machine_worded_says_so_in_its_byline(
    language: str, named: str, nameless: str
) -> None:
    assert alert_message(Told(by_machine=True), language, PARIS).byline == named
    assert alert_message(Told(by_machine=True, byline=""), language, PARIS).byline == nameless


@pytest.mark.parametrize(
    ("language", "priority", "byline"),
    [
        ("fr", Priority.NORMAL, "Mise à jour · Le {Fil} · 11:05"),
        ("fr", Priority.BREAKING, "Mise à jour · Le {Fil} · 11:05 · urgent"),
        ("en", Priority.NORMAL, "Update · Le {Fil} · 11:05\u202fAM"),
        ("he", Priority.NORMAL, "עדכון · \u2068Le {Fil}\u2069 · 11:05"),
    ],
)
def test_an_update_says_so_first_in_its_byline(language: str, priority: Priority, byline: str) -> None:
    message = alert_message(Told(kind=AlertKind.UPDATE, priority=priority), language, PARIS)
    assert message.byline == byline
    assert message.headline == Told().headline


def test_a_correction_says_that_it_is_one() -> None:
    message = alert_message(Told(kind=AlertKind.CORRECTION), "fr", PARIS)
    assert message.note == "Ceci corrige ce que nous vous avons envoyé."
    again = alert_message(Told(kind=AlertKind.CORRECTION), "en", PARIS, repeat=True)
    assert again.note == "This corrects what we sent you before. You may have received this already."


def test_a_withdrawal_says_no_more_than_that() -> None:
    message = alert_message(Told(kind=AlertKind.WITHDRAWAL), "en", PARIS)
    assert message.headline == Told().headline
    assert message.lines == ("We take this alert back. Please do not rely on it.",)


@pytest.mark.parametrize(
    ("kind", "language", "note"),
    [
        (RevisionKind.MINOR, "fr", "Mis à jour à 11:05"),
        (RevisionKind.MATERIAL, "fr", "Corrigé à 11:05"),
        (RevisionKind.MATERIAL, "en", "Corrected at 11:05\u202fAM"),
        (RevisionKind.MATERIAL, "he", "תוקן בשעה \u206811:05\u2069"),
        (RevisionKind.WITHDRAWAL, "fr", "Retiré à 11:05"),
    ],
)
def test_an_alert_that_was_changed_says_so_with_the_time(
    kind: RevisionKind, language: str, note: str
) -> None:
    message = alert_message(Told(), language, PARIS)
    changed = changed_message(message, kind, Told().published_at, PARIS)
    assert changed.note == note
    assert changed.headline == message.headline
    assert (changed.lines == message.lines) == (kind is not RevisionKind.WITHDRAWAL)


@pytest.mark.parametrize(
    ("language", "others", "byline"),
    [
        ("fr", 1, "Le {Fil} et 1 autre · 11:05"),
        ("fr", 3, "Le {Fil} et 3 autres · 11:05"),
        ("he", 1, "\u2068\u2068Le {Fil}\u2069 ועוד מקור \u20681\u2069\u2069 · 11:05"),
        ("he", 3, "\u2068\u2068Le {Fil}\u2069 ועוד \u20683\u2069 מקורות\u2069 · 11:05"),
        ("en", 3, "Le {Fil} and 3 others · 11:05\u202fAM"),
    ],
)
def test_an_alert_says_how_many_others_tell_the_same(language: str, others: int, byline: str) -> None:
    assert alert_message(Told(others=others), language, PARIS).byline == byline
    assert "autre" not in alert_message(Told(byline="", others=others), "fr", PARIS).byline
