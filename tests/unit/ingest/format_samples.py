"""One short article in every format that parsers know, each by the name of the parser that must read it."""

import json
from typing import Any, Final

HEADLINE: Final = "افتتاح محطة مياه في حلب"
FIRST: Final = "افتتحت وزارة الموارد المائية اليوم محطة مياه جديدة في مدينة حلب."
SUBHEAD: Final = "سعة المحطة"
LAST: Final = "وتكفي المحطة نحو ألف بيت في الأحياء الشرقية من المدينة."
HTML: Final = f"<p>{FIRST}</p><h2>{SUBHEAD}</h2><p>{LAST}</p>"
GUID: Final = "urn:newsml:agency.example:20240501:7"

_NINJS_1: Final[dict[str, Any]] = {
    "uri": GUID,
    "type": "text",
    "version": "1",
    "versioncreated": "2024-05-01T12:00:00+03:00",
    "pubstatus": "usable",
    "headline": HEADLINE,
    "body_html": HTML,
}
_NINJS_3: Final[dict[str, Any]] = {
    "standard": {"name": "ninjs", "version": "3.1", "schema": "https://iptc.org/std/ninjs/ninjs-schema_3.1.json"},
    "uri": GUID,
    "version": "1",
    "versionCreated": "2024-05-01T12:00:00+03:00",
    "headlines": [{"role": "main", "value": HEADLINE}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": HTML}],
}
_NINJS_2: Final = {key.lower(): value for key, value in _NINJS_3.items()} | {
    "standard": {"name": "ninjs", "version": "2.1", "schema": "https://iptc.org/std/ninjs/ninjs-schema_2.1.json"},
    "bodies": [{"role": "main", "contenttype": "text/html", "value": HTML}],
}
_SUPERDESK: Final = {key: value for key, value in _NINJS_1.items() if key != "uri"} | {"guid": "tag:desk.example:7"}
_JSON_FEED: Final = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "وكالة",
    "items": [{"id": "7", "title": HEADLINE, "content_html": HTML}],
}
_NATIVE: Final = {
    "headline": HEADLINE,
    "body": [
        {"type": "paragraph", "text": FIRST},
        {"type": "heading", "level": 2, "text": SUBHEAD},
        {"type": "paragraph", "text": LAST},
    ],
}
_RSS: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>وكالة</title>
<item><guid isPermaLink="false">7</guid><title>{HEADLINE}</title>
<content:encoded><![CDATA[{HTML}]]></content:encoded></item></channel></rss>"""
_ATOM: Final = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title><entry><id>7</id><title>{HEADLINE}</title>
<updated>2024-05-01T12:00:00Z</updated><content type="html"><![CDATA[{HTML}]]></content></entry></feed>"""
_RDF: Final = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://e.example/"><title>وكالة</title>
</channel><item rdf:about="https://e.example/7"><title>{HEADLINE}</title><link>https://e.example/7</link>
<content:encoded><![CDATA[{HTML}]]></content:encoded></item></rdf:RDF>"""
_PAGE: Final = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>{HEADLINE}</title>
<meta property="og:title" content="{HEADLINE}"></head><body>
<article><h1>{HEADLINE}</h1>{HTML}</article></body></html>"""
_NEWSML_G2: Final = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{GUID}" version="1" xml:lang="ar">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="agency"/>
<versionCreated>2024-05-01T12:00:00+03:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>{HEADLINE}</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><body>{HTML}</body></html></inlineXML></contentSet></newsItem>"""
_NEWSML_1: Final = f"""<NewsML Version="1.2">
<NewsEnvelope><DateAndTime>20240501T120000+0300</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="ar"><Identification><NewsIdentifier><ProviderId>agency.example</ProviderId><DateId>20240501</DateId>
<NewsItemId>7</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20240501T120000+0300</FirstCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>{HEADLINE}</HeadLine></NewsLines><ContentItem><DataContent><nitf><body><body.content>
<p>{FIRST}</p><hl2>{SUBHEAD}</hl2><p>{LAST}</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
</NewsItem></NewsML>"""
_NITF: Final = f"""<nitf><head><docdata management-status="usable"><doc-id id-string="{GUID}"/>
<date.issue norm="20240501T120000+0300"/></docdata></head><body xml:lang="ar"><body.head><hedline><hl1>{HEADLINE}</hl1>
</hedline></body.head><body.content><p>{FIRST}</p><hl2>{SUBHEAD}</hl2><p>{LAST}</p></body.content></body></nitf>"""
_WXR: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>صحيفة</title><language>ar</language><wp:wxr_version>1.2</wp:wxr_version><item><title>{HEADLINE}</title>
<guid isPermaLink="false">https://e.example/?p=7</guid><content:encoded><![CDATA[{HTML}]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:post_date_gmt>2014-05-01 09:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item></channel></rss>"""
_IPTC_7901: Final = (
    f"\x01anb007 4 pol 40\r\n\r\nسوريا-مياه/\r\n\x02{HEADLINE} =\r\n\r\n   {FIRST}\r\n\r\n"
    f"{SUBHEAD}\r\n\r\n   {LAST}\r\n\x03010900 GMT May 24\r\n\x04"
)
_ANPA: Final = (
    f"\x16\x16\x01W2870\x1fasian\nr i\x13\x11 BC-Aleppo 05-01 0100\n\x02^BC-Aleppo,100<\n^{HEADLINE}<\n"
    f"\t   {FIRST}\n\n\t   {SUBHEAD}\n\n\t   {LAST}\n\x03AP-WF-05-01-24 0900GMT<\n\x04"
)
_TEXT: Final = f"{HEADLINE}\n\n{FIRST}\n\n{SUBHEAD}\n\n{LAST}\n"

SAMPLES: Final[dict[str, tuple[str, bytes]]] = {
    "RSS": ("feed", _RSS.encode()),
    "Atom": ("feed", _ATOM.encode()),
    "RDF": ("feed", _RDF.encode()),
    "JSON Feed": ("jsonfeed", json.dumps(_JSON_FEED, ensure_ascii=False).encode()),
    "ninjs 1": ("ninjs", json.dumps(_NINJS_1, ensure_ascii=False).encode()),
    "ninjs 2": ("ninjs", json.dumps(_NINJS_2).encode()),
    "ninjs 3": ("ninjs", json.dumps(_NINJS_3).encode()),
    "Superdesk": ("ninjs", json.dumps(_SUPERDESK, ensure_ascii=False).encode()),
    "native JSON": ("native", json.dumps(_NATIVE, ensure_ascii=False).encode()),
    "HTML page": ("page", _PAGE.encode()),
    "NewsML-G2": ("newsml-g2", _NEWSML_G2.encode()),
    "NewsML 1": ("newsml-1", _NEWSML_1.encode()),
    "NITF": ("nitf", _NITF.encode()),
    "WordPress export": ("wxr", _WXR.encode()),
    "IPTC 7901": ("iptc7901", _IPTC_7901.encode()),
    "IPTC 7901 in windows-1256": ("iptc7901", _IPTC_7901.encode("cp1256")),
    "IPTC 7901 in ASMO 708": ("iptc7901", _IPTC_7901.encode("iso-8859-6")),
    "ANPA 1312": ("anpa", _ANPA.encode()),
    "plain text": ("text", _TEXT.encode()),
}
"""What a sample is called, the parser that must read it, and its bytes."""
