"""What is known of all tags together: the table's, and what editors decided. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from khabar.models import TagRef, TagRuling, TagType


@dataclass(frozen=True, slots=True)
class TagBook:
    """The tags of a newsroom.

    Args:
        version: how many decisions there were.
        known: type and name of the table's tags by id.
        rulings: what editors decided, by id.
    """

    version: int
    known: Mapping[str, tuple[TagType, str]]
    rulings: Mapping[str, TagRuling]

    @classmethod
    def read(cls, version: bytes | None, known: Mapping[bytes, bytes], rulings: Mapping[bytes, bytes]) -> "TagBook":
        """Read what the server keeps."""
        told = {id_.decode(): text.decode().partition("\t") for id_, text in known.items()}
        return cls(
            int(version or 0),
            {id_: (cast("TagType", type_), name) for id_, (type_, _, name) in told.items()},
            {id_.decode(): TagRuling.model_validate_json(text) for id_, text in rulings.items()},
        )

    def tag(self, id_: str) -> TagRef | None:
        """A tag as readers are shown it; None where there is none of this id."""
        ruling, known = self.rulings.get(id_), self.known.get(id_)
        if ruling is not None and (ruling.name or known is None):
            return TagRef(id=id_, type=ruling.type, name=ruling.name or id_.partition(":")[2])
        return TagRef(id=id_, type=known[0], name=known[1]) if known else None

    def final(self, id_: str) -> str:
        """The tag that one leads to in the end: itself, unless it was merged."""
        seen = {id_}
        while (ruling := self.rulings.get(id_)) and ruling.into and ruling.into.id not in seen:
            id_ = ruling.into.id
            seen.add(id_)
        return id_

    def listed(self, words: str = "", *, type_: str = "", decided: bool = False) -> Iterator[dict[str, Any]]:
        """The tags in the order of their ids, all or those whose id or name holds some words."""
        ids = self.rulings if decided else self.known.keys() | self.rulings.keys()
        for id_ in sorted(ids):
            found = self.tag(id_)
            if found and (not type_ or found.type == type_) and (words in found.name or words in id_):
                yield self.told(found)

    def told(self, tag: TagRef) -> dict[str, Any]:
        """A tag and what was decided about it, for people."""
        ruling = self.rulings.get(tag.id)
        table = self.known.get(tag.id)
        shown: dict[str, Any] = {"id": tag.id, "type": tag.type, "name": tag.name, "state": state(ruling)}
        shown["set_by"] = "editor" if ruling else "table"
        if table and table[1] != tag.name:
            shown["table_name"] = table[1]
        if ruling:
            shown |= {"by": ruling.by, "reason": ruling.reason, "version": ruling.revision}
            shown["at"] = ruling.at.isoformat(timespec="seconds") if ruling.at else None
        if ruling and ruling.into:
            shown |= {"into": ruling.into.id, "leads_to": self.final(tag.id)}
        merged = sorted(id_ for id_, other in self.rulings.items() if other.into and self.final(id_) == tag.id)
        return shown | ({"merged_from": merged} if merged else {})


def state(ruling: TagRuling | None) -> str:
    """One word for how a tag stands."""
    if ruling is None:
        return "known"
    if ruling.into:
        return "merged"
    return "blocked" if ruling.blocked else "accepted" if ruling.aliases else "renamed" if ruling.name else "known"
