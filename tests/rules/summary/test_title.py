import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.title import tidied

BODY = (
    "Mardi, le maire de Valmont a promis un pont neuf à la SNCF. Le pont de Valmont coûtera 12 millions, "
    "a dit le maire, et la SNCF paiera la moitié de ce pont neuf."
)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("EN DIRECT : le pont de Valmont rouvre", "Le pont de Valmont rouvre"),
        ("🔴 DIRECT. Le pont de Valmont rouvre", "DIRECT. Le pont de Valmont rouvre"),
        ("LIVE: Valmont bridge opens again", "Valmont bridge opens again"),
        ("BREAKING NEWS | Valmont bridge opens", "Valmont bridge opens"),
        ("ÚLTIMA HORA: el puente de Valmont abre", "El puente de Valmont abre"),
        ("+++ EILMELDUNG +++ Brücke in Valmont offen", "Brücke in Valmont offen"),
        ("Срочно: мост в Вальмоне открыт", "Мост в Вальмоне открыт"),
        ("מבזק | הגשר באלון נפתח מחדש", "הגשר באלון נפתח מחדש"),
        ("عاجل: جسر المدينة يفتح من جديد", "جسر المدينة يفتح من جديد"),
        ("فوری | پل شهر باز شد", "پل شهر باز شد"),
        ("EXCLUSIF - VIDÉO : le pont de Valmont rouvre", "Le pont de Valmont rouvre"),
        ("Live music returns to the harbour", "Live music returns to the harbour"),
        ("Direct flights: two airlines return", "Direct flights: two airlines return"),
        ("Vidéo : Valmont", "Vidéo : Valmont"),
        ("RECTIFICATIF : le pont de Valmont rouvre", "RECTIFICATIF : le pont de Valmont rouvre"),
        ("Le pont de Valmont rouvre | La Gazette", "Le pont de Valmont rouvre"),
        ("Valmont | La Gazette", "Valmont | La Gazette"),
        ("Le pont rouvre – Gazette", "Le pont rouvre"),
        ("Le pont rouvre – Valmont", "Le pont rouvre – Valmont"),
        ("Le pont rouvre enfin !!!", "Le pont rouvre enfin !"),
        ("Le pont rouvre ?!", "Le pont rouvre ?!"),
        ("🚨🚨 Le pont de Valmont rouvre 👇👇", "Le pont de Valmont rouvre"),
        ("12 morts à Valmont", "12 morts à Valmont"),
    ],
)
def test_what_is_no_title_goes(title: str, shown: str) -> None:
    assert tidied(title, "https://www.gazette.example/a", BODY, "") == shown


def test_a_shout_is_written_as_the_article_writes_its_words() -> None:
    assert tidied("DIMANCHE, FÊTE FORAINE À MARLY", "", BODY, "fr") == "DIMANCHE, FÊTE FORAINE À MARLY"
    assert tidied("LE MAIRE DE VALMONT PROMET UN PONT", "", BODY, "fr") == (
        "Le maire de Valmont promet un pont"
    )
    assert tidied("LE PONT DE VALMONT COÛTERA 12 MILLIONS", "", BODY, "fr") == (
        "Le pont de Valmont coûtera 12 millions"
    )
    assert tidied("LA SNCF PAIERA LE PONT DE VALMONT", "", BODY, "fr") == "La SNCF paiera le pont de Valmont"


def test_a_short_shout_may_be_a_name() -> None:
    assert tidied("SNCF", "", "La sncf paie.", "fr") == "SNCF"


@given(st.text("ABé !?|:-–🔴", max_size=40), st.text("aB é.", max_size=40))
def test_a_title_keeps_its_letters_but_for_their_case(title: str, body: str) -> None:
    letters = "".join(filter(str.isalpha, title.casefold()))
    assert "".join(filter(str.isalpha, tidied(title, "", body, "fr").casefold())) in letters
