"""What browsers and content networks are told about every answer: what a page may load, and how long it is good."""

from khabar.website import Website

Header = tuple[bytes, bytes]
POLICY = b"content-security-policy"
_PICTURES = {"keep": "img-src 'self'", "link": "img-src 'self' https:", "none": "img-src 'self'"}
_OWN = "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'"
_NOBODY = "base-uri 'none'; frame-ancestors 'none'"
_REFERRER = "strict-origin-when-cross-origin"
_STALE = "stale-while-revalidate=60"


class Policies:
    """The headers that a newsroom's choices lead to."""

    def __init__(self, website: Website) -> None:
        self._policy = f"{_OWN}; {_NOBODY}; {_PICTURES[website.pictures]}"
        self._purged = website.purge_url is not None
        self.usual = self.headers()

    def headers(self, *, added: str = "", private: bool = False) -> list[Header]:
        """The headers of an answer; ``added`` goes to the content policy, and a private page is told to nobody."""
        policy = f"{self._policy}; {added}" if added else self._policy
        return [
            (POLICY, policy.encode("latin-1")),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer" if private else _REFERRER.encode()),
        ]

    def lasting(self, *, known: bool, moving: bool) -> str:
        """How long a page is good: browsers ask each time, and may show what they have while they do.

        Args:
            known: its keys are told, so that a content network which is purged may answer with it for an hour.
            moving: its words change by themselves, such as how long ago something was; then for a minute.
        """
        shared = f"s-maxage={60 if moving else 3600}, " if known and self._purged else ""
        return f"public, max-age=0, {shared}{_STALE}"
