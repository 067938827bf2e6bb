import pytest

from bot.rules.revision.tables import spelt
from bot.rules.story.acts import _GROUPS, acts_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "un homme interpellé", "un homme arrêté"),
        ("fr", "deux morts", "deux personnes décédées"),
        ("en", "a man arrested", "a man detained"),
        ("en", "truce agreed", "the ceasefire holds"),
        ("he", "חשוד נעצר", "מעצר בפרשה"),
        ("ar", "مقتل اثنين", "قتلى في هجوم"),
        ("ru", "мэр арестован", "мэра задержали"),
        ("es", "detenido el alcalde", "detenidos tres ediles"),
        ("de", "festgenommen", "verhaftet"),
        ("fa", "شهردار بازداشت شد", "شهردار دستگیر شد"),
    ],
)
def test_two_words_for_one_act_are_one_act(language: str, one: str, other: str) -> None:
    first, second = acts_of(spelt(one), language), acts_of(spelt(other), language)
    assert first.keys() & second.keys()


def test_a_short_word_stands_for_itself_alone() -> None:
    assert not acts_of(spelt("une nièce"), "fr")
    assert acts_of(spelt("il nie"), "fr")


def test_of_a_language_that_is_not_known_nothing_is_told() -> None:
    assert acts_of(["arrested"], "xx") == {}


def test_no_word_stands_for_two_acts_of_its_language() -> None:
    for language, groups in _GROUPS.items():
        words = [word for whole, beginnings in groups for word in (*whole, *beginnings)]
        assert len(words) == len(set(words)), language
