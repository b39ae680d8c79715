"""Feeds and pages that tests make, and what became of them."""

from typing import Any

from khabar.config import SourceSettings
from khabar.models import Revision
from khabar_ingest.item import Item, Result

from .conftest import Events

LONG = "انقطعت الكهرباء عن أحياء المدينة منذ الفجر، وقالت الشركة إن الفرق تعمل على إصلاح العطل في المحطة الرئيسية."


def entry(guid: str, title: str, **said: str) -> str:
    fields = {"guid": guid, "title": title, "description": f"{title} نص."} | said
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


def rss(*entries: str, url: str | None = None) -> Item:
    channel = f"<channel><title>وكالة</title><language>ar</language>{''.join(entries)}</channel>"
    return Item(f'<rss version="2.0">{channel}</rss>'.encode(), url)


def page(title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return (
        f"<!doctype html><html lang='ar' dir='rtl'>{head}<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def agency(**rules: Any) -> SourceSettings:  # noqa: ANN401 - any rule
    return SourceSettings.model_validate({"id": "agency", "type": "feed"} | rules)


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


async def told(events: Events) -> list[Revision]:
    return [event.data for event in await events("articles") if isinstance(event.data, Revision)]
