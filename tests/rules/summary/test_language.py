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
        ("Мэр открыл новый мост и поблагодарил рабочих", "ru"),
        ("市長は新しい橋を開通させた", "ja"),
        ("시장이 새 다리를 열었다", "ko"),
        ("市长今天开放新桥", "zh"),
        ("Ο δήμαρχος άνοιξε τη γέφυρα", "el"),
        ("2024 — 12:30", ""),
        ("Zyx Qwv", ""),
        ("ქალაქის მერი", ""),
    ],
)
def test_language_is_told_from_script_and_frequent_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(("said", "language"), [("fr-CA", "fr"), ("FR", "fr"), ("pt_BR", "pt"), ("nb", "no")])
def test_the_source_is_believed(said: str, language: str) -> None:
    assert language_of("The mayor has opened the bridge", said) == language


def test_the_old_code_of_hebrew_is_understood() -> None:
    assert language_of("ראש העיר", "iw") == "he"


@pytest.mark.parametrize("said", ["en-US", "", "??", "x"])
def test_a_source_that_names_a_language_not_written_so_is_not_believed(said: str) -> None:
    assert language_of("ראש העיר פתח את הגשר החדש", said) == "he"
