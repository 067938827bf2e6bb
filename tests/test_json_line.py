import pytest

from bot.json_line import object_in


@pytest.mark.parametrize("line", ['{"title": "x", "n": 3}', '{"title": null, "n": 3}', '{"n": 3}'])
def test_an_object_is_read_whatever_else_it_holds(line: str) -> None:
    assert object_in(line, "{title}", ("title",))["n"] == 3


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no JSON: "),
        ("[" * 100_000, "no JSON: "),
        ("[]", "a JSON object is wanted: {title}"),
        ('{"title": 3}', "title must be text"),
        ('{"title": ["x"]}', "title must be text"),
    ],
)
def test_what_is_none_is_told_in_a_line(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as error:
        object_in(line, "{title}", ("title",))
    assert str(error.value).startswith(why)
