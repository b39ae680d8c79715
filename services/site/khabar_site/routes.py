"""Which view makes which page; all of these are kept until what they show changes."""

from starlette.convertors import IntegerConvertor, register_url_convertor

from khabar_site import (
    about,
    archive,
    article_page,
    canary,
    feeds,
    home,
    ledger,
    lists,
    lite,
    sitemaps,
    stories,
    versions,
    wellknown,
)
from khabar_site.ask import View
from khabar_site.paging import paged
from khabar_site.tagging import leading


class _Number(IntegerConvertor):
    """Reads no number so long that Python refuses it, which would be a failure of the site."""

    regex = "[0-9]{1,9}"


register_url_convertor("number", _Number())

PAGES: list[tuple[str, View]] = [
    ("/{year:number}/{month:number}/{tail}", article_page.article),  # first, because it is asked for most
    ("/", home.home),
    *paged("/latest", lists.latest),
    *paged("/section/{slug}", lists.section),
    *paged("/tag/{slug}", leading(lists.tag)),
    *paged("/author/{slug}", lists.author),
    ("/story/{id}", stories.leading(stories.story)),
    ("/story/{id}/before/{cursor}", stories.leading(stories.story)),
    ("/archive", archive.archive),
    ("/archive/{year}", archive.year),
    ("/archive/{year}/{month}", archive.month),
    *paged("/archive/{year}/{month}/{day}", archive.day),
    *paged("/corrections", ledger.corrections),
    ("/about", about.about),
    *paged("/lite", lite.latest),
    *paged("/lite/section/{slug}", lite.section),
    ("/lite/a/{sid}", lite.article),
    ("/lite/a/{sid}/{page:number}", lite.article),
    *feeds.of("/"),
    *feeds.of("/section/{slug}"),
    *feeds.of("/tag/{slug}", leading),
    *feeds.of("/author/{slug}"),
    *feeds.of("/story/{id}", stories.leading),
    *sitemaps.VIEWS,
    *wellknown.VIEWS,
    ("/a/{tail}", article_page.short),
    ("/a/{tail}/", article_page.short),
    ("/{year:number}/{month:number}/{tail}/", article_page.article),
    (canary.PATH, canary.canary),
    ("/a/{sid}/versions", versions.listed),
    ("/a/{sid}/versions/{revision}", versions.version),
]
