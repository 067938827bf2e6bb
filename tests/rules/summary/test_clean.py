import pytest

from bot.model import Article
from bot.rules.summary.clean import LONGEST_PARAGRAPH, clean, has_link, is_boilerplate
from bot.rules.summary.sentences import sentences

NEWS = "Le pont de Valmont a rouvert mardi après deux ans de travaux."

BOILERPLATE = [
    "INSCRIVEZ-VOUS A NOTRE LETTRE DU SOIR EN CLIQUANT ICI :",
    "Cliquez ici pour recevoir nos alertes sur WhatsApp https://t.example/1",
    "À lire aussi : notre dossier spécial",
    "Rejoignez la rédaction sur notre page Facebook, sur WhatsApp et Telegram !",
    "Nous utilisons des cookies pour mesurer l'audience.",
    "Crédit photo : Studio Valmont",
    "Cet article est réservé aux abonnés.",
    "Join us on WhatsApp for the latest alerts",
    "Sign up for our evening letter",
    "READ MORE: Five walks by the sea",
    "Download our app to never miss a story.",
    "Share this article with your friends",
    "קראו גם: חמישה טיולים לסוף השבוע",
    "הצטרפו לקבוצת הוואטסאפ של האתר",
    "צילום: סטודיו אלון",
    "اقرأ أيضا: خمس نزهات",
    "تابعونا على واتساب",
    "ما را در تلگرام دنبال کنید",
    "Síguenos en Instagram y WhatsApp",
    "Folgen Sie uns auf WhatsApp",
    "Подписывайтесь на нас в Telegram",
    "Publicité",
    "Lire la suite →",
]
NO_BOILERPLATE = [
    NEWS,
    "La CNIL inflige une amende à une société pour l'usage de cookies.",
    "Le ministre a signé l'accord et l'a publié sur Telegram.",
    "WhatsApp a suspendu mille comptes en Norvalie.",
    "Publicité mensongère : la société Volta condamnée.",
    "L'article 49 de la Constitution sera appliqué, a dit le premier ministre.",
    "Parents in Eastmere joined a WhatsApp group to find the missing boy.",
    "Share prices fell in Eastmere on Monday.",
    "The company will accept all the conditions, its director said.",
    "אלפים הצטרפו למחאה בגבעת אלון.",
    "Он подписал указ, сообщил губернатор.",
    "NORVALIE : LE PREMIER MINISTRE DÉMISSIONNE.",
]


@pytest.mark.parametrize("sentence", BOILERPLATE)
def test_what_speaks_of_the_page_is_boilerplate(sentence: str) -> None:
    assert is_boilerplate(sentence)


@pytest.mark.parametrize("sentence", NO_BOILERPLATE)
def test_news_about_such_things_is_no_boilerplate(sentence: str) -> None:
    assert not is_boilerplate(sentence)


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
    ],
)
def test_only_news_is_left_of_a_body(body: str, kept: str) -> None:
    assert clean(Article("", body), "fr").body == kept


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
