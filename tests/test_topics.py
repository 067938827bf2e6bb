"""An entry's own categories choose among its source's topics."""

from bot.model import Topic, TopicId


def test_a_category_names_a_topic_by_its_id_or_by_a_name_in_any_language() -> None:
    topic = Topic(TopicId("monde"), {"fr": "Monde", "he": "עולם"})
    assert topic.is_called("monde")
    assert topic.is_called(" MONDE ")
    assert topic.is_called("עולם")
    assert not topic.is_called("mondes")
