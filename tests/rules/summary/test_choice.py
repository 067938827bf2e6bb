from bot.rules.summary.choice import CONSIDERED, Body, ranked, sentences_of
from bot.rules.summary.limits import LOCK, MESSAGE
from bot.rules.summary.weights import HEADLINE, LINES

TEXT = (
    "Le conseil de Valmont a voté mardi un plan pour ses ponts. Les travaux commenceront en avril.\n"
    "La région en paiera la moitié, a dit la maire."
)


def test_sentences_are_stretches_of_the_whole_text() -> None:
    assert [TEXT[start:end] for start, end in sentences_of(TEXT, "fr")] == [
        "Le conseil de Valmont a voté mardi un plan pour ses ponts.",
        "Les travaux commenceront en avril.",
        "La région en paiera la moitié, a dit la maire.",
    ]


def test_only_leading_sentences_are_considered() -> None:
    assert len(list(sentences_of("Le pont rouvre. " * 40, "fr"))) == CONSIDERED


def test_lines_and_headlines_keep_to_their_room() -> None:
    body = Body(TEXT, "fr")
    for limits in (MESSAGE, LOCK):
        for _score, one in ranked(body.for_lines(limits), "Des ponts", LINES):
            assert len(one.cuts) <= limits.lines
            assert all(len(cut.of(TEXT)) <= limits.line for cut in one.cuts)
        for _score, one in ranked(body.for_headline(limits), "", HEADLINE):
            assert len(one.cuts) == 1
            assert len(one.cuts[0].of(TEXT)) <= limits.headline


def test_nothing_is_made_of_nothing() -> None:
    assert ranked(Body("", "fr").for_lines(MESSAGE), "", LINES) == []
