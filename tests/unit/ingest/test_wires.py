from .conftest import outline, understood

NEWSML = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:e.example:1" version="2" xml:lang="ar"><itemMeta><provider literal="e"/>{meta}
<versionCreated>2024-05-01T12:00:00+03:00</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><headline>افتتاح محطة مياه</headline><by>محرر</by><keyword>مياه</keyword></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>افتتحت المحطة.</p>
<h2>السعة</h2><p>تكفي <b>ألفاً</b>.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NITF = """<nitf><head><title>عنوان</title><docdata management-status="usable"><doc-id id-string="n:1"/>
<urgency ed-urg="2"/>
<date.issue norm="20240501T120000+0300"/>{release}</docdata></head>
<body xml:lang="ar"><body.head><hedline><hl1>افتتاح محطة</hl1></hedline>
</body.head><body.content><p>افتتحت المحطة.</p><hl2>السعة</hl2><p>تكفي.</p></body.content></body></nitf>"""


def test_a_newsml_message_gives_its_items() -> None:
    [found] = understood(NEWSML.format(meta="", status="usable"))
    assert (found.guid, found.version, found.headline) == ("urn:newsml:e.example:1", "2", "افتتاح محطة مياه")
    assert outline(found) == [("paragraph", "افتتحت المحطة."), ("heading", "السعة"), ("paragraph", "تكفي ألفاً.")]
    assert found.categories == ("مياه",)


def test_a_newsml_embargo_and_status_are_seen() -> None:
    held = understood(NEWSML.format(meta="<embargoed>2030-01-01T00:00:00Z</embargoed>", status="withheld"))[0]
    endless = understood(NEWSML.format(meta="<embargoed/>", status="canceled"))[0]
    assert (held.status, endless.status) == ("withheld", "canceled")
    assert held.embargo is not None
    assert held.embargo.until is not None
    assert endless.embargo is not None
    assert endless.embargo.until is None


def test_nitf_sub_heads_are_headings_and_its_release_date_an_embargo() -> None:
    [found] = understood(NITF.format(release=""))
    assert outline(found) == [("paragraph", "افتتحت المحطة."), ("heading", "السعة"), ("paragraph", "تكفي.")]
    assert (found.guid, found.urgency, found.embargo) == ("n:1", 2, None)
    held = understood(NITF.format(release='<date.release norm="20300101T000000Z"/>'))[0]
    assert held.embargo is not None


def test_plain_text_under_embargo_waits_for_a_person() -> None:
    [found] = understood("محظور النشر حتى السابعة مساء\n\nافتتاح محطة\n\nافتتحت المحطة اليوم.\n")
    assert found.embargo is not None
    assert found.embargo.until is None


def test_plain_text_begins_with_its_headline_and_ends_at_the_share_box() -> None:
    text = (
        "افتتاح محطة\n\nافتتحت المحطة اليوم.\n\nالسعة\n\nتكفي ألف بيت.\n\nشارك المقال على:\nمقالات ذات صلة:\n\nأرشيف\n"
    )
    [found] = understood(text)
    assert found.headline == "افتتاح محطة"
    assert outline(found) == [
        ("paragraph", "افتتحت المحطة اليوم."),
        ("heading", "السعة"),
        ("paragraph", "تكفي ألف بيت."),
    ]
