"""Links that share an article; they work without a script and tell nobody anything until they are followed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from khabar_site import addresses
from khabar_site.voice import Voice
from khabar_site.words import calm


@dataclass(frozen=True, slots=True)
class Share:
    """A plain link that shares the article."""

    name: str
    url: str


def shares(voice: Voice, headline: str, url: str) -> list[Share]:
    """The links for an article with a headline at a short address."""
    say, title = voice.say, calm(headline)
    both = f"{title}\n{url}"
    return [
        Share(say("article.whatsapp"), "https://wa.me/?" + urlencode({"text": both}, errors="replace")),
        Share(
            say("article.telegram"),
            "https://t.me/share/url?" + urlencode({"url": url, "text": title}, errors="replace"),
        ),
        Share(say("article.facebook"), "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url})),
        Share(
            say("article.x"), "https://x.com/intent/post?" + urlencode({"url": url, "text": title}, errors="replace")
        ),
        Share(say("article.mail"), f"mailto:?subject={addresses.quoted(title)}&body={addresses.quoted(both)}"),
    ]
