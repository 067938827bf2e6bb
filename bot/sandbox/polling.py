"""The Bot API's methods about getting updates: getUpdates and the webhook's three."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.sandbox.telegram import ApiError, Call, Json, Method, bad
from bot.sandbox.updates import Updates, Webhook

SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
PORTS = {443, 80, 88, 8443}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DEFAULT_LIMIT = 100


class Polling:
    """How a bot gets its updates."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates

    def table(self) -> Mapping[str, Method]:
        """List the methods by their names in lower case."""
        return {
            "getupdates": self.get_updates,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.webhook_info,
        }

    async def get_updates(self, call: Call) -> object:
        """Hand over updates, waiting for them if asked to."""
        self._allow(call)
        limit = call.number("limit") or DEFAULT_LIMIT
        return await self._updates.poll(call.number("offset"), limit, call.number("timeout"))

    async def set_webhook(self, call: Call) -> object:
        """Post updates to an address from now on."""
        url, secret = call.text("url"), call.text("secret_token")
        if not url:
            return await self.delete_webhook(call)
        if len(secret) > LONGEST_SECRET:
            raise bad("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        _check_address(url)
        self._allow(call)
        webhook = Webhook(url, secret, call.number("max_connections") or 40)
        self._updates.set_webhook(webhook, drop=call.flag("drop_pending_updates"))
        return True

    async def delete_webhook(self, call: Call) -> object:
        """Stop posting updates."""
        self._updates.set_webhook(None, drop=call.flag("drop_pending_updates"))
        return True

    async def webhook_info(self, _call: Call) -> object:
        """Say where updates go and how that fares."""
        webhook = self._updates.webhook
        info: Json = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if webhook:
            info["max_connections"] = webhook.max_connections
        if self._updates.allowed:
            info["allowed_updates"] = sorted(self._updates.allowed)
        if webhook and self._updates.last_error:
            moment, text = self._updates.last_error
            info |= {"last_error_date": moment, "last_error_message": text}
        return info

    def _allow(self, call: Call) -> None:
        kinds = call.decoded("allowed_updates")
        if isinstance(kinds, list):
            self._updates.allow(str(kind) for kind in kinds)


def _check_address(url: str) -> None:
    """Refuse what Telegram can't reach; plain HTTP and odd ports are the stand-in's own leniency.

    The real service takes nothing but HTTPS on its four ports. Where the bot runs on the same machine
    there is no certificate to be had, so the loopback addresses are let off.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or 443
    except ValueError:
        raise bad("bad webhook: Failed to parse URL") from None
    if parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not parts.hostname:
        raise ApiError(400, "Bad Request: bad webhook: Failed to parse URL")
