"""Articles that mean harm, and what it means that a page, a feed or a description is inert all the same.

Each attack is a text that stands in every field of an article. What was pushed may be read as words; nothing of it may
run, load, lead astray, reorder what stands around it, or break what it stands in.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

from tests.unit.site.articles import pushed, uuid_of

ATTACKS = {
    "script": '"><script>alert(1)</script>',
    "end_of_script": "</script><script>alert(1)</script><!--<script>",
    "end_of_title": "</title></textarea></style></noscript><img src=x onerror=alert(1)>",
    "end_of_data": "]]><script>alert(1)</script><![CDATA[",
    "comment": "--><script>alert(1)</script><!-- related --><!-- story --><!-- alternates -->",
    "handler": "' onmouseover=alert(1) x='\" onfocus=alert(1) autofocus x=\"",
    "picture": "<svg onload=alert(1)><script>alert(1)</script></svg><math><mtext><img src=x onerror=alert(1)></math>",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><base href=//evil.test>",
    "style": "<style>@import url(//evil.test)</style><p style='background:url(//evil.test/x)'>x</p>",
    "refresh": '<meta http-equiv=refresh content="0;url=//evil.test"><form action=//evil.test><input name=q>',
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62; &amp;amp; &nosuch; &#0; &#x1f4a9;",
    "document_type": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;',
    "template": "{{7*7191}} {% include '/etc/passwd' %} ${7*7191} #{7*7191} {0.__class__} {name} %s %(x)s",
    "bidi": "\u202egnp.exe\u202d \u2066\u2067\u2068 a\u2069\u202c\u202a\u202b b",
    "control": "a\x00b\x01\x07\x08\x0b\x0c\x0e\x1b[31m\x1f\x7f c\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "nonsense": "\ufffe\uffff\ufdd0 \u2028\u2029 \ufeff\u00ad\u200b\u200f\u200e \U0010ffff",
    "long_word": "ط" * 500 + " " + "w" * 500,
    "stacked": "ه" + "\u064e\u0651\u0300\u0489" * 200,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇸🇾👍🏿" * 20,
    "quotes": "\\\"'`\\u003cscript\\u003e \\';alert(1)//",
}
ADDRESSES = (
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "java\x00script:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.test/x",
    "https://evil.test/\x00\u202egnp.html",
    'https://evil.test/"onmouseover="alert(1)',
    "https://[::1/x",
    "https://user:secret@evil.test/<script>",
    "file:///etc/passwd",
)
_UNRULY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_HARMFUL = {"iframe", "object", "embed", "svg", "math", "base", "style", "applet", "frame", "video", "audio"}
_LINKING = {"href", "src", "action", "cite", "poster", "data", "formaction", "srcset"}


def article(name: str, revision: int = 1) -> dict[str, Any]:
    """An article with an attack in every field."""
    attack = ATTACKS[name]
    links = "".join(f'<a href="{url}" title="{attack}">x</a>' for url in ADDRESSES)
    said = {"zone": "body.0", "start": 0, "end": 5, "text": attack}
    tag = {"id": f"topic:{name} {attack}", "type": "topic", "name": attack, "salience": 0.5}
    return pushed(
        f"hostile-{name}",
        revision,
        headline=f"{revision} {attack}",
        lead=attack,
        body=[
            {"type": "paragraph", "text": attack, "html": f"{attack}{links}"},
            *({"type": "heading", "text": f"{attack} {number}", "level": 2} for number in range(4)),
            {"type": "list", "items": [attack]},
            {"type": "table", "rows": [[attack, attack], [attack, attack]]},
            *({"type": kind, "text": attack, "url": url} for kind in ("quote", "image", "embed") for url in ADDRESSES),
        ],
        authors=[attack],
        dateline=attack,
        credit=attack,
        canonical_url=ADDRESSES[revision % len(ADDRESSES)],
        source={"id": "x", "name": attack},
        media=[{"url": url, "alt": attack, "caption": attack, "credit": attack} for url in ADDRESSES],
        correction={"note": attack} if revision > 1 else None,
        translation_of=attack,
        enrichment={
            "section": {"id": "news", "name": attack, "reason": attack},
            "tags": [tag, {"id": "place:raqqa", "type": "place", "name": attack}],
            "entities": [{"type": "organisation", "name": attack}],
            "keyphrases": [attack],
            "slug": attack,
            "attributions": [{"kind": "agency", "named": True, "source": said, "outlet": attack}],
        },
    )


def giants() -> Iterator[dict[str, Any]]:
    """Articles that are too much of something."""
    yield pushed("megabyte", body=[{"type": "paragraph", "text": "كلمة <b> & " * 60}] * 1_500)
    tags = [{"id": f"topic:t{number}", "type": "topic", "name": f"وسم {number}"} for number in range(10_000)]
    yield pushed("tags", enrichment={"tags": tags}, authors=[f"كاتب {number}" for number in range(10_000)])
    yield pushed("table", body=[{"type": "table", "rows": [["خلية"] * 50] * 2_000}])
    yield pushed("heads", body=[{"type": "heading", "text": "عنوان"}] * 10_000)


def identity(name: str) -> str:
    return uuid_of(f"hostile-{name}")


class _Elements(HTMLParser):
    """What a browser makes of a page: every element with its attributes, and the words of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self._script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)


def assert_inert_html(html: str) -> None:
    """Nothing that was pushed runs, loads or reorders what stands around it."""
    assert not _UNRULY.search(html), "unruly characters"
    assert "50337" not in html, "a template was evaluated"
    elements = _Elements(html)
    for tag, names in elements.found:
        assert tag not in _HARMFUL, tag
        assert not [name for name in names if name.startswith("on") or name in {"style", "srcdoc"}], (tag, names)
        assert names.get("http-equiv") is None
        if tag == "script":
            assert names.get("type") == "application/ld+json" or names.get("src", "").startswith("/static/"), names
        if tag == "form":
            assert names["action"].startswith("/")
        for name in _LINKING & names.keys():
            assert _is_honest(tag, names[name]), (tag, name, names[name])
    for script in elements.scripts:
        if script.strip():
            assert_inert_text(json.loads(script))


def assert_inert_text(value: Any) -> None:  # noqa: ANN401 - what JSON can say
    """No text of what a program is told holds unruly characters."""
    match value:
        case dict():
            for part in (*value, *value.values()):
                assert_inert_text(part)
        case list():
            for part in value:
                assert_inert_text(part)
        case str():
            assert not _UNRULY.search(value), ascii(value)
            assert "50337" not in value


def assert_inert_json(text: str) -> None:
    """JSON that any program can read, and inert HTML in it."""
    found = json.loads(text)
    assert_inert_text(found)
    for item in found.get("items", ()) if isinstance(found, dict) else ():
        assert_inert_html(item.get("content_html", ""))


def assert_inert_xml(content: bytes) -> None:
    """XML without anything but its own elements, and inert HTML in it."""
    assert b"<!DOCTYPE" not in content
    assert b"<!ENTITY" not in content
    root = fromstring(content)  # noqa: S314 - without a document type, as was just seen
    for element in root.iter():
        assert _local(element) not in {"script", *_HARMFUL} - {"video"}, element.tag
        assert not _UNRULY.search(element.text or "")
        for name in ("href", "src", "url"):
            assert _is_honest("link", element.get(name, "/")), element.get(name)
        if _local(element) in {"encoded", "content"} and element.text:
            assert_inert_html(element.text)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_honest(tag: str, url: str) -> bool:
    """Whether an address is of this site, of the web by way of a link, or writes a letter."""
    if url.startswith(("/", "#")):
        return not url.startswith("//")
    scheme = url.partition(":")[0].lower()
    if scheme == "mailto":
        return tag == "a"
    return scheme in {"http", "https"} and bool(urlsplit(url.replace("[", "")).netloc)
