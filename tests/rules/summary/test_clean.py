import pytest

from bot.model import Article
from bot.rules.summary.clean import LONGEST_PARAGRAPH, clean, has_link
from bot.rules.summary.sentences import sentences

NEWS = "Le pont de Valmont a rouvert mardi après deux ans de travaux."


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"{NEWS}\nAbonnez-vous à notre newsletter.", NEWS),
        (f"{NEWS} Cliquez ici : https://t.example/1", NEWS),
        (f"Par Anne Moreau, avec AFP\n{NEWS}", NEWS),
        (f"Publié le 12/03/2025 à 08h42\n{NEWS}", NEWS),
        (f"Un intertitre sans point\n{NEWS}", NEWS),
        (f"VALMONT (AFP) – {NEWS}", NEWS),
        (f"EASTMERE, March 3 (Reuters) - {NEWS}", NEWS),
        (f"(Belga) {NEWS}", NEWS),
        (f"{NEWS} (AFP)", NEWS),
        (f"{NEWS} [&#8230;]", NEWS),
        (f"{NEWS} Lire la suite", NEWS),
        (f"{NEWS} The post Le pont appeared first on Valmont Info.", NEWS),
        (f"{NEWS} L’article Le pont est apparu en premier sur Valmont Info.", NEWS),
        (f"{NEWS} Il sera gratuit jusqu'en […]", f"{NEWS} Il sera gratuit jusqu'en…"),
        (
            "Le pont de Valmont a rouvert ce mardi https://t.example/1",
            "Le pont de Valmont a rouvert ce mardi",
        ),
        ("Le pont (https://t.example/1) a rouvert mardi.", "Le pont a rouvert mardi."),
        ("Toutes les informations sur https://t.example/1", ""),
        ("Voyez https://t.example/1 et partagez.", ""),
        ("https://t.example/1 https://t.example/2", ""),
        ("Un seul paragraphe sans point", "Un seul paragraphe sans point"),
        (f"{NEWS} Voir la galerie photo", NEWS),
        (f"{NEWS} © Le Courrier / Marc Dubreuil", NEWS),
        (f"{NEWS} Déjà inscrit ? Connectez-vous.", NEWS),
        (
            f"{NEWS} Que va devenir le bac ? Il restera à quai.",
            f"{NEWS} Que va devenir le bac ? Il restera à quai.",
        ),
        (f'{NEWS} "On attendait ça", dit un riverain', f'{NEWS} "On attendait ça", dit un riverain'),
    ],
)
def test_only_news_is_left_of_a_body(body: str, kept: str) -> None:
    assert clean(Article("", body), "fr").body == kept


LONG = (
    "La mairie de Valmont a fermé le pont pour remplacer les câbles, usés par soixante hivers, et renforcer "
    "les piles qui reposent dans le lit de la rivière.\nLes camions feront le tour par Saint-Aubin jusqu'au "
    "printemps, ce qui allonge leur trajet de vingt minutes, selon la chambre de commerce du département.\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "Merci de votre fidélité.",
        "Chaque matin, le meilleur de la presse locale dans votre boîte, gratuitement et pour toujours",
    ],
)
def test_a_line_that_shares_no_word_with_its_text_and_speaks_to_the_reader_is_left_out(line: str) -> None:
    assert clean(Article("", f"{line}\n{LONG}"), "fr").body == LONG.strip()


@pytest.mark.parametrize(
    "line", ["Il avait 91 ans.", "Les camions de vos voisins feront le tour.", "« Merci de votre aide. »"]
)
def test_a_short_line_of_the_story_stays(line: str) -> None:
    assert line in clean(Article("", f"{line}\n{LONG}"), "fr").body


def test_long_bodies_and_endless_paragraphs_are_cut_at_a_word() -> None:
    long = clean(Article("", "\n".join([NEWS] * 500)), "fr").body
    assert len(long) < 4_000
    endless = clean(Article("", "mot " * LONGEST_PARAGRAPH), "fr").body
    assert len(endless) <= LONGEST_PARAGRAPH + 1
    assert endless.endswith("mot…")


@pytest.mark.parametrize(
    ("title", "url", "shown"),
    [
        ("Le pont rouvre | Le Valmont", "https://www.le-valmont.example/a", "Le pont rouvre"),
        ("Le pont rouvre - valmont.example", "https://valmont.example/a", "Le pont rouvre"),
        ("Le pont rouvre - Valmont", "http://news.valmont.example:80/a", "Le pont rouvre"),
        ("Le pont rouvre - Valmont", "", "Le pont rouvre - Valmont"),
        ("Le pont - ce qui change", "https://valmont.example/a", "Le pont - ce qui change"),
        ("Valmont", "https://valmont.example/a", "Valmont"),
    ],
)
def test_the_name_of_the_site_leaves_the_title(title: str, url: str, shown: str) -> None:
    assert clean(Article(title, "", url=url), "").title == shown


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("bit.ly/abc", True),
        ("www.valmont.example", True),
        ("HTTP://x.y", True),
        ("24/7 et 3.5", False),
        ("a.b", False),
    ],
)
def test_links_are_recognised(text: str, has: bool) -> None:  # noqa: FBT001 - a table's column
    assert has_link(text) is has


def test_a_standfirst_is_complete_when_it_ends_as_a_sentence() -> None:
    assert clean(Article("", "", standfirst=NEWS), "fr").complete
    assert not clean(Article("", "", standfirst=NEWS.rstrip(".")), "fr").complete


def test_a_part_is_found_by_its_name() -> None:
    cleaned = clean(Article("Titre", NEWS, standfirst="Chapeau ici."), "fr")
    assert [cleaned.part(name) for name in ("title", "standfirst", "body")] == ["Titre", "Chapeau ici.", NEWS]


def test_what_is_cleaned_splits_into_the_sentences_that_were_kept() -> None:
    body = clean(Article("", f"{NEWS} Cliquez ici ! {NEWS}"), "fr").body
    assert len(sentences(body, "fr")) == 2


@pytest.mark.parametrize(
    ("dateline", "text"),
    [
        ("ЗАРЕЧНЫЙ, 12 мая. ", "В Заречном открыли мост через реку, сообщила мэрия."),
        ("МОСКВА, 3 мар - РИА Новости. ", "Мост через реку откроют в пятницу, сообщила мэрия."),
        ("Paris, le 3 mars – ", "Le pont de Valmont a rouvert mardi après deux ans de travaux."),
        ("Berlin, 3. März - ", "Die Brücke über den Fluss ist seit Dienstag wieder offen."),
        ("القاهرة - ", "افتتح رئيس البلدية الجسر الجديد في المدينة صباح اليوم."),
        ("مدينة الرمان - ", "عثر باحثون على بئر حجرية قديمة خلال أعمال الترميم."),
        ("تهران (ایرنا) - ", "شهردار پل تازه شهر را صبح امروز افتتاح کرد."),
    ],
)
def test_a_dateline_is_no_part_of_the_news(dateline: str, text: str) -> None:
    assert clean(Article("", dateline + text), "").body == text


@pytest.mark.parametrize(
    "text",
    [
        "Valmont, 3 000 habitants, a voté mardi pour un pont neuf.",
        "Le maire, 62 ans, a promis un pont neuf pour l'été.",
        "Lundi, 12 élus ont voté contre le projet de pont.",
        "رئيس البلدية افتتح الجسر الجديد - الأطول في البلاد - صباح اليوم.",
        "الوزير الجديد - الذي عاد أمس من العاصمة - يستقبل الوفد اليوم.",
        "وأوضحت اللجنة – وهي من أهل المدينة – أن الجسر سيفتح غدا.",
        "مهتاب – آفتاب دریا، جمعه آینده.",
        "۱۱- ساخت پل تازه شهر نیلوفر با بودجه شهرداری.",
    ],
)
def test_a_sentence_that_begins_like_one_stays(text: str) -> None:
    assert clean(Article("", text), "").body == text
