import pytest

from bot.rules.summary.boilerplate import is_boilerplate
from bot.rules.summary.cues import ADVERTS, ASKING, CHANNELS, MORE, PAGE, READER, SELF
from bot.rules.summary.index import Index, Shape, has, running
from bot.rules.summary.phrases import ANYWHERE, OFFERS

TEXT = running("suivez la gazette du port sur whatsapp, dit la mairie; הצטרפו לערוץ שלנו")


def test_running_words_have_an_edge_on_each_side() -> None:
    assert running("l'appli, c'est ici !") == " l appli c est ici "


@pytest.mark.parametrize(
    "phrase", [" suivez ", " suiv", "whatsapp", " du port", "\u05dcערוץ שלנו", " la mairie "]
)
def test_what_stands_in_a_text_is_found(phrase: str) -> None:
    assert (Index([phrase]).within(TEXT, Shape(TEXT)) == (phrase,)) is (phrase in TEXT)


@pytest.mark.parametrize("phrase", [" uivez ", "azette du", " suivez du", "телеграм", " a ", " wha "])
def test_what_does_not_is_not(phrase: str) -> None:
    assert Index([phrase]).within(TEXT, Shape(TEXT)) == ()


@pytest.mark.parametrize(
    "table", [ADVERTS, ANYWHERE, ASKING, CHANNELS, MORE, OFFERS, PAGE, READER, SELF], ids=len
)
def test_each_phrase_of_a_table_is_found_where_it_stands(table: tuple[str, ...]) -> None:
    index = Index(table)
    for phrase in table:
        text = f" x {phrase} y "
        assert phrase in index.within(text, Shape(running(text)))


def test_a_phrase_is_had_or_not() -> None:
    assert has((" du port ",), TEXT)
    assert not has((), TEXT)
    assert not is_boilerplate("")
