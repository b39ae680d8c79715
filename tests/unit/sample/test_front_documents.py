import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest

from khabar.events import TYPES
from khabar.models import Revision
from khabar.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[3]
DOCUMENTS = sorted(chain(REPOSITORY.glob("*.md"), (REPOSITORY / "docs").rglob("*.md")))
NAMES = [str(path.relative_to(REPOSITORY)) for path in DOCUMENTS]
LINK = re.compile(r"\]\(([^)\s#]+)[^)\s]*\)")
SERVICES = ("ingest", "enrich", "publish", "site", "control")


def read(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def code_block(name: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", read(name), re.DOTALL)
    assert found
    return found[1]


def settings_kinds() -> Iterator[type[Settings]]:
    yield Settings
    for service in SERVICES:
        if (REPOSITORY / "services" / service / f"khabar_{service}" / "settings.py").exists():
            module = import_module(f"khabar_{service}.settings")
            yield from (kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Settings))


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_a_reader_who_follows_a_link_between_documents_arrives(document: Path) -> None:
    targets = [unquote(link) for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert not [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_block_of_code_in_a_document_is_closed(document: Path) -> None:
    assert document.read_text("utf-8").count("```") % 2 == 0


def test_an_operator_finds_every_setting_described() -> None:
    described = set(re.findall(r"`(KHABAR_[A-Z_]+)`", read("docs/operate/README.md")))
    names = {f"KHABAR_{name.upper()}" for kind in settings_kinds() for name in kind.model_fields}
    assert names == described & names, f"not described: {sorted(names - described)}"
    assert not {name for name in described - names if not name.endswith("_IMAGE")}


def test_a_consumer_finds_every_event_type_described() -> None:
    rows = re.findall(r"^\| \*?([a-z.-]+)\*? \| (\w+) \| (\w+) \| ", read("docs/consume/README.md"), re.MULTILINE)
    described = {f"khabar.{name}.v1": (stream, model) for name, stream, model in rows}
    assert described == {name: (kind.stream, kind.model.__name__) for name, kind in TYPES.items()}


def test_an_event_type_described_as_sent_is_named_by_a_service() -> None:
    sent = re.findall(r"^\| ([a-z.-]+) \| \w+ \| \w+ \| ", read("docs/consume/README.md"), re.MULTILINE)
    folders = [REPOSITORY / "services", *(REPOSITORY / "shared" / "khabar" / name for name in ("stage", "cli", "dead"))]
    code = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    quoted = {word for text in code for word in re.findall(r'"[a-z.-]+"', text)}
    assert "article.enriched" in sent
    assert not [name for name in sent if not {f'"{name}"', f'"{name.rpartition(".")[2]}"'} & quoted]


def test_the_consumer_example_is_python() -> None:
    assert ast.parse(code_block("docs/consume/README.md", "python")).body


def test_the_article_of_the_quickstart_is_what_ingest_takes() -> None:
    article = json.loads(code_block("docs/quickstart.md", "json"))
    known = {"id": "x", "revision": 1, "content_sha": "x", "received_at": datetime.now(UTC)}
    revision = Revision.model_validate({**article, **known, "source": {"id": "x", **article["source"]}})
    assert not revision.model_extra
    assert revision.published_at
    assert revision.published_at.strftime("%A") == "Sunday"  # its lead says «أمس السبت»


def test_both_front_pages_tell_the_same_words_commands_and_ports() -> None:
    english, arabic = read("README.md"), read("README.ar.md")
    words = re.findall(r"^\| ([A-Z]\w+)(?:, (\w+))? \|", english, re.MULTILINE)
    assert len(words) > 15
    assert not [word for word in chain.from_iterable(words) if word and f"({word})" not in arabic]
    commands = re.findall(r"^\| (`khabar [^|]*(?:\\\|[^|]*)?)\|", english, re.MULTILINE)
    assert len(commands) >= 8
    assert not [command for command in commands if command not in arabic]
    assert set(re.findall(r"\b800\d\b", english)) == set(re.findall(r"\b800\d\b", arabic))


def test_the_licence_is_the_apache_licence_and_the_notice_names_every_font() -> None:
    assert read("LICENSE").split("\n")[1].strip() == "Apache License"
    fonts = REPOSITORY / "services" / "site" / "khabar_site" / "static" / "fonts"
    licences = [path.name for path in fonts.glob("OFL-*.txt")]
    assert licences
    assert not [name for name in licences if name not in read("NOTICE")]
