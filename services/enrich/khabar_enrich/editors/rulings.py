"""What editors decided about all tags, laid over the alias table. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from khabar.models import TagRef, TagRuling
from khabar_enrich.tags import Aliases, Name


@dataclass(frozen=True, slots=True)
class Rulings:
    """Rulings by the tag's id, the table's names, and the spellings of the tags accepted from review, if any."""

    by_id: Mapping[str, TagRuling]
    names: Mapping[str, Name]
    accepted: Aliases | None

    @classmethod
    def of(cls, rulings: Iterable[TagRuling], names: Mapping[str, Name]) -> Self:
        """Index rulings."""
        by_id = {ruling.id: ruling for ruling in sorted(rulings, key=lambda ruling: ruling.id)}
        spelt = [_name(ruling) for ruling in by_id.values() if ruling.aliases]
        return cls(by_id, names, Aliases.of(spelt) if spelt else None)

    def final(self, id_: str) -> str:
        """The tag that one leads to in the end: itself, unless it was merged."""
        seen = {id_}
        while (ruling := self.by_id.get(id_)) and ruling.into and ruling.into.id not in seen:
            id_ = ruling.into.id
            seen.add(id_)
        return id_

    def blocked(self, id_: str) -> bool:
        """Whether a tag is shown nowhere; of a merged one, whether the other is."""
        ruling = self.by_id.get(self.final(id_))
        return ruling is not None and ruling.blocked

    def shown(self, id_: str, fallback: TagRef) -> TagRef:
        """What readers are shown of a tag: the decided name, else the table's, else what is told of it elsewhere."""
        ruling, name = self.by_id.get(id_), self.names.get(id_)
        if ruling is not None and ruling.name:
            return TagRef(id=id_, type=ruling.type, name=ruling.name)
        if name is not None:
            return TagRef(id=id_, type=name.type, name=name.display)
        leading = next((one.into for one in self.by_id.values() if one.into and one.into.id == id_), None)
        return leading or fallback.model_copy(update={"id": id_})


def _name(ruling: TagRuling) -> Name:
    return Name(
        id=ruling.id,
        type=ruling.type,
        display=ruling.name or ruling.aliases[0],
        plain=ruling.aliases,
        ambiguous=(),
        needs=frozenset(),
    )
