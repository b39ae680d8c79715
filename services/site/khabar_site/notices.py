"""The pages that say what is wrong, made when the site starts: they need neither its file nor anything else later."""

from collections.abc import Callable, Mapping

from khabar_site.voice import Voice

STATUSES = (400, 404, 405, 410, 429, 500, 503)
"""What readers are told in words of its own; anything else is told as 400."""
_USUAL = 400


class Notices:
    """One page for each thing that may be wrong."""

    def __init__(self, render: Callable[..., str], voice: Voice) -> None:
        self._pages: Mapping[int, str] = {status: _notice(render, voice, status) for status in STATUSES}

    def page(self, status: int) -> str:
        """The page for an answer's status."""
        return self._pages.get(status, self._pages[_USUAL])


def _notice(render: Callable[..., str], voice: Voice, status: int) -> str:
    title, line = voice.say(f"notices.title_{status}"), voice.say(f"notices.line_{status}")
    return render("notice.html", title=title, headline="", lines=[line], at=None)
