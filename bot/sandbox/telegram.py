"""The Bot API's stand-in over HTTP: tokens, parameters, answers, and the faults on order."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from bot.sandbox.faults import BREAKS, Fault, Faults
from bot.sandbox.updates import Conflict

BIGGEST_UPLOAD = 50 * 2**20  # bytes, as the real one

Json = dict[str, object]


class ApiError(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> ApiError:
    """Make the usual refusal."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes


@dataclass
class Call:
    """One call of a method: its parameters as text, as the real server sees them, and its files."""

    method: str
    params: dict[str, str]
    files: dict[str, Upload]

    def text(self, name: str) -> str:
        """Read a parameter; missing ones are empty."""
        return self.params.get(name, "")

    def number(self, name: str) -> int:
        """Read a whole number; what is none is 0, as in td's to_integer."""
        try:
            return int(self.params.get(name, "0"))
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        """Read a boolean."""
        return self.params.get(name, "").lower() in {"true", "yes", "1"}

    def decoded(self, name: str) -> object:
        """Read a parameter that holds JSON; raises ApiError."""
        try:
            return json.loads(self.params.get(name) or "null")
        except ValueError as error:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from error


Method = Callable[[Call], Awaitable[object]]

# What a fault strikes if it names no method: what sends, changes or deletes a message.
MESSAGING = frozenset({
    "sendmessage", "sendphoto", "senddocument", "editmessagetext", "editmessagecaption",
    "editmessagereplymarkup", "deletemessage",
})  # fmt: skip


class Telegram:
    """The Bot API of one bot; `methods` are named in lower case."""

    def __init__(self, token: str, methods: dict[str, Method], faults: Faults) -> None:
        self._token = token
        self._methods = methods
        self._faults = faults

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount it below `prefix`."""
        app.router.add_route("*", prefix + "/bot{token}/{method}", self.handle)
        app.router.add_route("*", prefix + "/{rest:.*}", self.lost)

    async def lost(self, _request: web.Request) -> web.Response:
        """Answer a path that is no method's."""
        return _failure(ApiError(404, "Not Found"))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token.encode()):
            return _failure(ApiError(401, "Unauthorized"))
        name = request.match_info["method"].lower()
        if name not in self._methods:
            return _failure(ApiError(404, "Not Found: method not found"))
        call = await _read(name, request)
        fault = self._faults.take(
            "telegram",
            call.text("chat_id"),
            name,
            general=name in MESSAGING,
            pictured='"url"' in call.text("link_preview_options"),
        )
        if fault is None:
            return await self._answer(call)
        if fault.kind in BREAKS:
            return await self._faults.break_off(fault, request, lambda: self._answer(call))
        return _failure(_refusal(fault))

    async def _answer(self, call: Call) -> web.Response:
        try:
            result = await self._methods[call.method](call)
        except ApiError as error:
            return _failure(error)
        except Conflict as error:
            return _failure(ApiError(409, str(error)))
        return web.json_response({"ok": True, "result": result})


def _failure(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(body, status=error.code, headers=headers)


def _refusal(fault: Fault) -> ApiError:
    if fault.kind == "rate":
        wait = fault.retry_after
        return ApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
    if fault.kind == "migrated":
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        return ApiError(400, text, {"migrate_to_chat_id": fault.migrate_to})
    return {
        "blocked": ApiError(403, "Forbidden: bot was blocked by the user"),
        "deactivated": ApiError(403, "Forbidden: user is deactivated"),
        "chat_not_found": bad("chat not found"),
        "entities": bad('can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        "unauthorized": ApiError(401, "Unauthorized"),
        "picture_refused": bad("WEBPAGE_MEDIA_EMPTY"),
    }[fault.kind]


async def _read(method: str, request: web.Request) -> Call:
    """Read the query string and the body: JSON, a form, or parts."""
    params = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        params |= await _json_params(request)
    elif request.content_type == "multipart/form-data":
        await _read_parts(request, params, files)
    else:
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return Call(method, params, files)


async def _json_params(request: web.Request) -> dict[str, str]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = {}
    pairs = body.items() if isinstance(body, dict) else ()
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in pairs
        if value is not None
    }


async def _read_parts(request: web.Request, params: dict[str, str], files: dict[str, Upload]) -> None:
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        while piece := await part.read_chunk(2**16):  # past the limit of the program's own hooks
            content += piece
            size += len(piece)
            if size > BIGGEST_UPLOAD:
                raise web.HTTPRequestEntityTooLarge(max_size=BIGGEST_UPLOAD, actual_size=size)
        if part.filename is None:
            params[part.name] = content.decode("utf-8", "replace")
        else:
            files[part.name] = Upload(part.filename, bytes(content))
