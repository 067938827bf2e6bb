from bot.glance import Glance


def test_a_story_needs_no_more_than_a_headline() -> None:
    assert Glance("Bridge closed") == Glance("Bridge closed", (), "", "", "", "", breaking=False)
