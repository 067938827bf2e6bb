from bot.rules.roster import how, statement
from bot.texts import say


def test_what_is_stated_names_the_newsroom() -> None:
    assert "asked Le Fil for these news alerts" in say(statement("Le Fil"), "en")


def test_how_a_consent_came_fits_its_column() -> None:
    assert how(7, "a form") == "import #7: a form"
    assert len(how(123456, "x" * 100)) == 64
