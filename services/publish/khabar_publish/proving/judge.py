"""Whether what a page shows is what was delivered. No clock, network or disk."""

from http import HTTPStatus

from khabar_publish.proving.page import Mark, Page
from khabar_publish.proving.sought import Finding, Sought

_GONE = frozenset({HTTPStatus.NOT_FOUND.value, HTTPStatus.GONE.value})
_LEADS = range(300, 400)
_SHA_LETTERS = 12
_CONFIGURE = "is no address of this target's, so it is not read; if it is meant, name it as `read_at` of the target"


def judge(sought: Sought, page: Page, *, signed: bool, copy: bool = False) -> Finding:
    """What a look at the page came to.

    Args:
        sought: what is looked for.
        page: what was read.
        signed: whether pages of this kind of target always carry their mark.
        copy: whether the page is that of another article, of which the one sought is a copy.
    """
    if page.elsewhere and not sought.removed:
        return Finding(why=f"{page.url} {_CONFIGURE}", hopeless=True)
    if page.elsewhere and page.url == sought.url:
        return Finding(why=f"{page.url} {_CONFIGURE}", hopeless=True)
    if page.failure:
        return Finding(why=page.failure)
    return _gone(sought, page, signed=signed) if sought.removed else _shown(sought, page, signed=signed, copy=copy)


def _shown(sought: Sought, page: Page, *, signed: bool, copy: bool) -> Finding:
    if page.status != HTTPStatus.OK:
        return Finding(why=f"the page answered {page.status}")
    if page.mark:
        return _by_mark(sought, page.mark, copy=copy)
    words = sought.receipt.words or ()
    if page.has_words(words):
        return Finding("words")
    if signed or not words:
        return Finding(why="the page carries no mark by which it would be known")
    return Finding(why="the page carries no mark, and the article's words do not stand on it")


def _by_mark(sought: Sought, mark: Mark, *, copy: bool) -> Finding:
    wanted = sought.receipt
    if mark.article != wanted.id:
        return Finding("copy") if copy else Finding(why=f"the page shows another article, {mark.article}")
    if mark.revision > wanted.revision:
        return Finding("newer")
    if mark.revision < wanted.revision:
        return Finding(why=f"the page still shows revision {mark.revision}")
    if mark.content_sha != wanted.content_sha256:
        found, sent = mark.content_sha[:_SHA_LETTERS], wanted.content_sha256[:_SHA_LETTERS]
        return Finding(why=f"the page shows revision {mark.revision} with another content ({found}…, not {sent}…)")
    return Finding("revision")


def _gone(sought: Sought, page: Page, *, signed: bool) -> Finding:
    """Whether a removed article is gone: its page is not there, leads elsewhere, or is a notice."""
    if page.status in _GONE or page.elsewhere or page.status in _LEADS:
        return Finding("gone")
    if page.status != HTTPStatus.OK:
        return Finding(why=f"the page answered {page.status}")
    if page.mark and page.mark.article == sought.receipt.id:
        if page.mark.revision > sought.receipt.revision:
            return Finding("newer")
        if page.mark.revision == sought.receipt.revision and not page.mark.content_sha:
            return Finding("notice")
        return Finding(why=f"still there: the page shows revision {page.mark.revision}")
    notice = page.mark is not None or signed or page.url != sought.url or sought.receipt.outcome == "withdrawn"
    return Finding("gone") if notice else Finding(why="still there: the page answers 200 and says nothing of a removal")
