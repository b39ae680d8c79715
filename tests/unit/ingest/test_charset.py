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
