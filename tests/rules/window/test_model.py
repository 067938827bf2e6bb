from bot.rules.window import Quality, Reason, Terms


def test_the_words_of_reasons_tell_them_apart_and_fit_a_deliverys_row() -> None:
    words = [one.value for one in Reason]
    assert len(set(words)) == len(words)
    assert all(0 < len(one) < 300 for one in words)


def test_terms_that_nobody_set_lift_no_ban_and_know_no_template() -> None:
    terms = Terms()
    assert not terms.us_marketing
    assert (terms.templates, terms.tier, terms.quality, terms.fares) == ({}, None, Quality.HIGH, {})
