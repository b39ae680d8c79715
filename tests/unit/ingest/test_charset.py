import codecs

import pytest

from khabar_ingest.charset import decode

ARABIC = "قتل عنصران وأصيب خمسة آخرون في بادية دير الزور، بحسب مصادر محلية"


@pytest.mark.parametrize("declared", ["windows-1256", "utf-8", "iso-8859-1", "x-unknown", ""])
def test_windows_arabic_is_read_whatever_it_calls_itself(declared: str) -> None:
    label = f' encoding="{declared}"' if declared else ""
    assert ARABIC in decode(f'<?xml version="1.0"{label}?><t>{ARABIC}</t>'.encode("cp1256"))


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-6", "utf-8"])
def test_valid_utf8_is_utf8_whatever_it_calls_itself(declared: str) -> None:
    assert ARABIC in decode(f'<?xml version="1.0" encoding="{declared}"?><t>{ARABIC}</t>'.encode())


def test_iso_arabic_is_read_where_it_is_declared() -> None:
    text = ARABIC.replace("،", "")
    assert text in decode(f'<?xml version="1.0" encoding="iso-8859-6"?><t>{text}</t>'.encode("iso-8859-6"))


def test_one_broken_byte_does_not_cost_the_rest() -> None:
    assert decode(ARABIC.encode().replace("ع".encode(), b"\xd8", 1)).endswith(ARABIC[10:])


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("marked", [True, False])
def test_sixteen_bits_are_seen_with_or_without_a_mark(name: str, marked: bool) -> None:  # noqa: FBT001 - a case of the test
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[name] if marked else b""
    assert decode(mark + f"<rss>{ARABIC}</rss>".encode(name)) == f"<rss>{ARABIC}</rss>"


def test_french_is_not_taken_for_arabic() -> None:
    french = "<?xml version='1.0' encoding='iso-8859-1'?><t>Le président a été reçu à l'Élysée, où il a déjeuné</t>"
    assert decode(french.encode("iso-8859-1")) == french


@pytest.mark.parametrize("declared", ["iso-8859-6", "windows-1252", "utf-8", "iso-8859-1"])
def test_windows_arabic_that_claims_to_be_another_is_seen_by_its_words(declared: str) -> None:
    assert ARABIC in decode(f'<?xml version="1.0" encoding="{declared}"?><t>{ARABIC}</t>'.encode("cp1256"))


@pytest.mark.parametrize("name", ["iso-8859-6", "cp720"])
@pytest.mark.parametrize("declared", ["", ' encoding="utf-8"', ' encoding="windows-1256"', ' encoding="iso-8859-1"'])
def test_older_arabic_encodings_are_seen_by_their_words(name: str, declared: str) -> None:
    text = ARABIC.replace("،", "")
    assert text in decode(f'<?xml version="1.0"{declared}?><t>{text}</t>'.encode(name))


@pytest.mark.parametrize(
    ("text", "written_in", "declared"),
    [
        ("Президент России заявил, что встреча состоится", "cp1251", "windows-1251"),
        ("Президент России заявил, что встреча состоится", "koi8-r", "KOI8-R"),
        ("Türkiye'de Çarşamba günü İstanbul", "cp1254", "iso-8859-9"),
        ("Ελλάδα νέα", "iso-8859-7", "iso-8859-7"),
        ("中文新闻", "gbk", "gb2312"),
        ("日本語のニュース", "shift_jis", "shift_jis"),
        ("日本語のニュース", "iso2022_jp", "iso-2022-jp"),
        ("한국어 뉴스", "euc-kr", "euc-kr"),
        ("naïve “quotes” – Größe", "cp1252", "iso-8859-1"),
        ("naïve “quotes” – Größe", "cp1252", "x-unknown"),
    ],
)
def test_other_languages_are_read_as_they_are_declared(text: str, written_in: str, declared: str) -> None:
    assert text in decode(f'<?xml version="1.0" encoding="{declared}"?><t>{text}</t>'.encode(written_in))


def test_the_transport_is_asked_where_the_document_says_nothing() -> None:
    assert decode("Новости дня".encode("cp1251"), "windows-1251") == "Новости дня"


@pytest.mark.parametrize("at", range(0, 24, 5))
@pytest.mark.parametrize("bad", [b"\xff", b"\xd8", b"\xe3", b"A"])
def test_one_bad_byte_changes_one_character(at: int, bad: bytes) -> None:
    content = ARABIC.encode()
    found = decode(content[:at] + bad + content[at + 1 :])
    assert found.count("\ufffd") <= 1
    assert found.endswith(ARABIC[at // 2 + 2 :])


def test_a_short_line_with_a_bad_byte_stays_utf8() -> None:
    assert decode("مصر".encode()[:-1] + b"\xff") == "مص\ufffd"


def test_no_bytes_upset_the_reading() -> None:
    assert decode(b"") == ""
    assert decode(bytes(range(256)) * 50)
    assert decode(b"\xff\xfe") == ""
