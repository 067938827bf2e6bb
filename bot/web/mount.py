"""Where pages are mounted: at the root, or below a newsroom's prefix where there are several."""

from typing import Final

from aiohttp import web

MOUNTED: Final = web.AppKey("mounted", str)
"""The path below which an application is mounted, such as /n/le-fil; the root's is empty."""


def root_of(request: web.Request) -> str:
    """Say below which path the page that is asked for is mounted: what its own links begin with."""
    return request.app.get(MOUNTED, "")


def local_path(request: web.Request) -> str:
    """Give the path and query as they would be at the root."""
    return request.path_qs.removeprefix(root_of(request))
