from pydantic import SecretStr

from bot.app.identity import proof_of
from bot.settings import Settings

OURS = Settings(telegram_bot_token=SecretStr("4711:secret"))


def test_the_same_accounts_for_the_same_newsroom_prove_the_same() -> None:
    assert proof_of(OURS, "The Paper", "0" * 32) == proof_of(OURS.model_copy(), "The Paper", "0" * 32)


def test_other_accounts_newsrooms_and_nonces_prove_something_else() -> None:
    other = Settings(telegram_bot_token=SecretStr("4711:other"))
    proofs = {
        proof_of(OURS, "The Paper", "0" * 32),
        proof_of(other, "The Paper", "0" * 32),
        proof_of(OURS, "The Gazette", "0" * 32),
        proof_of(OURS, "The Paper", "1" * 32),
    }
    assert len(proofs) == 4
