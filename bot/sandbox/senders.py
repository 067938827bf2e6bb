"""Twilio's Messaging API over HTTP: the account's WhatsApp sender, and its messaging service."""

from aiohttp import web

from bot.sandbox.account import Account, not_found
from bot.sandbox.condition import Condition
from bot.sandbox.options import SandboxOptions

SENDER = "XE" + "0" * 32


class Senders:
    """The account's part of messaging.twilio.com, as far as it is asked for how the sender stands."""

    def __init__(self, options: SandboxOptions, account: Account, condition: Condition) -> None:
        self._options = options
        self._account = account
        self._condition = condition

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        guarded = self._account.guarded
        app.router.add_get(prefix + "/v2/Channels/Senders", guarded(self.list))
        app.router.add_get(prefix + "/v1/Services/{sid}", guarded(self.fetch))

    async def list(self, request: web.Request) -> web.Response:
        """List the senders: there is one."""
        url = str(request.url)
        meta = {"key": "senders", "page": 0, "page_size": 50, "url": url, "first_page_url": url}
        meta |= {"next_page_url": None, "previous_page_url": None}
        return web.json_response({"senders": [self._as_json(url)], "meta": meta})

    async def fetch(self, request: web.Request) -> web.Response:
        """Hand over the messaging service, if it is this account's: MG and the account's own digits."""
        sid = request.match_info["sid"]
        if sid != "MG" + self._account.sid.removeprefix("AC"):
            raise not_found(request)
        return web.json_response(
            {
                "sid": sid,
                "account_sid": self._account.sid,
                "friendly_name": "Sandbox",
                "inbound_request_url": self._condition.hook or None,
                "inbound_method": "POST",
                "use_inbound_webhook_on_number": self._condition.by_number,
                "url": str(request.url),
            }
        )

    def _as_json(self, url: str) -> dict[str, object]:
        offline = self._condition.sender == "OFFLINE"
        return {
            "sid": SENDER,
            "status": self._condition.sender,
            "sender_id": f"whatsapp:{self._options.whatsapp_number}",
            "webhook": {"callback_url": self._condition.hook, "callback_method": "POST"},
            "offline_reasons": [{"code": "63020", "message": "Twilio lost its access"}] if offline else None,
            "url": f"{url.partition('?')[0]}/{SENDER}",
        }
