"""Orders: what the page and tests ask of the sandbox, read from the body of a request."""

import json

from aiohttp import web


def refused(why: str) -> web.HTTPBadRequest:
    """Say why an order is not done."""
    return web.HTTPBadRequest(text=json.dumps({"error": why}), content_type="application/json")


async def order_of(request: web.Request) -> dict[str, object]:
    """Read the JSON body.

    Only JSON is taken, which no foreign page can post from a browser without being asked first: so
    nobody else's page presses buttons here.

    Raises:
        web.HTTPException: it is none.

    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="the body must be application/json")
    try:
        body = json.loads(await request.text())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise refused("the body must be a JSON object")
    return body
