"""Twilio's Content API over HTTP: templates and their approval."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aiohttp import web

from bot.sandbox.account import Account, Refusal, not_found, whole
from bot.sandbox.catalog import Catalog, Template
from bot.sandbox.condition import Condition

NAME = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
PAGE = 50


class Content:
    """The account's part of content.twilio.com."""

    def __init__(
        self, account: Account, catalog: Catalog, clock: Callable[[], datetime], condition: Condition
    ) -> None:
        self._account = account
        self._condition = condition
        self._catalog = catalog
        self._clock = clock

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        guarded, router, base = self._account.guarded, app.router, prefix + "/v1/Content"
        router.add_get(base, guarded(self.list))
        router.add_post(base, guarded(self.create))
        router.add_get(prefix + "/v1/ContentAndApprovals", guarded(self.list_with_approvals))
        router.add_get(base + "/{sid}", guarded(self.fetch))
        router.add_delete(base + "/{sid}", guarded(self.delete))
        router.add_get(base + "/{sid}/ApprovalRequests", guarded(self.approval))
        router.add_post(base + "/{sid}/ApprovalRequests/whatsapp", guarded(self.submit))

    async def list(self, request: web.Request) -> web.Response:
        """List templates."""
        return _page(request, [self._as_json(one, request) for one in self._catalog.all()])

    async def list_with_approvals(self, request: web.Request) -> web.Response:
        """List templates and how far their approval is."""
        listed = [
            self._as_json(one, request) | {"approval_requests": self._approval(one)}
            for one in self._catalog.all()
        ]
        return _page(request, listed)

    async def create(self, request: web.Request) -> web.Response:
        """Keep a new template."""
        asked = await _body(request)
        types, language = asked.get("types"), asked.get("language")
        if not isinstance(types, dict) or not types or not isinstance(language, str):
            raise Refusal(400, 20001, "Invalid parameter: types and language are required")
        if not all(isinstance(kind, dict) for kind in types.values()):
            raise Refusal(400, 20001, "Invalid parameter: types")
        variables = asked.get("variables")
        samples = (
            {str(name): str(value) for name, value in variables.items()}
            if isinstance(variables, dict)
            else {}
        )
        template = self._catalog.create(str(asked.get("friendly_name") or ""), language, samples, types)
        return web.json_response(self._as_json(template, request), status=201)

    async def fetch(self, request: web.Request) -> web.Response:
        """Hand over one template."""
        return web.json_response(self._as_json(self._find(request), request))

    async def delete(self, request: web.Request) -> web.Response:
        """Forget one template."""
        if not self._catalog.delete(request.match_info["sid"]):
            raise not_found(request)
        return web.Response(status=204)

    async def approval(self, request: web.Request) -> web.Response:
        """Say how far one template's approval is."""
        template = self._find(request)
        return web.json_response(
            {
                "sid": template.sid,
                "account_sid": self._account.sid,
                "whatsapp": {"type": "whatsapp"} | self._approval(template),
                "url": str(request.url),
                "links": {},
            }
        )

    async def submit(self, request: web.Request) -> web.Response:
        """Hand a template in for WhatsApp's approval."""
        template, asked = self._find(request), await _body(request)
        name, category = str(asked.get("name") or ""), str(asked.get("category") or "").upper()
        if not NAME.fullmatch(name) or category not in CATEGORIES:
            raise Refusal(400, 20001, "Invalid parameter: name and category are required")
        template.submitted_name, template.category = name, category
        template.submitted = self._clock()
        return web.json_response(self._approval(template), status=201)

    def _find(self, request: web.Request) -> Template:
        template = self._catalog.find(request.match_info["sid"])
        if template is None:
            raise not_found(request)
        return template

    def _approval(self, template: Template) -> dict[str, object]:
        status = self._condition.templates.get(template.name) or template.status(self._clock())
        return {
            "name": template.submitted_name,
            "category": template.category,
            "content_type": next(iter(template.types)),
            "status": status,
            "rejection_reason": template.rejection if status == "rejected" else "",
            "allow_category_change": True,
        }

    def _as_json(self, template: Template, request: web.Request) -> dict[str, object]:
        base, _, _ = str(request.url.with_query(None)).partition("/v1/")
        url = f"{base}/v1/Content/{template.sid}"
        created = template.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "sid": template.sid,
            "account_sid": self._account.sid,
            "friendly_name": template.name,
            "language": template.language,
            "variables": template.variables,
            "types": template.types,
            "date_created": created,
            "date_updated": created,
            "url": url,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }


async def _body(request: web.Request) -> Mapping[str, object]:
    try:
        body = json.loads(await request.text())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, 20001, "The request body is not a JSON object")
    return body


def _page(request: web.Request, listed: Sequence[Mapping[str, object]]) -> web.Response:
    size, page = (whole(request.query.get(name), usual) for name, usual in (("PageSize", PAGE), ("Page", 0)))
    size = max(1, size)

    def url(number: int) -> str:
        return str(request.url.update_query(Page=number, PageSize=size))

    more = (page + 1) * size < len(listed)
    meta = {
        "key": "contents",
        "page": page,
        "page_size": size,
        "first_page_url": url(0),
        "previous_page_url": url(page - 1) if page else None,
        "next_page_url": url(page + 1) if more else None,
        "url": url(page),
    }
    return web.json_response({"contents": list(listed[page * size : (page + 1) * size]), "meta": meta})
