from bot.preview import Preview


def test_where_no_template_carries_it_there_is_no_other_form() -> None:
    assert Preview("A headline") == Preview("A headline", template="", frame="")
