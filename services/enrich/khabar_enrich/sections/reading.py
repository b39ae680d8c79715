"""Articles whose section people have told: from the newsroom's archive, or from a file of JSON Lines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from khabar.archive import Archive
from khabar.errors import ConfigError, KhabarError, Retryable, Undecodable
from khabar.events import REMOVALS
from khabar.models import Block, Revision, SourceRef
from khabar.wire import Wire
from khabar_enrich.page import Page
from khabar_enrich.sections.examples import Example
from khabar_enrich.sections.rules import Rules, key
from khabar_enrich.sections.terms import counts

MOST: Final = 4000
"""Articles of one section that are learnt from, the newest; more take long and tell little."""
Told = tuple[str, Example | None]
"""The id of an article and its example, None where it was removed."""
_THEN: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(KhabarError):
    """A line of a file is no article; the message names the line and the reason."""


@dataclass(slots=True)
class FromArchive:
    """The articles of an archive, told revision by revision; ``skipped`` counts what could not be read.

    Only what the source's category says is learnt from: a rule of words or a model would learn from itself.
    """

    archive: Archive
    wire: Wire
    rules: Rules
    skipped: int = 0

    def __iter__(self) -> Iterator[Told]:
        """Read on, oldest first."""
        for _, fields in self.archive.entries("articles"):
            try:
                event = self.wire.decode(fields)
            except (Undecodable, Retryable):
                self.skipped += 1
                continue
            if event.name in REMOVALS:
                yield event.subject, None
            elif isinstance(event.data, Revision) and (choice := next(self.rules.by_category(event.data), None)):
                yield event.subject, Example(choice.rule.id, counts(Page.of(event.data)))


def newest(told: Iterable[Told]) -> list[Example]:
    """Keep the last example of every article, at most `MOST` a section, section by section and oldest first."""
    sections: dict[str, dict[str, Example]] = {}
    known: dict[str, str] = {}
    for name, example in told:
        before = known.get(name)
        if before is not None and (example is None or example.section != before):
            sections[before].pop(name, None)
        if example is None:
            continue
        known[name] = example.section
        own = sections.setdefault(example.section, {})
        own[name] = example
        if len(own) > MOST:
            own.pop(next(iter(own)))
    return [example for section in sorted(sections) for example in sections[section].values()]


def from_file(path: Path, rules: Rules) -> Iterator[Told]:
    """Yield an example for each line with a section: ``{"section", "headline" or "title", "lead", "text" or "body"}``.

    A section is one of the newsroom's where it has a name for it, else the word that the file uses.

    Raises:
        ConfigError: the file cannot be read.
        Unreadable: a line is no article.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip() and (example := _example(line, f"{path}, line {number}", rules)):
                    yield str(number), example
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read ({error}); name a file of JSON Lines in UTF-8"
        raise ConfigError(msg) from error


def _example(line: str, where: str, rules: Rules) -> Example | None:
    try:
        told = json.loads(line)
        revision = Revision.model_validate(told) if "content_sha" in told else _revision(told)
        section = told.get("section")
        choice = rules.categories.get(key(section)) if section else next(rules.by_category(revision), (None,))[0]
        name = choice.id if choice is not None else section
        return Example(str(name).strip(), counts(Page.of(revision))) if name else None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        msg = f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        msg = f"{where}: needs an object with `section`, `title` and `text` ({error})"
    raise Unreadable(msg)


def _revision(told: Mapping[str, Any]) -> Revision:
    """A text as a revision, of which only what is read matters."""
    body = told.get("text") or told.get("body") or ""
    return Revision(
        id="example",
        revision=1,
        source=SourceRef(id="file"),
        headline=told.get("headline") or told.get("title") or "-",
        lead=told.get("lead") or "",
        body=tuple(Block(type="paragraph", text=text) for text in body.splitlines() if text.strip()),
        received_at=_THEN,
        content_sha="",
    )
