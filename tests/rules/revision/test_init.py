"""What an edit of an article means for an alert that tells of it, in eight languages."""

import pytest

from bot.model import Article
from bot.rules.revision import Change, Reason, judge
from bot.rules.summary import Cleaned, clean_article, summarise

R = Reason
LANGUAGES = ("fr", "en", "he", "ar", "fa", "es", "de", "ru")

LEADS = {
    "fr": "Le pont du port a été fermé lundi à la circulation, a indiqué la préfecture.",
    "en": "The harbour bridge was closed to traffic on Monday, the port authority said.",
    "he": "הגשר בנמל נסגר לתנועה ביום שני, כך מסרה רשות הנמלים.",
    "ar": "أغلق جسر الميناء أمام حركة المرور يوم الاثنين حسب هيئة الموانئ.",
    "fa": "پل بندر روز دوشنبه به روی خودروها بسته شد و اداره بندر آن را اعلام کرد.",
    "es": "El puente del puerto fue cerrado al tráfico el lunes, dijo la autoridad portuaria.",
    "de": "Die Hafenbrücke wurde am Montag für den Verkehr gesperrt, teilte die Behörde mit.",
    "ru": "Мост в порту закрыли для движения в понедельник, сообщила администрация порта.",
}


def version(title: str, lead: str = "", body: str = "") -> Cleaned:
    return Cleaned(title, lead, body, complete=True)


def judged(language: str, old: Cleaned, new: Cleaned) -> tuple[Change, set[Reason]]:
    """Judge an edit of an article whose alert shows its title and its standfirst."""
    lines = (old.standfirst,) if old.standfirst else ()
    found = judge(old, new, old.title, lines, language)
    return found.change, set(found.reasons)


COSMETIC = {
    "fr": [
        ("Le présidnet inaugure le pont", "Le président inaugure le pont"),
        ("L’Assemblée adopte la loi « climat »", 'L\'Assemblee adopte la loi "Climat"'),
        ("EN DIRECT - Le pont du port rouvre", "Le pont du port rouvre"),
        ("Deux ponts rouvrent au port", "2 ponts rouvrent au port"),
        ("Le budget atteint 12 000 euros", "Le budget atteint 12.000 euros"),
        ("Le pont du port rouvre", "Pont du port rouvre"),
        ("Emmanuel Macorn visite le port", "Emmanuel Macron visite le port"),
    ],
    "en": [
        ("Presdient opens the harbour bridge", "President opens the harbour bridge"),
        ("Mayor's plan: a bridge for the harbour!", "Mayor\u2019s plan – a bridge, for the harbour"),
        ("LIVE: Harbour bridge reopens", "Harbour bridge reopens"),
        ("Harbor bridge reopens today", "Harbour bridge reopens today"),
        ("Harbour bridge closed for two weeks", "Harbour bridge closed for 2 weeks"),
        ("The bridge isn't open", "The bridge is not open"),
        ("Council spends 12,000 on ferries", "Council spends 12 000 on ferries"),
        ("A ferry sinks in the harbour", "Ferry sinks in harbour"),
    ],
    "he": [
        ("הממשלה אישרה את התוכנית החדשה", "הממשלה אישרה את התכנית החדשה"),
        ('צה"ל פתח את הגשר', "צה״ל פתח את הגשר!"),
        ("שני גשרים נפתחו בנמל", "2 גשרים נפתחו בנמל"),
        ("שידור חי: הגשר נפתח לתנועה", "הגשר נפתח לתנועה"),
    ],
    "ar": [
        ("إعادة فتح جسر الميناء", "اعادة فتح جسر الميناء!"),
        ("فتح ١٢ جسرا", "فتح 12 جسرا"),
        ("عاجل: فتح جسر الميناء", "فتح جسر الميناء"),
    ],
    "fa": [
        ("پل بندر باز شد", "پل بندر، باز شد!"),
        ("بازگشایی ۱۲ پل", "بازگشایی 12 پل"),
        ("خیابان‌های شهر بسته ماند", "خیابانهای شهر بسته ماند"),
    ],
    "es": [
        ("El presidnete inaugura el puente", "El presidente inaugura el puente"),
        ("Última hora: el puente reabre", "El puente reabre"),
        ("Tres puentes reabren", "3 puentes reabren"),
    ],
    "de": [
        ("Die Brücke am Hafen öffnet wieder", "Die Bruecke am Hafen öffnet wieder"),
        ("Bürgermeitser eröffnet die Brücke", "Bürgermeister eröffnet die Brücke"),
        ("Zwölf Brücken öffnen", "12 Brücken öffnen"),
    ],
    "ru": [
        ("Мэр открыл мост ещё раз", "Мэр открыл мост еще раз"),
        ("Призидент открыл мост", "Президент открыл мост"),
        ("Открыты три моста", "Открыты 3 моста"),
    ],
}

MATERIAL = {
    "fr": [
        ("Trois morts dans un incendie à Lyon", "Quatre morts dans un incendie à Lyon", R.NUMBER),
        ("Un budget de 12 millions", "Un budget de 12 milliards", R.NUMBER),
        ("Le pont rouvrira lundi", "Le pont ne rouvrira pas lundi", R.NEGATION),
        ("Le maire Jean Dupont démissionne", "Le maire Jean Durand démissionne", R.NAME),
        ("Le maire jugé coupable de fraude", "Le maire jugé innocent de fraude", R.MEANING),
        ("Le maire soupçonné de corruption", "Le maire coupable de corruption", R.MEANING),
    ],
    "en": [
        ("Bridge collapse kills 12 in harbour", "Bridge collapse kills 13 in harbour", R.NUMBER),
        ("Bridge to cost 2.5 million", "Bridge to cost 25 million", R.NUMBER),
        ("Toll rises by 5%", "Toll rises by 5.5%", R.NUMBER),
        ("Mayor not guilty of fraud", "Mayor guilty of fraud", R.NEGATION),
        ("Court says the strike is legal", "Court says the strike is illegal", R.NEGATION),
        ("The bridge is open", "The bridge isn't open", R.NEGATION),
        ("Mayor John Smith resigns", "Mayor John Baker resigns", R.NAME),
        ("Troops leave Iran by night", "Troops leave Iraq by night", R.NAME),
        ("The army of Iran attacks Israel", "The army of Israel attacks Iran", R.MEANING),
        ("Two people killed on the bridge", "Two people injured on the bridge", R.MEANING),
        ("Mayor allegedly took bribes", "Mayor took bribes", R.MEANING),
        ("Council votes for the tunnel", "Council votes against the tunnel", R.MEANING),
        ("12 people die on the bridge", "Several people die on the bridge", R.NUMBER),
    ],
    "he": [
        ("12 הרוגים בתאונה בנמל", "13 הרוגים בתאונה בנמל", R.NUMBER),
        ("שלושה הרוגים בתאונה", "ארבעה הרוגים בתאונה", R.NUMBER),
        ("הממשלה אישרה את התקציב", "הממשלה לא אישרה את התקציב", R.NEGATION),
        ("ראש הממשלה נתניהו יטוס לפריז", "ראש הממשלה בנט יטוס לפריז", R.NAME),
        ("שלושה נהרגו בגשר", "שלושה נפצעו בגשר", R.MEANING),
    ],
    "ar": [
        ("مقتل ١٢ شخصا في حادث", "مقتل ١٣ شخصا في حادث", R.NUMBER),
        ("الحكومة توافق على الخطة", "الحكومة لا توافق على الخطة", R.NEGATION),
        ("الوزير حداد يزور باريس", "الوزير نجار يزور باريس", R.NAME),
        ("ارتفاع أسعار الخبز", "انخفاض أسعار الخبز", R.MEANING),
    ],
    "fa": [
        ("۱۲ کشته در حادثه بندر", "۱۳ کشته در حادثه بندر", R.NUMBER),
        ("دولت طرح را تصویب کرد", "دولت طرح را تصویب نکرد", R.NEGATION),
        ("وزیر محمدی به پاریس رفت", "وزیر حسینی به پاریس رفت", R.NAME),
        ("افزایش قیمت نان", "کاهش قیمت نان", R.MEANING),
    ],
    "es": [
        ("Mueren tres personas en el puente", "Mueren cuatro personas en el puente", R.NUMBER),
        ("El puente abrirá el lunes", "El puente no abrirá el lunes", R.NEGATION),
        ("El alcalde Juan Pérez dimite", "El alcalde Juan Gómez dimite", R.NAME),
        ("El alcalde gana las elecciones", "El alcalde pierde las elecciones", R.MEANING),
    ],
    "de": [
        ("Drei Tote auf der Brücke", "Vier Tote auf der Brücke", R.NUMBER),
        ("Der Bürgermeister ist schuldig", "Der Bürgermeister ist nicht schuldig", R.NEGATION),
        ("Der Bürgermeister gilt als schuldig", "Der Bürgermeister gilt als unschuldig", R.NEGATION),
        ("Die Partei gewinnt die Wahl", "Die Partei verliert die Wahl", R.MEANING),
    ],
    "ru": [
        ("На мосту погибли 12 человек", "На мосту погибли 13 человек", R.NUMBER),
        ("Мост откроют в понедельник", "Мост не откроют в понедельник", R.NEGATION),
        ("Суд признал мэра виновным", "Суд признал мэра невиновным", R.NEGATION),
        ("Мэр города Иванов ушел в отставку", "Мэр города Петров ушел в отставку", R.NAME),
        ("Трое погибли на мосту", "Трое ранены на мосту", R.MEANING),
    ],
}

RETRACTIONS = {
    "fr": (
        "RECTIFICATIF : le pont reste ouvert",
        "DÉMENTI - Le pont n’est pas fermé",
        "[Correction] Le pont",
    ),
    "en": ("CORRECTION: the bridge is open", "RETRACTED - The bridge", "Bridge closed (corrected)"),
    "he": ("תיקון: הגשר פתוח", "הבהרה – הגשר לא נסגר"),
    "ar": ("تصحيح: الجسر مفتوح", "نفي: الجسر لم يغلق"),
    "fa": ("تصحیح: پل باز است", "تکذیبیه: پل بسته نیست", "اصلاحیه - پل باز است"),
    "es": ("RECTIFICACIÓN: el puente está abierto", "FE DE ERRATAS: el puente"),
    "de": ("BERICHTIGUNG: Die Brücke ist offen", "Korrektur – Die Brücke ist offen"),
    "ru": ("ОПРОВЕРЖЕНИЕ: мост открыт", "Поправка: мост открыт"),
}


def table(of: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(language, *pair) for language in LANGUAGES for pair in of[language]]


@pytest.mark.parametrize(("language", "old", "new"), table(COSMETIC))
def test_a_slip_mended_changes_nothing_in_either_direction(language: str, old: str, new: str) -> None:
    lead = LEADS[language]
    assert judged(language, version(old, lead), version(new, lead)) == (Change.COSMETIC, set())
    assert judged(language, version(new, lead), version(old, lead)) == (Change.COSMETIC, set())


@pytest.mark.parametrize(
    ("language", "old", "new", "reason"),
    [(language, *case) for language in LANGUAGES for case in MATERIAL[language]],
)
def test_what_matters_is_seen_in_either_direction(language: str, old: str, new: str, reason: Reason) -> None:
    lead = LEADS[language]
    for before, after in ((old, new), (new, old)):
        change, reasons = judged(language, version(before, lead), version(after, lead))
        if reason is R.NUMBER and before != old and "Several" in before:
            continue  # a number that is added takes nothing back
        assert change is Change.MATERIAL
        assert reason in reasons


@pytest.mark.parametrize(
    ("language", "old", "new", "reason"),
    [(language, *case) for language in LANGUAGES for case in MATERIAL[language] if language != "de"],
)
def test_it_matters_as_much_in_a_line_below_the_headline(
    language: str, old: str, new: str, reason: Reason
) -> None:
    title = LEADS[language].partition(",")[0]
    change, reasons = judged(language, version(title, f"{old}."), version(title, f"{new}."))
    assert change is Change.MATERIAL
    assert reason in reasons


@pytest.mark.parametrize(
    ("language", "title"), [(language, title) for language in LANGUAGES for title in RETRACTIONS[language]]
)
def test_marks_take_back_what_was_said(language: str, title: str) -> None:
    lead = LEADS[language]
    old, new = version(lead.partition(",")[0], lead), version(title, lead)
    assert judged(language, old, new) == (Change.RETRACTION, {R.MARK})
    assert judged(language, new, version(title, lead + " ")) == (Change.COSMETIC, set()), "it bore it before"


@pytest.mark.parametrize(
    "said",
    [
        "This article has been retracted.",
        "CORRECTION: an earlier version of this story named another town.",
        "Cet article a été retiré.",
    ],
)
def test_a_mark_may_open_the_text_instead_of_the_title(said: str) -> None:
    old, new = version("Bridge closed", LEADS["en"]), version("Bridge closed", LEADS["en"], said)
    assert judged("en", old, new)[0] is Change.RETRACTION


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Correction of the market goes on for a third day"),
        ("en", "Clarification sought by the council"),
        ("fr", "Une correction de la bourse attendue"),
        ("fr", "Le démenti du maire ne convainc pas"),
        ("de", "Korrektur der Prognose erwartet"),
    ],
)
def test_a_word_of_the_news_is_no_mark(language: str, title: str) -> None:
    old, new = version("A title", LEADS[language]), version(title, LEADS[language])
    assert judged(language, old, new)[0] is not Change.RETRACTION


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_further_down_is_no_matter_of_the_alert(language: str) -> None:
    lead, more = (
        LEADS[language],
        {"en": "Ferries run instead. 40 people wait.", "fr": "Un bac part à 14 h 05."},
    )
    old = version("Title of the day", lead, "Old paragraph 12.")
    new = version("Title of the day", lead, f"Old paragraph 13.\n{more.get(language, '57')}\nComments: 57")
    assert judged(language, old, new) == (Change.COSMETIC, set())


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        (
            "en",
            "Harbour bridge reopens after nine months",
            "After nine months, the harbour bridge is open again",
        ),
        ("en", "Storm hits the coast of Brittany", "Storm batters the coast of Brittany"),
        ("en", "Harbour bridge closed", "Harbour bridge closed until 5 May, ferries run"),
        ("fr", "Le pont du port rouvre après neuf mois", "Après neuf mois, le pont du port rouvre enfin"),
        ("es", "El puente reabre tras las obras", "Tras las obras, el puente reabre al fin"),
        ("de", "Die Brücke öffnet nach neun Monaten", "Nach neun Monaten öffnet die Brücke endlich wieder"),
        ("ru", "Мост в порту открыли", "В порту наконец открыли мост"),
    ],
)
def test_a_headline_in_other_words_is_changed_in_place_only(language: str, old: str, new: str) -> None:
    lead = LEADS[language]
    assert judged(language, version(old, lead), version(new, lead)) == (Change.MINOR, {R.WORDS})


def test_another_headline_over_another_lead_has_another_meaning() -> None:
    old = version("Harbour bridge reopens", "The bridge is open to all, the port says.")
    new = version("Ferries fill as drivers queue", "Thousands wait at the quay, police say.")
    change, reasons = judged("en", old, new)
    assert change is Change.MATERIAL
    assert R.MEANING in reasons


def test_another_headline_over_the_same_lead_is_a_matter_of_taste() -> None:
    old = version("Harbour bridge reopens", LEADS["en"])
    new = version("Drivers can breathe at last", LEADS["en"])
    assert judged("en", old, new) == (Change.MINOR, {R.WORDS})


def test_a_line_that_is_gone_is_changed_in_place() -> None:
    old = version("Bridge closed", "Ferries run every ten minutes from the old quay.")
    new = version("Bridge closed", "Nobody was hurt when a barge struck a pillar, police say.")
    assert judged("en", old, new) == (Change.MINOR, {R.WORDS})


def test_only_the_part_of_a_sentence_that_is_shown_counts() -> None:
    lead = "The bridge is closed until Friday, said the mayor, who is {} years old."
    old, new = version("Bridge", lead.format(51)), version("Bridge", lead.format(52))
    assert judge(old, new, "Bridge", ("The bridge is closed until Friday…",), "en").change is Change.COSMETIC
    assert judge(old, new, "Bridge", (old.standfirst,), "en").change is Change.MATERIAL


def test_a_not_outside_the_part_that_is_shown_counts_all_the_same() -> None:
    old = version("Bridge", "It is true that the bridge is closed until Friday.")
    new = version("Bridge", "It is not true that the bridge is closed until Friday.")
    found = judge(old, new, "Bridge", ("the bridge is closed until Friday.",), "en")
    assert (found.change, found.reasons) == (Change.MATERIAL, (R.NEGATION, R.WORDS))


def test_words_that_no_version_has_are_held_against_the_nearest_sentence() -> None:
    """An editor's own words, and those of a page that the feed does not give."""
    old, new = version("Bridge", ""), version("Bridge", "The bridge will stay shut for 3 weeks, they say.")
    assert (
        judge(old, new, "Bridge", ("The bridge will stay shut for 2 weeks.",), "en").change is Change.MATERIAL
    )


def test_a_title_that_was_lost_changes_no_headline() -> None:
    assert judged("en", version("Bridge closed"), version("")) == (Change.COSMETIC, set())


def test_a_summary_of_a_real_article_stands_where_its_sentences_do() -> None:
    body = (
        "<p>PARIS (AFP) - The town of Brest will rebuild its harbour bridge by 2031, its mayor said on "
        "Monday, after months of talks with the region and the port authority on who pays the works.</p>"
        "<p>The works cost 12 million euros.</p>"
    )
    old = Article("Brest rebuilds its bridge", body, language="en")
    new = Article("Brest rebuilds its bridge", body + "<p>Updated at 14:05 with a photo.</p>", language="en")
    shown = summarise(old)
    assert shown
    found = judge(clean_article(old), clean_article(new), shown.headline, shown.lines, "en")
    assert found.change is Change.COSMETIC
    other = Article("Brest rebuilds its bridge", body.replace("2031", "2032"), language="en")
    found = judge(clean_article(old), clean_article(other), shown.headline, shown.lines, "en")
    assert (found.change, found.reasons[0]) == (Change.MATERIAL, R.NUMBER)


def test_no_text_however_long_or_odd_is_slow_or_a_surprise() -> None:
    odd = "a " * 3000 + "«(\u202e[!" * 200 + "é" * 5000
    found = judge(version(odd, odd), version(odd + "x", odd[:-1]), odd[:90], (odd[:120],), "")
    assert found.change in Change
