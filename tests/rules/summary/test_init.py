import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Article, Summary
from bot.rules.summary import LOCK, MESSAGE, SummaryLimits, clean_article, summarise
from bot.rules.summary.check import repeats
from bot.rules.summary.text import ELLIPSIS, width, words

FRENCH = """Le conseil municipal de Valmont a adopté mardi soir un plan de rénovation des écoles, \
a annoncé la maire, Claire Aubry. Les travaux commenceront en avril. \
« Nous avons trop attendu. Les toits fuient », \
a-t-elle déclaré devant une centaine de parents.
L'opposition, qui n'a pas voté le texte, réclame un audit.
POUR RECEVOIR NOS INFOS SUR WHATSAPP CLIQUEZ ICI : http://tiny.example/abc
À lire aussi : Nos dix idées de sorties
Abonnez-vous à notre newsletter quotidienne."""

ENGLISH = """LONDON (Reuters) - The harbour authority of Eastmere closed two piers on Monday, its director \
said. Repairs are not expected to end before June. According to Dr. Helen Marsh, who leads the survey, \
the U.S. builder warned of cracks three years ago.
Sign up for our daily newsletter here: https://news.example/join
READ MORE: The ten best seaside walks"""

HEBREW = """ראש עיריית גבעת אלון, דנה רוזן, הודיעה היום כי בית הספר החדש ייפתח בספטמבר. \
לדבריה, "לא נדחה שוב את הפתיחה. ההורים חיכו מספיק". דובר צה"ל מסר כי השטח פונה.
להצטרפות לערוץ הוואטסאפ שלנו לחצו כאן bit.ly/alon
קראו גם: עשרה טיולים לסוף השבוע"""

REFERENCE = """Le président de la Norvalie, Marek Alden, a rencontré ce jour, vendredi, une délégation \
conduite par le ministre de la Défense des îles du Sud, Jonas Berg. La rencontre a porté sur les ports.
Les liens entre la Norvalie et les îles
POUR S'INSCRIRE A LA NEWSLETTER ET AVOIR ACCES AUX INFORMATIONS EN UN COUP D'OEIl CLIQUEZ ICI : \
https://norvalie.example/newsletter"""

texts = st.text(
    st.sampled_from("aébcשלوم.,!?…« »\"“”()[]:;–-'’ \n<>&/\u202e\u200f\u00a0\u0301۱5中😀"), max_size=300
)
sentences = st.lists(
    st.sampled_from([*FRENCH.split("\n"), *ENGLISH.split("\n"), *HEBREW.split("\n")]), max_size=6
).map("\n".join)


def summary_of(article: Article, limits: SummaryLimits = MESSAGE) -> Summary:
    summary = summarise(article, limits)
    assert summary is not None
    return summary


def assert_honest(article: Article, limits: SummaryLimits) -> None:
    """Every text is in the cleaned article where its span says, and fits."""
    summary = summarise(article, limits)
    if summary is None:
        return
    cleaned = clean_article(article)
    shown = (summary.headline, *summary.lines)
    assert len(shown) == len(summary.spans)
    assert len(summary.lines) <= limits.lines
    assert 0 < width(summary.headline) <= limits.headline
    assert all(0 < width(line) <= limits.line for line in summary.lines)
    for text, span in zip(shown, summary.spans, strict=True):
        stretch = cleaned.part(span.part)[span.start : span.end].replace("\n", " ")
        assert text in {stretch, stretch + ELLIPSIS}


def test_a_french_article_is_told_with_its_attribution_and_without_its_calls() -> None:
    summary = summary_of(Article("Valmont rénove ses écoles", FRENCH))
    told = " ".join(summary.lines)
    assert summary.headline == "Valmont rénove ses écoles"
    assert summary.language == "fr"
    assert len(summary.lines) == 2
    assert "a annoncé la maire" in told
    assert not any(word in told.lower() for word in ("cliquez", "http", "abonnez", "lire aussi", "whatsapp"))


def test_an_english_article_loses_its_dateline_and_keeps_who_said_it() -> None:
    summary = summary_of(Article("Eastmere closes two piers", ENGLISH))
    assert summary.language == "en"
    assert summary.lines[0].startswith("The harbour authority of Eastmere closed")
    assert "its director said." in summary.lines[0]
    assert "not expected" in summary.lines[1]


def test_a_hebrew_quotation_of_two_sentences_stays_whole() -> None:
    summary = summary_of(Article("בית ספר חדש בגבעת אלון", HEBREW, language="he"))
    told = " ".join(summary.lines)
    assert summary.language == "he"
    assert "הודיעה היום" in told
    assert '"לא נדחה שוב את הפתיחה. ההורים חיכו מספיק"' in told
    assert "לחצו" not in told


def test_one_long_sentence_flows_over_two_lines_with_who_met_whom_intact() -> None:
    summary = summary_of(Article("Le président Alden reçoit une délégation", REFERENCE))
    told = " ".join(summary.lines)
    assert len(summary.lines) == 2
    assert "Marek Alden, a rencontré" in told
    assert "conduite par le ministre de la Défense des îles du Sud, Jonas Berg." in told
    assert "http" not in told
    assert "CLIQUEZ" not in told


def test_a_complete_standfirst_is_preferred_to_the_body() -> None:
    standfirst = "La maire promet des toits neufs avant l'hiver, sans hausse d'impôt."
    summary = summary_of(Article("Valmont rénove ses écoles", FRENCH, standfirst=standfirst))
    assert summary.lines == (standfirst,)
    assert summary.spans[1].part == "standfirst"


@pytest.mark.parametrize(
    "standfirst",
    [
        "La maire promet des toits neufs avant l'hiver, sans hausse […]",
        "La maire promet des toits neufs avant l'hiver, sans hausse... Lire la suite",
        "Abonnez-vous à notre newsletter pour ne rien manquer de la rentrée.",
        "Trop court.",
        "Les écoles et la rentrée",
        "",
    ],
)
def test_an_incomplete_standfirst_gives_way_to_the_body(standfirst: str) -> None:
    summary = summary_of(Article("Valmont rénove ses écoles", FRENCH, standfirst=standfirst))
    assert summary.lines[0].startswith("Le conseil municipal")


def test_a_standfirst_that_copies_the_title_gives_way_to_the_body() -> None:
    title = "Le conseil de Valmont adopte un plan pour ses écoles"
    summary = summary_of(Article(title, FRENCH, standfirst=title + "."))
    assert summary.lines[0].startswith("Le conseil municipal de Valmont a adopté")


def test_a_standfirst_that_was_cut_serves_when_there_is_no_body() -> None:
    standfirst = "Le maire a signé l'accord mardi. Les travaux dureront deux ans et […]"
    summary = summary_of(Article("Accord signé", "", standfirst=standfirst))
    assert summary.lines[0].startswith("Le maire a signé l'accord mardi.")


def test_an_article_without_text_has_a_headline_only() -> None:
    assert summary_of(Article("Trois morts à Valmont", "")).lines == ()


def test_an_article_of_calls_alone_has_a_headline_only() -> None:
    body = "Abonnez-vous à notre newsletter !\nSuivez-nous sur Telegram : https://t.example/abc"
    assert summary_of(Article("Trois morts à Valmont", body)).lines == ()


@pytest.mark.parametrize("nothing", ["", " \n ", "<p></p><script>x()</script>", "\u202e\u200b\x00"])
def test_an_article_with_nothing_to_say_has_no_summary(nothing: str) -> None:
    assert summarise(Article(nothing, nothing, standfirst=nothing)) is None


def test_a_missing_title_is_taken_from_the_first_sentence() -> None:
    summary = summary_of(Article("", "Le pont de Valmont est fermé. La mairie n'a pas donné de date."))
    assert summary.headline == "Le pont de Valmont est fermé."
    assert summary.lines == ("La mairie n'a pas donné de date.",)


def test_a_headline_that_is_too_long_ends_at_a_clause() -> None:
    title = (
        "Le gouvernement de Norvalie présente un plan pour les ports, les routes et les écoles du littoral, "
        "malgré les réserves du Sénat"
    )
    summary = summary_of(Article(title, ""))
    assert width(summary.headline) <= 90
    assert title.startswith(summary.headline.removesuffix(ELLIPSIS))
    assert summary.headline.endswith(ELLIPSIS)
    assert title[len(summary.headline) - 1] in " ,"


def test_a_long_title_of_two_sentences_keeps_the_first_one_whole() -> None:
    first = "Le Sénat de Norvalie rejette le plan des ports."
    summary = summary_of(Article(f"{first} {'Le gouvernement dit vouloir le présenter encore. ' * 3}", ""))
    assert summary.headline == first


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("AT&amp;T &lt; Norvalie Télécom", "AT&T < Norvalie Télécom"),
        ("AT&amp;amp;T : hausse de 5&amp;nbsp;%", "AT&T : hausse de 5\u00a0%"),
        ("&amp;lt;b&amp;gt;Direct&amp;lt;/b&amp;gt; à Valmont", "Direct à Valmont"),
        ("\u202eValmont\u202c brûle", "Valmont brûle"),
        ("Un\x00 feu\u200b à Val\u00admont", "Un feu à Valmont"),
        ("<script>alert(1)</script>Un feu <b>à</b> Valmont", "Un feu à Valmont"),
        ("Un feu à Valmont https://t.example/abc1", "Un feu à Valmont"),
    ],
)
def test_a_hostile_title_comes_out_right(title: str, shown: str) -> None:
    assert summary_of(Article(title, "")).headline == shown


@pytest.mark.parametrize("letters", ["a", "א", "中", "é", "👩\u200d👩\u200d👧", "a\u0301" * 40, "mot "])
def test_a_title_of_5000_characters_fits_and_splits_no_grapheme(letters: str) -> None:
    headline = summary_of(Article(letters * 5000, "")).headline
    assert 0 < width(headline) <= 90
    assert len(headline) < 1000


def test_words_are_never_split_where_there_are_spaces() -> None:
    body = " ".join(f"mot{number}" for number in range(900))
    summary = summary_of(Article(body, body))
    for text in (summary.headline, *summary.lines):
        assert set(text.removesuffix(ELLIPSIS).split()) <= set(body.split())


def test_a_cut_never_drops_who_said_it() -> None:
    claim = "La Norvalie a fermé ses ports aux navires des îles du Sud, " * 4
    body = f"{claim}a affirmé le ministre Berg. Il a été démenti."
    told = " ".join(summary_of(Article("Tension sur les ports", body)).lines)
    assert "fermé ses ports" not in told


def test_a_cut_never_drops_a_reversal_that_follows() -> None:
    start = "Le premier ministre de Norvalie et les présidents des deux chambres du parlement viendront " * 2
    body = f"{start}mais pas {'avant la fin de la session ' * 5}"
    told = " ".join(summary_of(Article("Norvalie", body)).lines)
    assert not told.rstrip(ELLIPSIS).endswith("viendront")


def test_a_lock_screen_gets_shorter_texts() -> None:
    summary = summary_of(Article("Valmont rénove ses écoles", ENGLISH), LOCK)
    assert all(width(line) <= 55 for line in summary.lines)
    assert_honest(Article("Valmont rénove ses écoles", ENGLISH), LOCK)


def test_the_source_is_believed_about_its_language() -> None:
    assert summary_of(Article("Valmont", "Texte bref.", language="fr-CA")).language == "fr"


@given(title=texts, body=texts, standfirst=texts)
def test_every_text_of_a_summary_stands_in_the_source(title: str, body: str, standfirst: str) -> None:
    assert_honest(Article(title, body, standfirst=standfirst), MESSAGE)


@given(title=sentences, body=sentences, standfirst=sentences, line=st.integers(20, 120))
def test_every_text_of_real_sentences_stands_in_the_source(
    title: str, body: str, standfirst: str, line: int
) -> None:
    assert_honest(Article(title, body, standfirst=standfirst), SummaryLimits(headline=line, line=line))


@given(texts)
@settings(max_examples=50)
def test_summarising_twice_gives_the_same(body: str) -> None:
    article = Article("", body)
    assert summarise(article) == summarise(article)


@pytest.mark.parametrize(
    "unit",
    [
        "mot ",
        "a",
        "<",
        "<a ",
        "<!--",
        '<a title=">',
        "&amp;",
        "« ",
        "(",
        '"',
        ". ",
        "a.b/",
        "1\n",
        "M. A. ",
        "…",
    ],
)
def test_the_cost_grows_no_faster_than_the_text(unit: str) -> None:
    def cost(size: int) -> float:
        article = Article("", unit * (size // len(unit)))
        start = time.process_time()
        summarise(article)
        return time.process_time() - start

    cost(1_000)
    # a growth, not a speed: the least of several tries, for a busy machine only ever adds
    small, large = (min(cost(size) for _ in range(4)) for size in (100_000, 800_000))
    assert large < 8 * 5 * small + 0.5


def test_lines_never_repeat_a_title_that_was_cut() -> None:
    title = (
        "After 19 years of silence, the clock tower opens again with a café, a workshop and a waiting list "
        "longer than its staircase"
    )
    body = f"{title}\n\nThe clock tower reopened on Monday, the town hall said. Visitors came from all over."
    made = summarise(Article(title, body, "", "en"))
    assert made is not None
    assert made.headline.endswith("…")
    assert made.lines[0] == "The clock tower reopened on Monday, the town hall said."


def test_a_lead_told_whole_keeps_the_mark_that_its_writer_left_open() -> None:
    lead = (
        'Le maire a dit que la salle "du port rouvre lundi, après deux ans de travaux et un hiver de retard.'
    )
    summary = summary_of(Article("Valmont", f"{lead}\nLes bus y passeront dès mardi, selon la mairie."))
    assert " ".join(summary.lines).startswith(lead)


def test_a_mark_left_open_by_a_cut_is_refused() -> None:
    body = (
        f'Le maire a dit : "Nous avons attendu. {"Nous avons eu froid tout un hiver. " * 8}\nTout est fini.'
    )
    told = " ".join(summary_of(Article("Valmont", body)).lines)
    assert '"' not in told


def test_no_line_says_again_what_a_headline_made_from_the_text_has_said() -> None:
    first = (
        "Le conseil municipal de Valmont a adopté mardi soir un plan de rénovation de ses écoles, "
        "que l'opposition jugeait trop cher."
    )
    summary = summary_of(
        Article("", f"{first} Les travaux commenceront en juin. La région en paie la moitié.")
    )
    assert first.startswith(summary.headline.removesuffix(ELLIPSIS))
    assert not repeats(summary.lines[0], set(words(summary.headline)))


def test_no_line_says_again_what_the_line_before_has_said() -> None:
    body = "La maire de Valmont a rouvert le pont mardi matin, devant deux cents personnes. " * 12
    summary = summary_of(Article("Valmont", body, language="fr"))
    assert len(summary.lines) == 1 or summary.lines[0] != summary.lines[1]
