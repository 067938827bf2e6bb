import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.jsonld import LinkedData, article_in


def of(**data: object) -> LinkedData:
    return article_in([json.dumps({"@type": "NewsArticle", **data})])


def test_the_article_is_found_among_other_things() -> None:
    graph = {
        "@graph": [
            {"@type": "Organization", "headline": "no"},
            {"@type": "http://schema.org/BlogPosting", "headline": "A"},
        ]
    }
    assert article_in(["", "{", json.dumps(graph)]).headline == "A"
    assert (
        article_in(
            [json.dumps([{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "B"}}])]
        ).headline
        == "B"
    )
    assert article_in(['{"@type": "Person"}']) == LinkedData()


def test_of_several_articles_the_one_with_most_to_say_counts() -> None:
    scripts = [
        json.dumps({"@type": "NewsArticle", "headline": words}) for words in ("Kurz", "Ein langer Titel")
    ]
    assert article_in(scripts).headline == "Ein langer Titel"


@pytest.mark.parametrize(
    ("image", "picture"),
    [
        ("https://i.example/a.jpg", "https://i.example/a.jpg"),
        (["https://i.example/a.jpg", "b"], "https://i.example/a.jpg"),
        ({"@type": "ImageObject", "url": "https://i.example/a.jpg"}, "https://i.example/a.jpg"),
        ([{"contentUrl": "https://i.example/a.jpg"}], "https://i.example/a.jpg"),
        ([], ""),
        (7, ""),
    ],
)
def test_an_image_is_read_in_every_form(image: object, picture: str) -> None:
    assert of(image=image).picture == picture


@pytest.mark.parametrize(
    ("stated", "is_free"),
    [
        (True, True),
        (False, False),
        ("http://schema.org/False", False),
        ("https://schema.org/True", True),
        ("perhaps", None),
        (0, None),
    ],
)
def test_whether_it_is_free_is_read_in_every_form(stated: object, *, is_free: bool | None) -> None:
    assert of(isAccessibleForFree=stated).is_free is is_free


def test_the_parts_that_are_paid_are_named() -> None:
    free = {"@type": "WebPageElement", "isAccessibleForFree": True, "cssSelector": ".intro"}
    paid = {"isAccessibleForFree": "False", "cssSelector": [".a", 7, "[data-b]"]}
    assert of(isAccessibleForFree=False, hasPart=[free, paid, 7]).paid == (".a", "[data-b]")
    assert of(hasPart=paid).is_free is False
    assert of(isAccessibleForFree=True, hasPart=free).is_free is True
    assert of(hasPart={"isAccessibleForFree": False}).paid == ()
    assert of(hasPart=".a").paid == ()


def test_where_one_of_several_articles_is_not_free_none_is() -> None:
    stated: list[dict[str, object]] = [
        {"@type": "NewsArticle", "headline": "The longer one", "isAccessibleForFree": True},
        {"@type": "Article", "headline": "Short", "isAccessibleForFree": False, "hasPart": []},
    ]
    assert article_in(map(json.dumps, stated)).is_free is False
    assert article_in([json.dumps(stated[0])]).is_free is True
    page = {"@type": "WebPage", "isAccessibleForFree": "false", "headline": "No article"}
    assert article_in([json.dumps([stated[0], page])]) == LinkedData("The longer one", is_free=False)
    assert article_in([json.dumps(page)]) == LinkedData(is_free=False)


def test_a_language_may_be_an_object() -> None:
    assert of(inLanguage={"@type": "Language", "name": "French", "alternateName": "fr"}).language == "fr"


def test_line_ends_in_a_string_are_forgiven() -> None:
    assert article_in(['{"@type": "NewsArticle", "articleBody": "a\nb"}']).body == "a\nb"


def test_many_or_deep_objects_end() -> None:
    many = json.dumps([{"@type": "Thing"}] * 5_000 + [{"@type": "Article", "headline": "far"}])
    assert article_in([many, "[" * 100_000]) == LinkedData()


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.floats(),
        lambda one: (
            st.lists(one)
            | st.dictionaries(
                st.sampled_from(
                    ["@type", "@graph", "image", "headline", "inLanguage", "hasPart", "isAccessibleForFree"]
                ),
                one,
            )
        ),
    )
)
def test_any_json_is_read(data: object) -> None:
    assert isinstance(article_in([json.dumps(data)]), LinkedData)
