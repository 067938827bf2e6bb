import subprocess
import sys

import pytest

from bot.rules.summary.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le maire a reçu les élus du conseil pour une visite des écoles.", "fr"),
        ("The mayor has opened the new bridge and thanked his team.", "en"),
        ("El alcalde y los vecinos del barrio se reunieron con las autoridades.", "es"),
        ("Der Bürgermeister und die Räte sind mit dem Plan nicht zufrieden.", "de"),
        ("Il sindaco ha aperto il ponte con gli abitanti della città.", "it"),
        ("ראש העיר פתח את הגשר החדש", "he"),
        ("افتتح رئيس البلدية الجسر الجديد في المدينة", "ar"),
        ("شهردار پل تازه را در شهر افتتاح کرد", "fa"),
        ("ریلوے ہڑتال جمعے تک جاری رہے گی", "ur"),
        ("وزیر اعظم کا استعفیٰ دینے سے انکار", "ur"),
        ("Мэр открыл новый мост и поблагодарил рабочих", "ru"),
        ("市長は新しい橋を開通させた", "ja"),
        ("시장이 새 다리를 열었다", "ko"),
        ("市长今天开放新桥", "zh"),
        ("Ο δήμαρχος άνοιξε τη γέφυρα", "el"),
        ("Borgmästaren öppnade bron i tisdags", "sv"),
        ("Byens bro åpnet igjen etter to år", "no"),
        ("Belediye başkanı yeni köprüyü açtı", "tr"),
        ("Burmistrz otworzył nowy most nad rzeką", "pl"),
        ("2024 — 12:30", ""),
        ("Zyx Qwv", ""),
        ("ქალაქის მერი", ""),
    ],
)
def test_language_is_told_from_script_and_frequent_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("عناوين مهم روزنامه\u200cهاي امروز روسيه", "fa"),
        ("كميسيون\u200cهاي شهر فردا گرد هم مي\u200cآيند", "fa"),
        ("التعادل يحسم مباراة النسور و الأمل و النجوم", "ar"),
        ("وصول السفينة و الركاب و الطاقم", "ar"),
    ],
)
def test_letters_and_the_article_tell_arabic_from_persian_that_is_written_with_its_letters(
    text: str, language: str
) -> None:
    assert language_of(text) == language


def test_no_model_is_loaded_where_the_source_says_its_language_or_frequent_words_tell() -> None:
    told = (
        "import sys; from bot.rules.summary.language import language_of as of;"
        "assert of('Borgmästaren öppnade bron', 'sv') == 'sv';"
        "assert of('Le maire a reçu les élus du conseil pour une visite') == 'fr';"
        "assert 'py3langid' not in sys.modules and 'numpy' not in sys.modules;"
        "assert of('Borgmästaren öppnade bron i tisdags') == 'sv';"
        "assert 'py3langid' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", told], check=True)


@pytest.mark.parametrize(("said", "language"), [("fr-CA", "fr"), ("FR", "fr"), ("pt_BR", "pt"), ("nb", "no")])
def test_the_source_is_believed(said: str, language: str) -> None:
    assert language_of("The mayor has opened the bridge", said) == language


def test_the_old_code_of_hebrew_is_understood() -> None:
    assert language_of("ראש העיר", "iw") == "he"


@pytest.mark.parametrize("said", ["en-US", "", "??", "x"])
def test_a_source_that_names_a_language_not_written_so_is_not_believed(said: str) -> None:
    assert language_of("ראש העיר פתח את הגשר החדש", said) == "he"
