from bot.rules.summary.layout import Layout
from bot.rules.summary.lead import leads
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import words

TEXT = "Le pont de Valmont rouvre mardi. Les bus y passeront dès lundi, et les vélos au printemps seulement."


def told(text: str, line: int, said: str = "") -> list[list[str]]:
    layout = Layout(text, "fr", line, 2)
    found = leads(layout, tuple(sentences(text, "fr")), set(words(said)))
    return [[cut.of(text) for cut in cuts] for cuts in found]


def test_a_lead_is_told_in_its_order() -> None:
    assert told(TEXT, 80)[0] == [
        "Le pont de Valmont rouvre mardi.",
        "Les bus y passeront dès lundi, et les vélos au printemps seulement.",
    ]


def test_what_was_said_is_passed_over() -> None:
    assert told(TEXT, 80, "Le pont de Valmont rouvre")[0][0].startswith("Les bus")


def test_more_of_the_next_sentence_follows_where_much_room_is_left() -> None:
    assert told(TEXT, 50)[0] == [
        "Le pont de Valmont rouvre mardi. Les bus",
        "y passeront dès lundi, et les vélos au printemps…",
    ]
