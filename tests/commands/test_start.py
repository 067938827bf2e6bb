from datetime import timedelta

from bot.model import SubscriberStatus
from tests.chat import ALL, ANNA, BORIS, Chat, data_of, words_of


def test_start_without_a_topic_subscribes_to_all_and_says_which(chat: Chat) -> None:
    reply = chat.say("/start", language="fr")
    assert reply.headline == "Bienvenue"
    assert "Israël, Monde, Culture" in words_of(reply)
    assert "STOP" in words_of(reply)
    assert "topics" in data_of(reply)
    assert chat.chosen() == set(ALL)


def test_start_keeps_the_proof_of_consent(chat: Chat) -> None:
    reply = chat.say("/start israel", language="he")
    (proof,) = chat.proofs().values()
    assert (proof.topic, proof.how, proof.language) == ("israel", "telegram /start israel", "he")
    assert proof.words == reply.lines[0]
    assert "Le Fil" in proof.words
    assert "עצור" in proof.words
    assert proof.at == chat.now


def test_start_after_a_stop_brings_the_old_choices_back_with_a_new_proof(chat: Chat) -> None:
    chat.says("/start israel", BORIS)
    chat.says("STOP", BORIS)
    chat.now += timedelta(days=3)
    reply = chat.say("START", BORIS)
    assert reply.headline == "Welcome back"
    assert chat.chosen(BORIS) == {"israel"}
    assert chat.proofs(BORIS)["israel"].at == chat.now
    assert chat.proofs(BORIS)["israel"].how == "whatsapp /start"


def test_start_after_a_block_brings_the_old_choices_back(chat: Chat) -> None:
    chat.says("/start monde")
    chat.blocked(ANNA)
    chat.says("/start")
    assert chat.status() is SubscriberStatus.ACTIVE
    assert chat.chosen() == {"monde"}


def test_a_second_topic_is_added_to_the_first_whose_proof_stays(chat: Chat) -> None:
    chat.says("/start israel")
    first = chat.now
    chat.now += timedelta(days=3)
    reply = chat.say("/start monde")
    assert reply.headline == "You are subscribed"
    assert chat.chosen() == {"israel", "monde"}
    assert chat.proofs()["israel"].at == first
    assert chat.proofs()["monde"].at == chat.now


def test_a_topic_that_is_not_there_subscribes_to_nothing_and_shows_those_there_are(chat: Chat) -> None:
    reply = chat.say("/start sport")
    assert chat.status() is SubscriberStatus.INVITED
    assert chat.chosen() == set()
    assert data_of(reply) == ["topics toggle israel", "topics toggle monde", "topics toggle culture"]


def test_start_with_no_topic_left_begins_with_all_again(chat: Chat) -> None:
    chat.says("/start israel")
    chat.presses("topics toggle israel")
    chat.says("/start")
    assert chat.chosen() == set(ALL)


def test_who_comes_from_a_page_is_spoken_to_as_the_page_did(chat: Chat) -> None:
    reply = chat.say("START culture_site_he", BORIS, language="")
    assert reply.language == "he"
    assert chat.person(BORIS).language == "he"
    proof = chat.proofs(BORIS)["culture"]
    assert proof.language == "he"
    assert chat.chosen(BORIS) == {"culture"}


def test_a_page_changes_the_language_of_nobody_who_was_here_before(chat: Chat) -> None:
    chat.says("/start", ANNA, language="fr")
    chat.says("/start __he", ANNA)
    assert chat.person(ANNA).language == "fr"


def test_a_language_that_we_do_not_speak_changes_nothing(chat: Chat) -> None:
    assert chat.say("/start __xx", ANNA, language="fr").language == "fr"
