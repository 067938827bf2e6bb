import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.charset import decode, feed_charset, is_plainly_utf8, media_type, stated_charset


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=ISO-8859-1", "iso-8859-1"),
        ('text/xml;charset="UTF-8"', "utf-8"),
        ("text/html; charset=klingon", ""),
        ("text/html; charset=hex", ""),
        ("text/html; charset=idna", ""),
        ("text/html; charset=utf-7", ""),
        ("text/html; charset*=x''y", ""),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_a_charset_counts_only_where_text_can_be_decoded_by_it(content_type: str, expected: str) -> None:
    assert stated_charset(content_type).lower() == expected


def test_a_name_that_is_registered_and_python_does_not_know_counts() -> None:
    prolog = b'<?xml version="1.0" encoding="csMacintosh"?><rss><title>\x80</title></rss>'
    assert "<title>Ä<" in prolog.decode(feed_charset(prolog))
    assert stated_charset("text/html; charset=x-sjis") == "shift_jis"


def test_the_bare_media_type_is_in_lower_case() -> None:
    assert media_type(" Text/HTML ; charset=utf-8") == "text/html"
    assert media_type("") == ""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Grève".encode(), "text/html; charset=iso-8859-1"),  # the bytes know better
        ("Grève".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("Grève".encode("latin-1"), ""),
        ("Grève".encode("latin-1"), "text/html; charset=klingon"),
        ("Grève".encode("utf-16"), ""),
        (b"\xfe\xff" + "Grève".encode("utf-16-be"), ""),
        ("Grève".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
    ],
)
def test_a_page_is_decoded_by_mark_bytes_or_header(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == "Grève"


def test_a_page_is_decoded_by_its_own_word() -> None:
    page = '<meta charset="windows-1255">נמל'
    assert decode(page.encode("windows-1255")) == page


def test_ascii_is_not_plainly_utf8() -> None:
    assert not is_plainly_utf8(b"plain")
    assert is_plainly_utf8("é".encode())
    assert not is_plainly_utf8("é".encode("latin-1"))


TEXTS = {
    "windows-1255": "הממשלה אישרה את התקציב לשנה הבאה לאחר דיון ארוך בלילה, והשרים הצביעו בעד",
    "windows-1256": "وافقت الحكومة على الميزانية للعام المقبل بعد نقاش طويل في الليل",
    "windows-1251": "Правительство одобрило бюджет на следующий год после долгого обсуждения ночью",
    "koi8-r": "Правительство одобрило бюджет на следующий год после долгого обсуждения ночью",
    "windows-1253": "Η κυβέρνηση ενέκρινε τον προϋπολογισμό για το επόμενο έτος μετά από μακρά συζήτηση",
    "windows-1252": "Le gouvernement a approuvé le budget de l’année après un long débat, très animé",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1"])
def test_a_code_page_is_told_by_its_letters_where_none_is_declared_or_a_wrong_one(
    name: str, declared: str
) -> None:
    body = TEXTS[name].encode(name)
    found = body.decode(feed_charset(body, f"text/xml; charset={declared}" if declared else ""))
    assert found == TEXTS[name] or (name, declared) == ("windows-1252", "iso-8859-1")


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [("pl", "windows-1250", "Rząd przyjął budżet"), ("tr", "windows-1254", "Hükûmet bütçeyi onayladı")],
)
def test_a_latin_code_page_is_told_by_the_language(language: str, name: str, text: str) -> None:
    body = f"<language>{language}</language>{text}".encode(name)
    assert feed_charset(body) == name
    assert feed_charset(body.replace(b"language>", b"other>")) == "windows-1252"


@pytest.mark.parametrize("text", ["gb18030", "euc-jp", "shift_jis", "big5"])
def test_what_is_declared_and_can_be_is_believed(text: str) -> None:
    body = f'<?xml version="1.0" encoding="{text}"?><title>日本</title>'.encode(text)
    assert feed_charset(body) == text


@pytest.mark.parametrize(
    "name",
    ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32", "utf-8-sig", "cp037", "cp500"],
)
def test_what_stands_first_tells_how_wide_a_letter_is(name: str) -> None:
    body = f'<?xml version="1.0" encoding="{name}"?><title>Grève</title>'.encode(name)
    assert "Grève" in body.decode(feed_charset(body, "text/xml; charset=utf-8"))


def test_plain_letters_need_no_name_unless_one_is_stated() -> None:
    assert feed_charset(b"<rss/>") == ""
    assert feed_charset(b'<?xml version="1.0" encoding="iso-2022-jp"?><rss/>') == "iso-2022-jp"


def test_letters_far_from_the_start_tell_nothing_and_are_read_as_windows_does() -> None:
    assert feed_charset(b"a" * 70_000 + b"\xe9") == "windows-1252"


@given(st.binary(), st.text())
def test_anything_is_decoded_to_something(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)
