"""The canary: a page of a type of its own, which our plug-in keeps out of all that readers look at."""

from typing import Final

from pydantic import BaseModel, TypeAdapter

from khabar import Rejected
from khabar_publish.targets.wordpress.client import Client, Query
from khabar_publish.targets.wordpress.said import Problem

_ROUTE: Final = "wp/v2/khabar-canary"
_FIELDS: Final[Query] = {"_fields": "id,link"}


class _Page(BaseModel):
    id: int
    link: str = ""


_PAGES: TypeAdapter[list[_Page]] = TypeAdapter(list[_Page])


async def put(client: Client, mark: str) -> str:
    """Have the canary's page show a mark; its address, empty where our plug-in is not."""
    if not (await client.api()).guarded:
        return ""
    there = await client.list(_PAGES, _ROUTE, {"per_page": 1, "orderby": "id", "order": "asc", **_FIELDS})
    path = f"{_ROUTE}/{there[0].id}" if there else _ROUTE
    fields = {"title": mark, "content": f"<p>{mark}</p>", "slug": "khabar-canary", "status": "publish"}
    page = await client.post(_Page, path, fields, _FIELDS)
    if isinstance(page, Problem):
        msg = f"WordPress does not take a canary: {page.code} {page.message}"
        raise Rejected(msg)
    return page.link
