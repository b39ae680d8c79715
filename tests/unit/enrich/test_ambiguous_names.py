"""Words that are a name in one text and an ordinary word in another."""

from collections.abc import Callable

import pytest

from khabar.models import Revision
from khabar_enrich.desk import Desk
from khabar_enrich.pipeline import enrich

Write = Callable[..., Revision]


@pytest.mark.parametrize(
    ("text", "tag", "meant"),
    [
        ("تشكلت سيول في الأحياء المنخفضة بعد الأمطار", "loc:south-korea", False),
        ("استدعت سيول سفير كوريا الشمالية", "loc:south-korea", True),
        ("أطفال من كل الأعمار زاروا المعرض من كل الأعمار", "topic:reconstruction", False),
        ("أطلقت الحكومة خطة إعادة الإعمار، وإعادة الإعمار تبدأ غداً", "topic:reconstruction", True),
        ("عُرض فيلم صُوّر خلال عامين في لبنان", "loc:tyre", False),
        ("عُرض في صور بلبنان فيلم عن الصيادين", "loc:tyre", True),
        ("زار الوزير عُمان والتقى في مسقط نظيره العماني", "loc:oman", True),
        ("نُقل الجرحى إلى المستشفى ونُقل آخرون", "topic:transport", False),
    ],
)
def test_a_word_is_a_name_only_where_its_company_says_so(
    desk: Desk, write: Write, text: str, tag: str, *, meant: bool
) -> None:
    found = {each.id for each in enrich(write(text, text), desk).tags}
    assert (tag in found) == meant
