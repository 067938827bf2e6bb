"""Identity: how a running program shows that it is this newsroom's, and tells nothing else."""

import hashlib
import hmac

from bot.settings import Settings


def proof_of(settings: Settings, newsroom: str, nonce: str) -> str:
    """Answer a nonce as only a program with these accounts for this newsroom does."""
    told = (settings.telegram_bot_token, settings.twilio_auth_token)
    secret = "\n".join([newsroom, *(one.get_secret_value() for one in told)])
    return hmac.new(secret.encode(), nonce.encode(), hashlib.sha256).hexdigest()
