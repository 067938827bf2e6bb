import pytest

from bot.sources.links import linked


@pytest.mark.parametrize(
    ("header", "relation", "expected"),
    [
        (
            '<https://hub.example/>; rel="hub", <https://p.example/f>; rel="self"',
            "hub",
            "https://hub.example/",
        ),
        (
            '<https://hub.example/>; rel="hub", <https://p.example/f>; rel="self"',
            "self",
            "https://p.example/f",
        ),
        ("</f>; rel=self", "self", "https://p.example/f"),
        ('<https://a.example/>; title="a, b; rel=hub"; rel="Alternate SELF"', "self", "https://a.example/"),
        ('<javascript:x>; rel="hub", <https://hub.example/>; rel=hub', "hub", "https://hub.example/"),
        ("<https://a.example/>", "hub", ""),
        ("", "hub", ""),
        ("<" * 9_000, "hub", ""),
    ],
)
def test_a_link_is_found_by_its_relation(header: str, relation: str, expected: str) -> None:
    assert linked(header, relation, "https://p.example/x") == expected
