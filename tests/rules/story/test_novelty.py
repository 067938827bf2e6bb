import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.novelty import Novelty, novelty
from bot.rules.story.telling import Telling
from tests.rows import NOW


def a_telling(title: str, language: str, text: str = "") -> Telling:
    return Telling(title, title, NOW, text, language)


UPDATES = [
    (
        "fr",
        "Incendie au marché de Montreval : douze blessés",
        "Incendie à Montreval : le bilan passe à trente blessés",
    ),
    ("fr", "Un forcené retranché chez lui à Bellombre", "Bellombre : le forcené a été interpellé"),
    ("fr", "Le dépôt de bus de Kervignac bloqué", "Kervignac : retour à la normale pour les bus"),
    (
        "fr",
        "Fermeture de l'usine : 40.000 euros d'indemnité proposés",
        "Accord trouvé sur les indemnités de l'usine",
    ),
    (
        "fr",
        "Un missile aurait frappé l'avion",
        "L'avion n'a pas été frappé par un missile, assure l'enquêteur",
    ),
    ("fr", "Des députés demandent une évaluation", "23 députés demandent une évaluation"),
    ("fr", "La Bourse de Paris attendue en hausse", "La Bourse de Paris ouvre en hausse de 0,23%"),
    ("en", "Fire at the covered market injures twelve", "Market fire: toll rises to 30 injured"),
    ("en", "Gunman holed up in his house", "Gunman who was holed up in his house arrested"),
    ("en", "Minister accused of taking bribes", "Minister accused of taking bribes resigns"),
    ("en", "Talks on the port strike go on", "Deal reached in the port strike"),
    ("en", "The dam is said to have failed", "The dam did not fail, its builder says"),
    ("he", "שריפה בשוק העירוני: שנים עשר פצועים", "השריפה בשוק העירוני: 30 פצועים"),
    ("he", "ראש העיר נחשד בקבלת שוחד", "ראש העיר שנחשד בקבלת שוחד נעצר"),
    ("he", "השיחות על השביתה בנמל נמשכות", "הסכם נחתם בשביתה בנמל"),
    ("ar", "حريق في السوق المغطاة يصيب عددا من الأشخاص", "حريق السوق المغطاة: 30 جريحا"),
    ("ar", "استمرار المحادثات حول إضراب الميناء", "اتفاق حول إضراب الميناء"),
    ("fa", "آتش‌سوزی در بازار شهر", "آتش‌سوزی در بازار شهر ۳۰ زخمی داشت"),
    ("fa", "شهردار متهم به رشوه‌خواری است", "شهردار متهم به رشوه‌خواری استعفا داد"),
    ("ru", "Пожар на крытом рынке, есть пострадавшие", "Пожар на крытом рынке: 30 пострадавших"),
    ("ru", "Мэра подозревают во взятках", "Мэр, которого подозревают во взятках, задержан"),
    ("es", "Incendio en el mercado cubierto", "El incendio del mercado cubierto deja 30 heridos"),
    ("es", "El alcalde, sospechoso de cohecho", "Dimite el alcalde sospechoso de cohecho"),
    ("de", "Brand in der Markthalle", "Brand in der Markthalle: 30 Verletzte"),
    ("de", "Bürgermeister unter Verdacht", "Bürgermeister unter Verdacht tritt zurück"),
]
REPEATS = [
    (
        "fr",
        "Incendie au marché de Montreval : douze blessés",
        "Montreval : 12 blessés dans l'incendie du marché",
    ),
    ("fr", "Un forcené interpellé à Bellombre", "Bellombre : arrestation du forcené retranché"),
    ("fr", "Un homme meurt sur un voilier", "Un homme de 46 ans meurt sur un voilier à 8h30"),
    ("fr", "Le chantier reprend lundi", "Le chantier reprend lundi 14 janvier 2030"),
    ("fr", "Le Boeing cloué au sol", "Le Boeing 737 Max cloué au sol"),
    ("fr", "La réforme dévoilée", "Réforme : cinq choses à savoir"),
    ("fr", "La marée rouge tue des tortues", "Sans solution, la marée rouge tue des tortues"),
    ("fr", "Macron devant la Convention", "Le grand oral d'Emmanuel Macron devant la Convention"),
    ("en", "Fire at the covered market injures twelve", "Twelve injured in fire at covered market"),
    ("en", "Mayor arrested over bribes", "Mayor detained over bribes at age 61"),
    ("en", "Bridge reopens on Monday", "Bridge reopens on 14 January at 8 am"),
    ("en", "Storm nears the coast", "Storm nears the coast: 5 things to know"),
    ("he", "ראש העיר נעצר בחשד לשוחד", "מעצר ראש העיר בחשד לשוחד"),
    ("he", "הגשר ייפתח ביום שני", "הגשר ייפתח ביום שני, 14 בינואר"),
    ("ar", "اعتقال رئيس البلدية", "توقيف رئيس البلدية"),
    ("fa", "شهردار بازداشت شد", "شهردار دستگیر شد"),
    ("ru", "Мэр задержан", "Арест мэра"),
    ("es", "Detenido el alcalde", "El alcalde, detenido el 14 de enero"),
    ("de", "Bürgermeister verhaftet", "Der Bürgermeister ist festgenommen"),
]


@pytest.mark.parametrize(("language", "told", "new"), UPDATES)
def test_a_count_an_act_or_a_denial_that_nobody_told_is_important(language: str, told: str, new: str) -> None:
    found = novelty(a_telling(new, language), [a_telling(told, language)])
    assert found.important
    assert found.any
    assert found.words


@pytest.mark.parametrize(("language", "told", "new"), REPEATS)
def test_other_words_for_the_same_ages_dates_and_models_are_not(language: str, told: str, new: str) -> None:
    assert not novelty(a_telling(new, language), [a_telling(told, language)]).important


def test_what_is_new_is_named_the_weightiest_first() -> None:
    told = a_telling("Incendie à Montreval : douze blessés", "fr")
    new = a_telling("Incendie à Montreval : trente blessés, selon Dupuis, le pompier arrêté", "fr")
    found = novelty(new, [told])
    assert found.numbers == ("30 blesses",)
    assert found.acts == ("arrete",)
    assert found.names == ("dupuis",)
    assert found.words[:2] == ("30 blesses", "arrete")


def test_what_a_lead_has_told_is_not_new_and_what_only_a_lead_tells_is_not_important() -> None:
    told = a_telling("Incendie à Montreval", "fr", "L'incendie a fait trente blessés, dit la préfecture.")
    new = a_telling("Incendie à Montreval : 30 blessés", "fr", "Le pompier Dupuis a été arrêté.")
    found = novelty(new, [told])
    assert not found.important
    assert found.names == ("dupuis",)


def test_a_title_in_words_that_nobody_used_makes_a_statement() -> None:
    told = a_telling("Deux matches à huis clos pour Bellombre", "fr")
    new = a_telling("Fumigènes : le club sanctionné par la ligue, Bellombre", "fr")
    assert novelty(new, [told]).statement
    assert novelty(new, [told]).any
    assert not novelty(told, [told]).any


def test_everything_is_new_where_nobody_told_anything() -> None:
    assert novelty(a_telling("Trente blessés à Montreval", "fr"), []).important
    assert not Novelty().any


@given(
    st.text(max_size=300),
    st.lists(st.text(max_size=200), max_size=4),
    st.sampled_from(["fr", "he", "", "xx"]),
)
def test_a_telling_that_was_told_tells_nothing_new(title: str, others: list[str], language: str) -> None:
    one = a_telling(title, language)
    told = [a_telling(other, language) for other in others]
    assert not novelty(one, [*told, one]).any
    assert novelty(one, told) == novelty(one, told)


def test_of_a_huge_text_the_beginning_counts() -> None:
    new = a_telling("mot " * 1_000_000, "fr", "mot " * 1_000_000)
    assert novelty(new, [new]) == Novelty()
