"""The language of a text, whatever its source declares."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic import direction, language

TEXTS = {
    "ar": "أعلن وزير الخارجية أن المحادثات مستمرة في العاصمة دمشق بين الطرفين",
    "fa": "وزیر خارجه ایران گفت که مذاکرات با کشورهای اروپایی در وین ادامه دارد و نتیجه آن اعلام می‌شود",
    "ckb": "سەرۆکی حکومەتی هەرێمی کوردستان لەگەڵ باڵیۆزی ئەمریکا کۆبووەوە و گفتوگۆیان لەسەر دۆخی ناوچەکە کرد",
    "ku": "Serokê Herêma Kurdistanê li Hewlêrê bi şandeke Neteweyên Yekbûyî re civiya û rewşa penaberan gotûbêj kir",
    "tr": "Cumhurbaşkanı dün Ankara'da düzenlenen toplantıda yeni anayasa çalışmaları hakkında açıklama yaptı",
    "fr": "Le ministre des Affaires étrangères a déclaré lundi que les discussions se poursuivaient à Genève",
    "en": "The foreign minister said on Monday that talks were continuing in Geneva",
    "de": "Der Außenminister sagte am Montag, dass die Gespräche in Genf weitergehen",
    "es": "El ministro de Exteriores dijo el lunes que las conversaciones continúan en Ginebra",
    "ur": "وزیر خارجہ نے کہا ہے کہ مذاکرات جاری ہیں اور اس کا نتیجہ جلد سامنے آئے گا",
    "ru": "Министр иностранных дел заявил, что переговоры в Женеве продолжаются",
    "he": "שר החוץ אמר כי השיחות נמשכות",
}
RTL = {"ar", "fa", "ckb", "ur", "he"}


@pytest.mark.parametrize("declared", ["ar", "en", "fa", "tr", "fr-FR", "xx"])
@pytest.mark.parametrize("spoken", sorted(TEXTS))
def test_a_wrongly_declared_language_is_put_right(spoken: str, declared: str) -> None:
    told = language(TEXTS[spoken], declared)
    assert told.language.partition("-")[0] == spoken
    assert direction(*told) == ("rtl" if spoken in RTL else "ltr")


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("ar-SY", TEXTS["ar"]),
        ("ku", TEXTS["ckb"]),
        ("ku-Arab", TEXTS["ckb"]),
        ("pl", "Minister spraw zagranicznych powiedział, że rozmowy w Genewie będą kontynuowane w tym tygodniu"),
        ("ar", "2022"),
        ("en", ""),
        ("fa", "تهران"),
    ],
)
def test_a_declared_language_stays_where_nothing_speaks_against_it(declared: str, text: str) -> None:
    assert language(text, declared).language == declared


def test_an_arabic_article_that_quotes_english_is_arabic() -> None:
    text = TEXTS["ar"] + " the talks of the day, " + TEXTS["ar"]
    assert language(text, "ar").language == "ar"


def test_kurdish_in_arabic_letters_runs_from_right_to_left() -> None:
    assert direction(*language(TEXTS["ckb"], "ku")) == "rtl"


@settings(deadline=None)
@given(st.text(), st.sampled_from(["ar", "en", "ku", "", "x-y"]))
def test_any_text_has_a_language_the_same_every_time(text: str, declared: str) -> None:
    assert language(text, declared) == language(text, declared)
