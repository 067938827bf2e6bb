import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.spelling import in_sentence_case

TEXT = (
    "La ministre Irène Valdo a rouvert le pont de Saint-Aubin. Elle a signé avec l'OTAN un accord sur les "
    "camions, dit la mairie. Hier, le McCarthy du port a fermé ses portes pour un an. Au port, la "
    "mairie reçoit Anne Le Bon."
)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("LE PONT DE SAINT-AUBIN ROUVERT PAR IRÈNE VALDO", "Le pont de Saint-Aubin rouvert par Irène Valdo"),
        ("ACCORD SIGNÉ AVEC L'OTAN SUR LES CAMIONS", "Accord signé avec l'OTAN sur les camions"),
        ("LE MCCARTHY A FERMÉ SES PORTES", "Le McCarthy a fermé ses portes"),
        ("PONT ROUVERT. ACCORD SIGNÉ PAR L'ONU", "Pont rouvert. Accord signé par l'ONU"),
        ('IRÈNE VALDO : "LE PONT EST ROUVERT"', 'Irène Valdo : "Le pont est rouvert"'),
        ("LE PONT A320 DE SAINT-AUBIN ROUVERT", "Le pont A320 de Saint-Aubin rouvert"),
        ("IRÈNE VALDO REÇOIT LE BON AU PORT", "Irène Valdo reçoit Le Bon au port"),
        ("L'ETE SERA CHAUD EN NORVALIE DU SUD", "L'ETE SERA CHAUD EN NORVALIE DU SUD"),
    ],
)
def test_a_shouting_title_takes_the_case_of_its_text(title: str, shown: str) -> None:
    assert in_sentence_case(title, TEXT, "fr") == shown


def test_no_case_is_changed_where_a_letter_can_mean_two() -> None:
    title = "IRMAK KIYISINDA KÖPRÜ AÇILDI"
    assert in_sentence_case(title, "Bugün ırmak kıyısında köprü açıldı.", "tr") == title


@given(st.lists(st.sampled_from(TEXT.replace(".", "").split()), min_size=3))
def test_only_the_case_of_letters_changes(told: list[str]) -> None:
    title = " ".join(told).upper()
    assert in_sentence_case(title, TEXT, "fr").casefold() == title.casefold()
