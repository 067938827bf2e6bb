import pytest

from bot.rules.roster import NoTableError, decoded

FRENCH = "channel;name\nwhatsapp;Zoé Lefèvre\nwhatsapp;Noël Hélène\n"
HEBREW = "channel;name\nwhatsapp;דנה כהן\nwhatsapp;Dana\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [FRENCH, HEBREW])
def test_unicode_in_all_its_forms(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)).removeprefix("\ufeff") == text


def test_the_two_pages_of_windows_are_told_apart() -> None:
    assert decoded(FRENCH.encode("cp1252")) == FRENCH
    assert decoded(HEBREW.encode("cp1255")) == HEBREW


@pytest.mark.parametrize("name", ["Zoé", "Noël", "Gülsüm Çelik", "Œuvre", "Ñandú", "Åsa", "À la une"])
def test_one_western_name_is_enough(name: str) -> None:
    text = f"channel,name\nwhatsapp,{name}\n"
    assert decoded(text.encode("cp1252")) == text


@pytest.mark.parametrize("name", ["דנה", "שָׁלוֹם כהן", "א. כהן-לוי"])
def test_one_hebrew_name_is_enough(name: str) -> None:
    text = f"channel,name\nwhatsapp,{name}\n"
    assert decoded(text.encode("cp1255")) == text


def test_ends_of_lines_become_one_kind_and_nuls_go() -> None:
    assert decoded(b"a\r\nb\rc\0\n") == "a\nb\nc\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_a_spreadsheets_own_file_is_known(content: bytes) -> None:
    with pytest.raises(NoTableError) as found:
        decoded(content)
    assert found.value.fault == "spreadsheet"


def test_what_no_page_has_is_said() -> None:
    with pytest.raises(NoTableError) as found:
        decoded("abcdefgh".encode("utf-16")[:-1])
    assert found.value.fault == "encoding"
