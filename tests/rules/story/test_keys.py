import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story import canonical_link, names_a_page, title_key

LINKS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    st.sampled_from(
        ["a.example", "A.Example:80", "me@b.example:443", "[::1]:8080", "[bad", "c.example:80:80", ""]
    ),
    st.text("/a é%2.", max_size=8),
    st.sampled_from(["", "?utm_source=x&b=2&a=1", "?fbclid=1", "?&&", "?a=1&a=2&xtor=RSS-1", "? "]),
    st.sampled_from(["", "#", "#part", "#!/a"]),
)


@pytest.mark.parametrize(
    "printing",
    [
        "Le pont de Valmont rouvre mardi matin",
        "LE PONT DE VALMONT ROUVRE MARDI MATIN !",
        " Le&nbsp;pont de <b>Valmont</b> rouvre, mardi matin… ",
        "Le pont de Valmont rouvre « mardi matin »",
        "Le pont de Val\u00admont rouvre\u202e mardi matin",
    ],
)
def test_printings_of_one_title_have_one_key(printing: str) -> None:
    assert title_key(printing) == "le pont de valmont rouvre mardi matin"


def test_points_vowels_and_forms_of_marks_make_no_difference() -> None:
    assert title_key('דובר צה"ל: שָׁלוֹם לכל תושבי גבעת אלון') == title_key(
        "דובר צה״ל - שלום לכל תושבי גבעת אלון"
    )
    assert title_key("قَالَ الوزير إن الجسر سيفتح غدا") == title_key("قال الوزير إن الجسر سيفتح غدا")
    assert title_key("L’opposition de Valmont demande un audit") == title_key(
        "L'opposition de Valmont demande un audit"
    )


@pytest.mark.parametrize(
    "other", ["Le pont de Valmont rouvre mercredi matin", "Le pont de Valmont rouvre mardi matin 2"]
)
def test_another_word_or_number_is_another_key(other: str) -> None:
    assert title_key(other) != title_key("Le pont de Valmont rouvre mardi matin")


@pytest.mark.parametrize(
    "title", ["", "   ", "!!!", "Météo du jour", "Incendie mortel dans un immeuble", "חדשות הערב"]
)
def test_a_title_too_short_to_identify_a_story_has_no_key(title: str) -> None:
    assert title_key(title) == ""


def test_a_title_in_a_script_without_spaces_is_measured_by_its_characters() -> None:
    assert title_key("港口今天上午因大雾全部关闭") != ""
    assert title_key("港口关闭") == ""


@given(st.text(max_size=200))
def test_the_key_of_a_key_is_the_key(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


@given(st.lists(st.text("abcdéאבجد'’\"ְ́中İßﬁ½", min_size=1, max_size=8), min_size=6, max_size=12))
def test_the_key_of_a_long_key_is_the_key(parts: list[str]) -> None:
    key = title_key(" ".join(parts))
    assert title_key(key) == key


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("http://News.Example/a/", "https://news.example/a"),
        ("https://news.example:443/a#comments", "https://news.example/a"),
        ("https://news.example", "https://news.example"),
        ("https://news.example/", "https://news.example"),
        ("https://news.example/A?b=2&utm_source=rss&a=1", "https://news.example/A?b=2&a=1"),
        ("https://news.example/a?utm_medium=x&fbclid=1&xtor=RSS-1", "https://news.example/a"),
        ("https://news.example/a?id=&p=1", "https://news.example/a?id=&p=1"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://Me@News.example/a", "https://Me@news.example/a"),
        ("urn:uuid:1234", "urn:uuid:1234"),
        ("/a/b/", "/a/b/"),
        ("http://[bad/a", "http://[bad/a"),
        ("", ""),
    ],
)
def test_links_to_one_page_are_written_alike(link: str, canonical: str) -> None:
    assert canonical_link(link) == canonical


@given(LINKS)
def test_a_canonical_link_is_its_own(link: str) -> None:
    assert canonical_link(canonical_link(link)) == canonical_link(link)


@given(st.text(max_size=60))
def test_any_text_is_taken_for_a_link(text: str) -> None:
    assert canonical_link(canonical_link(text)) == canonical_link(text)


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ("https://news.example/a", True),
        ("https://news.example?p=1", True),
        ("https://news.example", False),
        ("", False),
        ("http://[bad/a", True),
    ],
)
def test_a_front_door_names_no_page(link: str, names: bool) -> None:  # noqa: FBT001 - a table's column
    assert names_a_page(link) is names
