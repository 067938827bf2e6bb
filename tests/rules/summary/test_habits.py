from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Article
from bot.rules.summary import MESSAGE, clean_article, habits_of, summarise
from bot.rules.summary.habits import SEVERAL, Habits, key

LEADS = [
    ("Le pont de Valmont rouvre", "Le pont de Valmont a rouvert mardi matin, après deux ans de travaux."),
    ("Une école neuve à Aubry", "La maire d'Aubry a inauguré lundi une école de douze classes."),
    ("Les vendanges commencent", "Les vignerons du coteau ont coupé les premières grappes samedi."),
    ("Le musée prête ses cartes", "Le musée prêtera trente cartes anciennes au port dès novembre."),
]
MOTTO = "La Gazette du Coteau, le journal qui marche à votre pas depuis 1931."
NEXT = Article("Le port ferme à midi", "Le port de Valmont a fermé à midi, faute de pilotes.", language="fr")
TALE = "Selon la préfecture, la mesure entrera en vigueur dès la semaine prochaine."


def articles(tail: str, standfirst: str = "") -> list[Article]:
    return [
        Article(title, f"{lead}\nUn détail : {number}.\n{tail}", standfirst)
        for number, (title, lead) in enumerate(LEADS)
    ]


def test_what_articles_say_whatever_they_tell_is_no_news() -> None:
    *earlier, last = articles(MOTTO)
    habits = habits_of(earlier, last)
    assert key(MOTTO) in habits.repeated
    assert MOTTO in clean_article(last).body
    assert MOTTO not in clean_article(last, habits).body
    made = summarise(last, MESSAGE, habits)
    assert made is not None
    assert "Gazette" not in " ".join(made.lines)


def test_too_few_articles_teach_nothing() -> None:
    assert key(MOTTO) not in habits_of(articles(MOTTO)[: SEVERAL - 1], NEXT).repeated


def test_what_a_source_without_bodies_says_in_its_standfirsts_is_no_news_either() -> None:
    earlier = [Article(title, "", f"<p>{lead}</p><p>{MOTTO}</p>") for title, lead in LEADS]
    habits = habits_of(earlier, NEXT)
    assert habits.repeated == {key(MOTTO)}
    short = Article("Le bac repart", "", f"<p>{MOTTO}</p>", "fr")
    made = summarise(short, MESSAGE, habits)
    assert made is not None
    assert (made.headline, made.lines) == ("Le bac repart", ())


@pytest.mark.parametrize(
    "titles",
    [
        ("Grève des bus à Valmont", "Valmont : la grève des bus dure", "La grève des bus de Valmont s'étend"),
        (
            "Bus : les syndicats de Valmont durcissent le ton avant la rentrée",
            "La préfète reçoit lundi à Valmont les syndicats qui bloquent le dépôt",
            "Valmont : pourquoi les bus resteront encore au dépôt toute la semaine",
        ),
    ],
)
def test_what_follow_ups_of_one_story_tell_again_stays(titles: tuple[str, ...]) -> None:
    earlier = [Article(title, f"{LEADS[0][1]}\n{TALE}") for title in titles]
    assert habits_of(earlier, NEXT).repeated == frozenset()


def test_what_follow_ups_without_titles_tell_again_stays() -> None:
    told = "Les bus de Valmont restent au dépôt, selon la préfecture"
    earlier = [Article("", f"{told}, pour le {day}e jour.\n{TALE}") for day in range(2, 6)]
    assert habits_of(earlier, NEXT).repeated == frozenset()
    apart = [Article("", f"{lead}\n{MOTTO}") for _title, lead in LEADS]
    assert habits_of(apart, NEXT).repeated == {key(MOTTO)}


def test_what_stands_in_the_middle_stays() -> None:
    body = "\n".join(
        [LEADS[0][1], "Deux.", MOTTO, *(f"Paragraphe {number} du texte." for number in range(6))]
    )
    earlier = [Article(title, body) for title, _lead in LEADS]
    assert key(MOTTO) not in habits_of(earlier, NEXT).repeated


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
    assert habits_of(articles(MOTTO, standfirst), NEXT).opens == opens


def test_a_standfirst_that_is_the_opening_cut_is_none_apart() -> None:
    earlier = [Article(title, f"{lead}\nSuite.", f"<p>{lead[:50]} […]</p>") for title, lead in LEADS]
    assert habits_of(earlier, NEXT).opens == 1.0


def test_the_opening_of_a_source_that_leads_with_it_is_told() -> None:
    title = "La région paie les ponts"
    body = (
        "Il pleuvait sur Valmont quand les élus sont entrés.\n"
        "La région paiera les trois ponts de Valmont, a dit sa présidente, pour 12 millions d'euros.\n"
        "Les ponts de la région seront livrés en 2029."
    )
    habits = habits_of(articles(MOTTO), NEXT)
    made = summarise(Article(title, body, language="fr"), MESSAGE, habits)
    assert made is not None
    assert made.lines[0].startswith("Il pleuvait")
    apart = summarise(Article(title, body, language="fr"))
    assert apart is not None
    assert apart.lines[0].startswith("La région paiera")


OWN = "Deux ans plus tôt que prévu, et sans un accident de chantier."


@pytest.mark.parametrize(
    ("earlier", "standfirst", "opens"),
    [
        ([], "", 1.0),
        ([], f"{NEXT.body[:40]}…", 1.0),
        ([], OWN, 0.0),
        (articles(MOTTO)[:2], "", 1.0),
        (articles(MOTTO, OWN)[:2], "", 0.0),
        ([Article(title, "", lead) for title, lead in LEADS], "", 0.0),
        ([Article(title, "") for title, _lead in LEADS], "", 1.0),
        ([*articles(MOTTO), *articles(MOTTO, OWN)], OWN, 0.5),
    ],
)
def test_few_texts_say_that_a_source_leads_with_its_opening_unless_a_standfirst_stands_apart(
    earlier: list[Article], standfirst: str, opens: float
) -> None:
    assert habits_of(earlier, replace(NEXT, standfirst=standfirst)).opens == opens


def test_nothing_teaches_that_nothing_is_repeated() -> None:
    assert habits_of([], Article("", "")) == Habits(opens=1.0)
    assert habits_of([Article("", ""), Article("x", " ")], NEXT).repeated == frozenset()


def test_a_source_says_its_language_in_many_ways() -> None:
    abroad = replace(NEXT, language="fr-CA")
    tail = "Ce numéro est le 12. Le journal paraît le mardi."  # which a German's "12." would not end
    assert key("Le journal paraît le mardi.") in habits_of(articles(tail), abroad).repeated


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=120), st.text(max_size=60)), max_size=6))
def test_any_articles_have_habits(found: list[tuple[str, str, str]]) -> None:
    habits = habits_of([Article(title, body, standfirst) for title, body, standfirst in found], NEXT)
    assert 0 <= habits.opens <= 1
    assert all(habits.repeated)
