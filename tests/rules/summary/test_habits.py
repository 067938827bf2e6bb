import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Article
from bot.rules.summary import MESSAGE, clean_article, habits_of, summarise
from bot.rules.summary.habits import NO_HABITS, SEVERAL, key

LEADS = [
    ("Le pont de Valmont rouvre", "Le pont de Valmont a rouvert mardi matin, après deux ans de travaux."),
    ("Une école neuve à Aubry", "La maire d'Aubry a inauguré lundi une école de douze classes."),
    ("Les vendanges commencent", "Les vignerons du coteau ont coupé les premières grappes samedi."),
    ("Le musée prête ses cartes", "Le musée prêtera trente cartes anciennes au port dès novembre."),
]
MOTTO = "La Gazette du Coteau, le journal qui marche à votre pas depuis 1931."
TALE = "Selon la préfecture, la mesure entrera en vigueur dès la semaine prochaine."


def articles(tail: str, standfirst: str = "") -> list[Article]:
    return [
        Article(title, f"{lead}\nUn détail : {number}.\n{tail}", standfirst)
        for number, (title, lead) in enumerate(LEADS)
    ]


def test_what_articles_say_whatever_they_tell_is_no_news() -> None:
    *earlier, last = articles(MOTTO)
    habits = habits_of(earlier, "fr")
    assert key(MOTTO) in habits.repeated
    assert MOTTO in clean_article(last).body
    assert MOTTO not in clean_article(last, habits).body
    made = summarise(last, MESSAGE, habits)
    assert made is not None
    assert "Gazette" not in " ".join(made.lines)


def test_too_few_articles_teach_nothing() -> None:
    assert key(MOTTO) not in habits_of(articles(MOTTO)[: SEVERAL - 1], "fr").repeated


def test_what_follow_ups_of_one_story_tell_again_stays() -> None:
    titles = [
        "Grève des bus à Valmont",
        "Valmont : la grève des bus dure",
        "La grève des bus de Valmont s'étend",
    ]
    earlier = [Article(title, f"{LEADS[0][1]}\n{TALE}") for title in titles]
    assert habits_of(earlier, "fr").repeated == frozenset()


def test_what_stands_in_the_middle_stays() -> None:
    body = "\n".join(
        [LEADS[0][1], "Deux.", MOTTO, *(f"Paragraphe {number} du texte." for number in range(6))]
    )
    earlier = [Article(title, body) for title, _lead in LEADS]
    assert key(MOTTO) not in habits_of(earlier, "fr").repeated


@pytest.mark.parametrize(
    ("standfirst", "opens"),
    [
        ("", 1.0),
        ("Deux ans plus tôt que prévu, et sans un accident de chantier.", 0.0),
    ],
)
def test_a_source_leads_with_its_opening_unless_its_standfirst_stands_apart(
    standfirst: str, opens: float
) -> None:
    assert habits_of(articles(MOTTO, standfirst), "fr").opens == opens


def test_a_standfirst_that_is_the_opening_cut_is_none_apart() -> None:
    earlier = [Article(title, f"{lead}\nSuite.", f"<p>{lead[:50]} […]</p>") for title, lead in LEADS]
    assert habits_of(earlier, "fr").opens == 1.0


def test_the_opening_of_a_source_that_leads_with_it_is_told() -> None:
    title = "La région paie les ponts"
    body = (
        "Il pleuvait sur Valmont quand les élus sont entrés.\n"
        "La région paiera les trois ponts de Valmont, a dit sa présidente, pour 12 millions d'euros.\n"
        "Les ponts de la région seront livrés en 2029."
    )
    habits = habits_of(articles(MOTTO), "fr")
    made = summarise(Article(title, body, language="fr"), MESSAGE, habits)
    assert made is not None
    assert made.lines[0].startswith("Il pleuvait")
    apart = summarise(Article(title, body, language="fr"))
    assert apart is not None
    assert apart.lines[0].startswith("La région paiera")


def test_nothing_teaches_nothing() -> None:
    assert habits_of([]) == NO_HABITS
    assert habits_of([Article("", ""), Article("x", " ")]) == NO_HABITS


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=120), st.text(max_size=60)), max_size=6))
def test_any_articles_have_habits(found: list[tuple[str, str, str]]) -> None:
    habits = habits_of([Article(title, body, standfirst) for title, body, standfirst in found])
    assert 0 <= habits.opens <= 1
    assert all(habits.repeated)
