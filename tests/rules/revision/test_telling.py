from bot.rules.revision.telling import Text, counterpart, rewritten


def text(*sentences: str, title: str = "") -> Text:
    return Text(title, sentences, "en")


def test_a_sentence_is_found_again_whole_changed_or_not_at_all() -> None:
    after = text("Ferries run.", "The bridge is closed until Friday, they say.", "The bridge is closed.")
    assert counterpart("The bridge is closed until Friday", after) == after.sentences[1]
    assert counterpart("The bridge was closed until Monday", after) == after.sentences[1]
    assert counterpart("Nobody knows the cause", after) is None
    assert counterpart("Anything", text()) is None


def test_a_headline_made_of_the_articles_own_words_says_the_same() -> None:
    before = text("Drivers breathe again as the bridge reopens.", title="Harbour bridge reopens")
    assert not rewritten("Harbour bridge reopens", "Drivers breathe again", before, stands=False)
    assert rewritten("Harbour bridge reopens", "Thousands queue at the quay", before, stands=False)
    assert not rewritten("Harbour bridge reopens", "Thousands queue at the quay", before, stands=True)


def test_a_german_noun_is_no_name_for_being_written_large() -> None:
    assert Text("Die Brücke ist zu", (), "de").names == frozenset()
    assert Text("The bridge of Brest", (), "en").names == {"brest"}
