import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.origin import LONGEST, Origin, Payload, code_campaign, is_campaign, origin_of, read, write


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        ("", Payload("")),
        ("culture", Payload("culture")),
        ("culture_radio", Payload("culture", "radio")),
        ("_radio-2", Payload("", "radio-2")),
        ("Israël", Payload("Israël")),
        ("culture_", Payload("culture_")),
        ("_", Payload("_")),
        ("a_b_c", Payload("a_b_c")),
        ("culture_radio_he", Payload("culture", "radio", "he")),
        ("culture__he", Payload("culture", "", "he")),
        ("__he", Payload("", "", "he")),
        ("culture_radio_", Payload("culture_radio_")),
        ("culture___he", Payload("culture___he")),
        ("culture_so many words", Payload("culture_so many words")),
        ("culture_" + "x" * 40, Payload("culture_" + "x" * 40)),
    ],
)
def test_a_link_names_a_topic_and_a_campaign_either_of_which_may_be_missing(
    words: str, payload: Payload
) -> None:
    assert read(words) == payload


@given(
    topic=st.from_regex(r"[a-z0-9][a-z0-9-]{0,23}", fullmatch=True) | st.just(""),
    campaign=st.from_regex(r"[A-Za-z0-9-]{1,39}", fullmatch=True) | st.just(""),
    language=st.from_regex(r"[a-z]{2}", fullmatch=True) | st.just(""),
)
def test_what_is_written_is_read_back_and_fits_a_link(topic: str, campaign: str, language: str) -> None:
    assert campaign == "" or is_campaign(campaign)
    written = write(topic, campaign, language)
    room = len(topic) + len(campaign) + 4 <= LONGEST
    assert read(written) == Payload(topic, campaign, language if room else "")
    assert len(written) <= LONGEST


@pytest.mark.parametrize(
    ("campaign", "drawn"), [("", "qr"), ("radio", "qr-radio"), ("qr-metro", "qr-metro"), ("x" * 39, "")]
)
def test_a_code_has_a_campaign_that_says_so(campaign: str, drawn: str) -> None:
    assert code_campaign(campaign) == drawn


@pytest.mark.parametrize("name", ["", "a b", "a_b", "é", "x" * 40])
def test_a_name_that_no_link_can_carry_is_none_of_a_campaign(name: str) -> None:
    assert not is_campaign(name)


@pytest.mark.parametrize(
    ("text", "payload", "origin"),
    [
        ("/start", Payload(""), Origin.COMMAND),
        ("/start culture", Payload("culture"), Origin.LINK),
        ("/start culture_radio", Payload("culture", "radio"), Origin.CAMPAIGN),
        ("/start _qr-metro", Payload("", "qr-metro"), Origin.QR),
        ("START culture_QR", Payload("culture", "QR"), Origin.QR),
        ("START culture_quiz", Payload("culture", "quiz"), Origin.CAMPAIGN),
        ("START _qrious", Payload("", "qrious"), Origin.CAMPAIGN),
        ("START culture", Payload("culture"), Origin.WORD),
        ("התחל", Payload(""), Origin.WORD),
        ("2", Payload("toggle culture"), Origin.BUTTON),
    ],
)
def test_the_origin_follows_from_what_was_written(text: str, payload: Payload, origin: Origin) -> None:
    assert origin_of(text, payload, pressed=False) is origin


def test_what_was_pressed_is_a_button() -> None:
    assert origin_of("start", Payload(""), pressed=True) is Origin.BUTTON
