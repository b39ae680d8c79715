"""Which view makes which page; all of these are kept until what they show changes."""

from khabar_site import archive, article_page, feeds, lists, stories
from khabar_site.ask import View
from khabar_site.tagging import leading

PAGES: list[tuple[str, View]] = [
    ("/{year:int}/{month:int}/{tail}", article_page.article),  # first, because it is asked for most
    ("/", lists.home),
    ("/latest", lists.latest),
    ("/section/{slug}", lists.section),
    ("/tag/{slug}", leading(lists.tag)),
    ("/story/{id}", stories.leading(stories.story)),
    ("/archive", archive.archive),
    ("/archive/{year}", archive.year),
    ("/archive/{year}/{month}", archive.month),
    ("/archive/{year}/{month}/{day}", archive.day),
    ("/corrections", lists.corrections),
    ("/feed.xml", feeds.rss),
    ("/feed.json", feeds.json_feed),
    ("/section/{slug}/feed.xml", feeds.rss),
    ("/section/{slug}/feed.json", feeds.json_feed),
    ("/tag/{slug}/feed.xml", leading(feeds.rss)),
    ("/tag/{slug}/feed.json", leading(feeds.json_feed)),
    ("/story/{id}/feed.xml", stories.leading(feeds.rss)),
    ("/story/{id}/feed.json", stories.leading(feeds.json_feed)),
    ("/sitemap.xml", feeds.sitemaps),
    ("/sitemap/{month}.xml", feeds.sitemap),
    ("/robots.txt", feeds.robots),
    ("/a/{tail}", article_page.short),
]
