"""Made-up Arabic articles for a run, the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

UPDATED = 0.15
SENT_TWICE = 0.10
_FIRST_DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)
_PLACES = ("الحسكة", "دير الزور", "حمص", "طرطوس", "درعا", "السويداء", "إدلب", "الرقة", "اللاذقية", "حلب")
_THEMES = (
    "ترميم الجسر القديم",
    "موسم القمح",
    "شبكة المياه",
    "سوق الكتاب",
    "دوري الناشئين",
    "حملة التشجير",
    "خط الحافلات",
)
_SENTENCES = (
    "قال مسؤول في بلدية {place} إن العمل في {theme} بدأ يوم الاثنين الماضي.",
    "وأضاف أن سكان {place} ينتظرون نتائج {theme} منذ أشهر.",
    "وشارك في اللقاء نحو مئتي شخص من أحياء {place} وريفها.",
    "وتوقعت لجنة محلية أن تنتهي المرحلة الأولى من {theme} مطلع الشهر القادم.",
    "ولم تعلن المحافظة بعد كلفة {theme}، لكنها وعدت ببيان مفصل.",
    "وكانت {place} شهدت في آذار ٢٠٢٥ خطوة مشابهة توقفت بسبب الأمطار.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One version of one article, as a source would send it."""

    number: int
    version: int
    place: str
    theme: str
    sentences: tuple[str, ...]

    @property
    def guid(self) -> str:
        """What its source calls the article."""
        return f"urn:example:news:{self.number}"

    @property
    def headline(self) -> str:
        """A headline that no other version of any article has."""
        addition = " (خبر محدّث)" if self.version > 1 else ""
        return f"{self.place}: أنباء عن {self.theme}، تقرير رقم {self.number}{addition}"

    def document(self) -> dict[str, Any]:
        """The article in Khabar's own JSON."""
        published = _FIRST_DAY + timedelta(hours=self.number % 700)
        return {
            "headline": self.headline,
            "body": [{"type": "paragraph", "text": text} for text in self.sentences],
            "source": {"guid": self.guid, "version": str(self.version)},
            "published_at": published.isoformat(),
            "updated_at": (published + timedelta(minutes=self.version)).isoformat(),
        }


def plan(articles: int, chance: random.Random) -> list[Piece]:
    """What is sent, in order: every article, some of them again, some of them again with a new text."""
    first = [_piece(number, 1, chance) for number in range(articles)]
    again = [piece for piece in first if chance.random() < SENT_TWICE]
    updates = [_piece(piece.number, 2, chance) for piece in first if chance.random() < UPDATED]
    order = [(piece.number + 0.0, piece) for piece in first]
    order += [(chance.uniform(piece.number + 1, articles), piece) for piece in (*again, *updates)]
    return [piece for _, piece in sorted(order, key=lambda pair: pair[0])]


def _piece(number: int, version: int, chance: random.Random) -> Piece:
    place, theme = chance.choice(_PLACES), chance.choice(_THEMES)
    sentences = [sentence.format(place=place, theme=theme) for sentence in chance.sample(_SENTENCES, 4)]
    return Piece(number, version, place, theme, tuple(sentences))
