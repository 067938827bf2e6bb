"""Topics of an entry: those of its source that its own categories name."""

from collections.abc import Sequence

from bot.model import Topic, TopicId


def of_entry(
    categories: Sequence[str], of_source: Sequence[TopicId], every: Sequence[Topic]
) -> tuple[TopicId, ...]:
    """Choose of a source's topics those that an entry's categories name; all where none does.

    A source without topics has all of them.
    """
    its = tuple(of_source) or tuple(topic.id for topic in every)
    named = {topic.id for topic in every if any(topic.is_called(category) for category in categories)}
    return tuple(id_ for id_ in its if id_ in named) or its
