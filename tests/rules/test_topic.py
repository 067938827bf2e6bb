import pytest

from bot.model import Topic, TopicId
from bot.rules.topic import of_entry

EVERY = [Topic(TopicId("israel"), {"fr": "Israël"}), Topic(TopicId("monde"), {"fr": "Monde", "en": "World"})]


@pytest.mark.parametrize(
    ("categories", "of_source", "chosen"),
    [
        (["world"], ["israel", "monde"], ("monde",)),
        (["sport"], ["israel", "monde"], ("israel", "monde")),
        (["world"], ["israel"], ("israel",)),
        (["ISRAËL"], [], ("israel",)),
        ([], [], ("israel", "monde")),
    ],
)
def test_an_entrys_categories_choose_among_its_sources_topics(
    categories: list[str], of_source: list[str], chosen: tuple[str, ...]
) -> None:
    assert of_entry(categories, [TopicId(one) for one in of_source], EVERY) == chosen
