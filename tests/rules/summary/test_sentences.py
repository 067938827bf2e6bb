from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.sentences import LONGEST_QUOTATION, enclosed, inside, sentences

WHOLE = [
    ("fr", ["« Jamais ! » – lance-t-il à la foule.", "Le P.-D.G. M. Roy se tait."]),
    ("en", ["The show starts at 5 p.m. (local time) on Sunday.", "The L.A. Dodgers play at 4."]),
    ("ru", ["«Уходим. Сейчас же!» — крикнул он.", "Ущерб — 3 тыс. долл. США."]),
    ("ar", ["وقال أ.د. سالم إن السعر مرتفع.", "لم يعلق مكتبه."]),
    ("nl", ["Dhr. Jansen en mevr. De Vries zijn er.", "Ze praten."]),
    ("de", ["Die Fa. Müller schließt.", "Das trifft ca. 300 Leute."]),
    ("it", ["È successo tre anni fa.", "Nessuno parla."]),
    ("fr", ["M. Durand a vu Mme Petit.", "Il est reparti à 18 h 30."]),
    ("fr", ["« Nous resterons. Rien ne changera », a dit le maire.", "La salle a applaudi."]),
    ("fr", ["Il a crié : « Non. Jamais ! »", "Puis il s'est tu."]),
    ("fr", ["La société Volta S.A. a fermé son usine.", "Le texte (voir p. 4. La note) reste en vigueur."]),
    ("fr", ["J.-P. Roux et B. Nadal ont signé.", "Le Dr. Blanc a refusé."]),
    ("en", ["The U.S. envoy met Dr. Lowe at 3 p.m. and left.", "Mr. Lowe said nothing."]),
    ("en", ['"We will stay. Nothing changes," she said.', "The room fell silent."]),
    ("he", ['ד"ר לוי מצה"ל נפגש עם פרופ\' כהן.', "הם שוחחו על התקציב."]),
    ("he", ['"נמשיך כך. דבר לא ישתנה", אמרה השרה.', "האולם שתק."]),
    ("ar", ["هل يستقيل الوزير؟", "لم يرد مكتبه."]),
    ("fa", ["او گفت: «می‌مانیم. چیزی عوض نمی‌شود».", "سالن ساکت شد."]),
    ("de", ["Am 3. Oktober bleibt das Amt zu.", "Ca. 20 Mio. Euro fehlen."]),
    ("ru", ["«Мы останемся. Точно», — сказал он.", "Ущерб составил 5 млн руб. по данным комиссии."]),
    ("fr", ["L'art. 4 du 3 sept. 2024 reste.", "Il a aimé cet art.", "Elle, non."]),
    ("fr", ["Ils sont sept.", "Puis ils partent."]),
    ("fr", ["Des pommes, des poires, etc.", "Le marché ouvre à 8 h."]),
    (
        "en",
        ["See no. 4 and vol. II of Sept. 12.", "She said no.", "Nobody had told me.", "The vote was over."],
    ),
    ("en", ["Volta Inc. Europe and Smith & Co. are one.", "It works for Volta Inc.", "The firm said so."]),
    ("en", ["Talks went on in Washington D.C.", "They end today.", "The U.N. Security Council met."]),
    ("en", ["The club lost in Oct.", "It won by 20.", "Police counted 9,000 people."]),
    (
        "de",
        [
            "Am 3. Oktober kosten Äpfel usw. 3 Mio. Euro.",
            "Mehr sind es nicht, Birnen usw.",
            "Die Ernte war gut.",
        ],
    ),
    ("it", ["Il dott. Rossi e l'avv. Bianchi sono partiti.", "È finita."]),
    ("es", ["EE. UU. firmó con el Sr. López.", "Otros dijeron que no.", "¿Por qué?"]),
    (
        "ru",
        [
            "Это было в 2019 г. в Заречном.",
            "Он уехал в 2020 г.",
            "На вокзале были хлеб, молоко и т.д.",
            "Но не он.",
        ],
    ),
    ("ar", ["قال الوزير .", "وأضاف أن الأمر انتهى ."]),
    ("ur", ["وزیر نے کہا۔", "اجلاس ختم ہوا۔"]),
    ("fa", ["علی) ع (به خانه رفت.", "او گفت: نه.", "حسین) ع (پاسخ داد."]),
    ("zh", ["港口今天关闭。", "部长没有回应！"]),
]


@pytest.mark.parametrize(("language", "expected"), WHOLE)
def test_quotations_abbreviations_and_initials_stay_whole(language: str, expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text, language)] == expected


def test_a_quotation_that_is_never_closed_does_not_swallow_the_text() -> None:
    text = "Il a dit « Non. " + "La suite est longue. " * (LONGEST_QUOTATION // 15) + "Fin »."
    assert len(sentences(text, "fr")) > 10


def test_an_empty_text_has_no_sentence() -> None:
    assert sentences("", "fr") == []
    assert sentences("   ", "") == []


@given(
    st.text(st.sampled_from("aA.!? «»“”„\"()[]。\u00a0'"), max_size=120),
    st.sampled_from(["fr", "en", "he", ""]),
)
def test_sentences_follow_each_other_and_lose_nothing_but_spaces(text: str, language: str) -> None:
    extents = sentences(text, language)
    kept = "".join(text[start:end] for start, end in extents)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(extents))


def test_enclosed_stretches_are_the_outermost_ones() -> None:
    text = 'a « b (c) » d „e“ f “g” 12" (h'
    assert [text[start:end] for start, end in enclosed(text)] == ["« b (c) »", "„e“", "“g”"]


def test_brackets_typed_as_they_are_seen_enclose_what_stands_between_them() -> None:
    text = "علی) ع (رفت (دیروز) و a) b (c"
    assert [text[start:end] for start, end in enclosed(text)] == [") ع (", "(دیروز)"]


def test_a_list_letter_opens_no_bracket() -> None:
    text = "الف) متن کوتاه (ب) و پایان"
    assert [text[start:end] for start, end in enclosed(text)] == ["(ب)"]


def test_a_mark_inside_a_hebrew_abbreviation_encloses_nothing() -> None:
    assert enclosed('צה"ל ודו"ח') == []


def test_inside_leaves_the_edges_out() -> None:
    extents = [(2, 5)]
    assert [inside(extents, at) for at in range(7)] == [False, False, False, True, True, False, False]
    assert not inside([], 3)
