from bot.model import Address
from bot.rules.departure import digest, is_of

BORIS = Address("whatsapp", "+33612345678")


def test_a_digest_knows_its_address_and_no_other() -> None:
    kept = digest(BORIS, "a salt")
    assert is_of(BORIS, "a salt", kept)
    assert not is_of(Address("telegram", BORIS.id), "a salt", kept)
    assert not is_of(Address("whatsapp", "+33612345679"), "a salt", kept)
    assert not is_of(BORIS, "another salt", kept)


def test_a_digest_holds_nothing_of_the_address_and_stays_the_same_in_later_versions() -> None:
    # departures outlast versions: the cost and the form can't change without a migration
    assert digest(Address("telegram", "1"), "00") == (
        "2998f00d26cebc0f0be77e82ed0cabd9662eeb5bd63f46266ed6a413aca79e32"
    )
    assert BORIS.id not in digest(BORIS, "00")
