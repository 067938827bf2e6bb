"""Twilio's Messages API over HTTP, with the real one's checks and codes."""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.sandbox.account import UNAUTHORIZED, Account, Refusal, not_found, whole
from bot.sandbox.catalog import Catalog, Template, VariablesError
from bot.sandbox.condition import Condition
from bot.sandbox.faults import BREAKS, Fault, Faults
from bot.sandbox.options import SandboxOptions
from bot.sandbox.whatsapp import PREFIX, TwilioMessage, WhatsApp

E164 = re.compile(r"\+[1-9]\d{1,14}")
LONGEST_BODY = 1600
PAGE = 50
_MEDIA_URL = Refusal(400, 21620, "Invalid media URL(s)")
LARGEST_PAGE = 1000
LATER = {"blocked": 63024, "deactivated": 63003, "entities": 63013}  # faults that show only after acceptance


class Twilio:
    """The account's part of api.twilio.com."""

    def __init__(
        self,
        options: SandboxOptions,
        account: Account,
        whatsapp: WhatsApp,
        catalog: Catalog,
        faults: Faults,
        condition: Condition,
    ) -> None:
        self._condition = condition
        self._options = options
        self._account = account
        self._whatsapp = whatsapp
        self._catalog = catalog
        self._faults = faults
        self._clock: Callable[[], datetime] = options.clock

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        accounts = prefix + "/2010-04-01/Accounts/{account}"
        guarded = self._account.guarded
        app.router.add_get(accounts + ".json", guarded(self.account))
        app.router.add_get(accounts + "/Messages.json", guarded(self.list))
        app.router.add_post(accounts + "/Messages.json", guarded(self.create))
        app.router.add_get(accounts + "/Messages/{sid}.json", guarded(self.fetch))
        app.router.add_route("*", prefix + "/{rest:.*}", guarded(_lost))

    async def account(self, request: web.Request) -> web.Response:
        """Describe the account, which the program asks for first."""
        self._whatsapp.origin = str(request.url.origin())
        sid = self._account.sid
        uri = f"/2010-04-01/Accounts/{sid}"
        return web.json_response(
            {
                "sid": sid,
                "friendly_name": "Sandbox",
                "status": self._condition.status,
                "type": self._condition.type,
                "owner_account_sid": sid,
                "date_created": None,
                "date_updated": None,
                "subresource_uris": {"messages": f"{uri}/Messages.json"},
                "uri": f"{uri}.json",
            }
        )

    async def fetch(self, request: web.Request) -> web.Response:
        """Hand over one message."""
        message = self._whatsapp.messages.get(request.match_info["sid"])
        if message is None:
            raise not_found(request)
        return web.json_response(message.as_json(self._account.sid))

    async def list(self, request: web.Request) -> web.Response:
        """List messages, the newest first, a page at a time."""
        query = request.query
        size = max(1, min(whole(query.get("PageSize"), PAGE), LARGEST_PAGE))
        page = max(0, whole(query.get("Page"), 0))
        to, sender = (query.get(name, "").removeprefix(PREFIX) for name in ("To", "From"))
        found = self._whatsapp.listed(to, sender)
        window = [one.as_json(self._account.sid) for one in found[page * size : (page + 1) * size]]

        def uri(number: int) -> str:
            pairs = {name: value for name, value in query.items() if name not in {"Page", "PageSize"}}
            path = f"/2010-04-01/Accounts/{self._account.sid}/Messages.json"
            return f"{path}?{urlencode(pairs | {'PageSize': str(size), 'Page': str(number)})}"

        return web.json_response(
            {
                "messages": window,
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + max(0, len(window) - 1),
                "first_page_uri": uri(0),
                "next_page_uri": uri(page + 1) if (page + 1) * size < len(found) else None,
                "previous_page_uri": uri(page - 1) if page else None,
                "uri": uri(page),
            }
        )

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Take a message in, unless a fault is due or it does not pass."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        to, pictured = form.get("To", "").removeprefix(PREFIX), bool(form.get("MediaUrl"))
        fault = self._faults.take("twilio", to, pictured=pictured)
        if fault is None or fault.kind in LATER:
            return self._accept(form, LATER[fault.kind] if fault else 0)
        if fault.kind not in BREAKS:
            return _refusal(fault)

        async def accept() -> web.Response:
            try:
                return self._accept(form, 0)
            except Refusal as refusal:
                return refusal.response()

        return await self._faults.break_off(fault, request, accept)

    def _accept(self, form: dict[str, str], error: int) -> web.Response:
        message = self._checked(form)
        message.error = message.error or error
        # The answer is written first: its status is the one that no callback tells.
        response = web.json_response(message.as_json(self._account.sid), status=201)
        self._whatsapp.accept(message)
        return response

    def _checked(self, form: dict[str, str]) -> TwilioMessage:
        to = _addressee(form.get("To", ""))
        sender = self._sender(form)
        callback = form.get("StatusCallback", "")
        if callback and urlsplit(callback).scheme not in {"http", "https"}:
            raise Refusal(400, 21609, f"The 'StatusCallback' URL {callback} is not a valid URL.")
        if sid := form.get("ContentSid", ""):
            return self._from_template(
                sid, form, TwilioMessage(sender, to, "", self._clock(), callback=callback)
            )
        body = form.get("Body", "")
        if not body and not form.get("MediaUrl"):
            raise Refusal(400, 21619, "A text message body or media urls must be specified.")
        if len(body) > LONGEST_BODY:
            limit = f"The concatenated message body exceeds the {LONGEST_BODY} character limit."
            raise Refusal(400, 21617, limit)
        media = form.get("MediaUrl", "")
        if media and urlsplit(media).scheme not in {"http", "https"}:
            raise _MEDIA_URL
        return TwilioMessage(sender, to, body, self._clock(), callback=callback, media=media)

    def _sender(self, form: dict[str, str]) -> str:
        sender = form.get("From", "")
        if form.get("MessagingServiceSid"):
            return self._options.whatsapp_number
        if not sender:
            raise Refusal(400, 21603, "A 'From' phone number is required.")
        if sender != PREFIX + self._options.whatsapp_number:
            raise Refusal(400, 63007, "Twilio could not find a Channel with the specified From address")
        return self._options.whatsapp_number

    def _from_template(self, sid: str, form: dict[str, str], message: TwilioMessage) -> TwilioMessage:
        template: Template | None = self._catalog.find(sid)
        if template is None:
            raise Refusal(400, 21655, "The ContentSid Parameter is invalid.")
        message.template = template
        given = form.get("ContentVariables", "")
        try:
            message.body = template.filled(given)
            message.buttons, message.opens = template.buttons(given), template.opens(given)
        except VariablesError as error:
            if error.code == 21656:  # noqa: PLR2004  the one that Twilio sees before it accepts
                raise Refusal(400, error.code, str(error)) from error
            message.error = error.code
        return message


def _addressee(to: str) -> str:
    if not to:
        raise Refusal(400, 21604, "A 'To' phone number is required.")
    number = to.removeprefix(PREFIX)
    if not to.startswith(PREFIX) or not E164.fullmatch(number):
        raise Refusal(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    return number


def _refusal(fault: Fault) -> web.Response:
    if fault.kind == "rate":
        wait = {"Retry-After": str(fault.retry_after)}
        return Refusal(429, 20429, "Too Many Requests").response(wait)
    return {
        "chat_not_found": Refusal(400, 21211, "The 'To' number is not a valid phone number."),
        "picture_refused": _MEDIA_URL,
        "opted_out": Refusal(400, 21610, "Attempt to send to unsubscribed recipient"),
    }.get(fault.kind, UNAUTHORIZED).response()


async def _lost(request: web.Request) -> web.StreamResponse:
    raise not_found(request)
