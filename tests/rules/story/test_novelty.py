import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.novelty import SHOWN, Novelty, novelty
from bot.rules.story.telling import Telling
from tests.rules.story.stream import START

LANGUAGES = ("fr", "en", "he", "ar", "fa", "ru", "es", "de", "", "xx")

# Language, what was told, what is told now: nothing of it is new.
REPEATS = (
    ("fr", "Explosion dans une usine : deux morts", "Deux morts dans l'explosion de l'usine"),
    ("fr", "Explosion dans une usine : deux morts", "Explosion dans une usine : 2 morts"),
    ("fr", "Le plan coûte 1 200 euros par foyer", "Le plan coûte 1.200 euros par foyer"),
    ("fr", "Un plan de deux millions d'euros pour le port", "Un plan de 2 000 000 d'euros pour le port"),
    ("fr", "Le port bloqué", "Le port bloqué ce vendredi 10 janvier à 14h30"),
    ("fr", "Un nageur meurt au large de Rochebrune", "Un nageur de 46 ans meurt au large de Rochebrune"),
    ("fr", "Crash à Valmont : ce que l'on sait", "Crash à Valmont : pourquoi l'avion est tombé ?"),
    ("fr", "292 chèvres meurent à Valmont", "Près de 300 chèvres meurent à Valmont"),
    ("fr", "Macron reçoit les maires à Valmont", "Emmanuel Macron reçoit à Valmont les maires"),
    ("fr", "Le maire de Valmont démissionne", "EN DIRECT - Le maire de Valmont démissionne | Le Journal"),
    ("fr", "Le pont suspendu rouvre", "Valmont-sur-Mer : le pont suspendu rouvre"),
    ("fr", "Le paquebot Albatros coulait", "Il y a 100 ans, le paquebot Albatros coulait"),
    ("en", "Mayor of Springdale under investigation", "Springdale mayor under investigation"),
    (
        "en",
        "Fire at Springdale hotel kills seven people",
        "Seven people killed in fire at Springdale hotel",
    ),
    ("en", "Bank to cut 1,200 jobs", "Bank to cut 1200 jobs"),
    ("en", "$1.4bn deal to buy the port", "1.4 billion dollar deal to buy the port"),
    ("en", "Fire at Springdale hotel", "Five things to know about the Springdale hotel fire"),
    ("he", "שני הרוגים בפיצוץ במפעל בצפון", "2 הרוגים בפיצוץ במפעל בצפון"),
    ("he", "ראש העיר נחקר במשטרה", "במשטרה נחקר ראש העיר"),
    ("he", "הפיצוץ במפעל", "פיצוץ המפעל ובמפעל"),
    ("ar", "مقتل خمسة أشخاص في انفجار مصنع", "مقتل ٥ أشخاص في انفجار المصنع"),
    ("ar", "المصنع يحترق في المدينة", "مصنع يحترق بالمدينة"),
    ("fa", "پنج کشته در انفجار کارخانه", "۵ کشته در انفجار کارخانه"),
    ("ru", "Пять человек погибли при взрыве на заводе", "При взрыве на заводе погибли 5 человек"),
    ("es", "Veintidós muertos en la explosión de Olmedo", "Explosión de Olmedo: 22 muertos"),
    ("de", "Zweiundzwanzig Tote bei Explosion in Ulmbach", "22 Tote bei Explosion in Ulmbach"),
    ("de", "Feuer in einer Fabrik in Ulmbach", "Großes Feuer in Fabrik in Ulmbach"),
)
# … and what an editor is shown of it where something is.
UPDATES = (
    ("fr", "Explosion à l'usine de Valmont", "Explosion à l'usine de Valmont : 12 blessés", "12 blessés"),
    ("fr", "Deux blessés dans un accident à Valmont", "Deux morts dans un accident à Valmont", "Deux morts"),
    (
        "fr",
        "Le maire de Valmont visé par une enquête",
        "Le maire de Valmont visé par une enquête, Macron réagit",
        "Macron",
    ),
    (
        "fr",
        "Les rebelles négocient à Valmont",
        "Les rebelles de Valmont déposent les armes",
        "déposent les armes",
    ),
    (
        "fr",
        "Le pont a été miné par les rebelles",
        "Le pont n'a pas été miné par les rebelles",
        "pont n'a pas été miné par les rebelles",
    ),
    (
        "fr",
        "Valmont : le procès du maire s'ouvre",
        "Le maire de Valmont condamné à dix ans de prison",
        "dix ans",
    ),
    ("en", "Fire at Springdale hotel", "Fire at Springdale hotel kills seven people", "seven people"),
    ("en", "Rebels besiege Springdale", "Rebels in Springdale lay down their arms", "lay down their arms"),
    (
        "en",
        "Minister will resign over report",
        "Minister won't resign over report",
        "Minister won't resign over report",
    ),
    ("he", "פיצוץ במפעל בצפון", "פיצוץ במפעל בצפון: 12 פצועים", "12 פצועים"),
    ("he", "המורדים במשא ומתן בעיר", "המורדים הניחו את נשקם ונכנעו", "הניחו את נשקם ונכנעו"),
    ("ar", "انفجار في مصنع بالمدينة", "انفجار في مصنع بالمدينة يخلف ١٢ جريحا", "١٢ جريحا"),
    ("ar", "المتمردون يتفاوضون", "المتمردون يسلمون أسلحتهم ويعلنون هدنة", "يسلمون أسلحتهم ويعلنون هدنة"),
    ("fa", "انفجار در کارخانه شهر", "انفجار در کارخانه شهر با ۱۲ زخمی", "۱۲ زخمی"),
    ("ru", "Взрыв на заводе в Озерске", "Взрыв на заводе в Озерске: 12 раненых", "12 раненых"),
    ("ru", "Мятежники ведут переговоры", "Мятежники сложили оружие и сдались", "сложили оружие и сдались"),
    ("es", "Explosión en Olmedo", "Explosión en Olmedo deja 12 heridos", "12 heridos"),
    (
        "es",
        "El alcalde de Olmedo, investigado",
        "El alcalde de Olmedo dimite tras hablar con Sánchez",
        "Sánchez",
    ),
    ("de", "Explosion in Ulmbach", "Explosion in Ulmbach: zwölf Verletzte", "zwölf Verletzte"),
    (
        "de",
        "Ermittlungen gegen Bürgermeister von Ulmbach",
        "Bürgermeister von Ulmbach tritt zurück, Olaf Scholz äußert sich",
        "Olaf Scholz",
    ),
)


@pytest.mark.parametrize(("language", "old", "new"), REPEATS)
def test_a_rewording_tells_nothing_new(language: str, old: str, new: str) -> None:
    assert novelty(_telling(new, language), [_telling(old, language)]) == Novelty()


@pytest.mark.parametrize(("language", "old", "new", "shown"), UPDATES)
def test_an_update_is_told_in_the_words_of_its_text(language: str, old: str, new: str, shown: str) -> None:
    found = novelty(_telling(new, language), [_telling(old, language)])
    assert found.any
    assert shown in found.words
    assert all(one in new for one in found.words)


@pytest.mark.parametrize(("language", "_old", "new", "_shown"), UPDATES)
def test_what_was_told_once_is_new_no_more(language: str, _old: str, new: str, _shown: str) -> None:
    assert novelty(_telling(new, language), [_telling(_old, language), _telling(new, language)]) == Novelty()


def test_all_earlier_tellings_count_and_not_the_last_alone() -> None:
    told = [
        _telling("Explosion à Valmont : 12 blessés"),
        _telling("Explosion à Valmont, le préfet sur place"),
    ]
    assert not novelty(_telling("Explosion à Valmont : douze blessés, le préfet sur place"), told).any


def test_a_number_a_name_and_a_turned_title_are_important_and_a_detail_is_not() -> None:
    told = [_telling("Le pont de Valmont rouvre")]
    assert novelty(_telling("Le pont de Valmont rouvre avec 12 gardiens"), told).important
    assert novelty(_telling("Le pont de Valmont ne rouvre pas"), told).important
    detail = novelty(
        _telling("Les rebelles de Valmont déposent les armes"), [_telling("Les rebelles de Valmont")]
    )
    assert (detail.any, detail.important) == (True, False)


def test_a_lead_is_judged_only_beside_a_lead_but_for_what_became_of_people() -> None:
    title = "Explosion dans une usine de Valmont"
    step = "Le procureur Lemoine ouvre une enquête pour homicide involontaire et perquisitionne le siège."
    bare, long = _telling(title), _telling(title, text="Une usine a explosé jeudi.")
    assert not novelty(_telling(title, text=step), [bare]).any
    assert novelty(_telling(title, text=step), [long]).any
    assert novelty(_telling(title, text="Le bilan est de 12 blessés."), [bare]).figures == ("12 blessés",)
    assert not novelty(_telling(title, text="Le site emploie 300 personnes."), [long]).any


def test_what_stands_below_the_lead_is_background() -> None:
    title = "Explosion dans une usine de Valmont"
    background = "Une usine a explosé jeudi. " * 40 + "Le bilan est de 12 blessés."
    assert not novelty(_telling(title, text=background), [_telling(title)]).any


def test_a_word_in_title_and_lead_may_be_a_name_where_no_capitals_tell() -> None:
    told = [_telling("פיצוץ במפעל", "he", text="המפעל התפוצץ ביום חמישי.")]
    new = _telling("לוין ביקר במפעל אחרי הפיצוץ והבטיח פיצויים", "he", text="לוין הגיע למקום.")
    assert "לוין" in novelty(new, told).names


def test_who_heads_a_title_is_a_label_unless_what_was_said_follows() -> None:
    told = [_telling("Le pont de Valmont restera fermé cet hiver")]
    assert not novelty(_telling("Lemoine : le pont de Valmont restera fermé"), told).names
    assert novelty(_telling("Le préfet Lemoine : « Valmont paiera »"), told).names == ("Lemoine",)
    assert not novelty(_telling("Le préfet Lemoine : Valmont restera fermé cet hiver"), told).names
    assert novelty(_telling("Accord trouvé : le pont de Valmont rouvre"), told).any


def test_nothing_told_before_makes_all_of_it_new_and_an_empty_title_nothing() -> None:
    assert novelty(_telling("Les rebelles de Valmont déposent les armes"), []).any
    assert novelty(_telling(""), []) == Novelty()


def test_huge_texts_cost_no_more_than_their_start() -> None:
    size = 50_000_000
    hostile = _telling("12 " * (size // 3), text="a1,«" * (size // 4))
    began = time.process_time()
    found = novelty(hostile, [hostile, _telling("Valmont")])
    assert time.process_time() - began < 1
    assert len(found.words) <= SHOWN


@given(st.lists(st.text(max_size=80), max_size=4), st.text(max_size=700), st.sampled_from(LANGUAGES))
def test_any_text_is_read_alike_each_time(titles: list[str], text: str, language: str) -> None:
    told = [_telling(one, language, text=text) for one in titles]
    new = _telling(text, language, text=" ".join(titles))
    found = novelty(new, told)
    assert found == novelty(new, told)
    assert all(one in text or one in " ".join(titles) for one in found.words)
    assert not novelty(new, [*told, new]).any


def _telling(title: str, language: str = "fr", text: str = "") -> Telling:
    return Telling(f"{title[:40]}", title, START, text, language)
