"""What the site answers for though no page of it need name it: removed and merged articles, tags and stories."""

from collections.abc import Iterator

from khabar_site.routes import PAGES
from khabar_site.store import Reader

_ARTICLES, _TAGS, _STORIES = "/a/", "/tag/", "/story/"


def fixed() -> list[str]:
    """The addresses of all pages that there is one of."""
    return [path for path, *_ in PAGES if "{" not in path]


def known(reader: Reader) -> list[str]:
    """The addresses of all articles ever heard of that need their sid alone, and of all tags and stories told of."""
    return [path for table in _TABLES for path in _addresses(reader, *table)]


_TABLES = (
    (_ARTICLES, "SELECT sid FROM article ORDER BY number"),
    (_TAGS, "SELECT slug FROM tag ORDER BY slug"),
    (_STORIES, "SELECT id FROM story ORDER BY id"),
)


def _addresses(reader: Reader, under: str, query: str) -> Iterator[str]:
    forms = [
        path
        for path, *_ in PAGES
        if path.partition("{")[0].endswith(under) and path.count("{") == 1 and path[-1] != "/"
    ]
    for (name,) in reader.db.execute(query):
        for form in forms:
            yield form[: form.index("{")] + name + form[form.index("}") + 1 :]
