"""A newsroom teaches Khabar its sections: by rules, and by what it has published."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.cli.train import train as train_command
from khabar.config import Config
from khabar.errors import ConfigError, KhabarError
from khabar.events import Event, make
from khabar.models import Enrichment, Removal, Revision
from khabar.wire import Wire
from khabar_enrich.page import Page
from khabar_enrich.sections import Example, Model, Rules
from khabar_enrich.sections.reading import MOST, FromArchive, from_file, newest
from khabar_enrich.sections.terms import counts
from khabar_enrich.sections.training import LEAST, TooFew, train
from khabar_enrich.steps import Sections

Write = Callable[..., Revision]
_ARTICLES = Path(__file__).parents[2] / "data" / "sections" / "articles.jsonl"
_ROWS = [json.loads(line) for line in _ARTICLES.read_text("utf-8").splitlines()]
_SECTIONS = ("sport", "economy", "culture", "health", "security")
_NAMES = (
    "ملاعب الوطن",
    "جيب المواطن",
    "رفوف",
    "عافية",
    "ميدان",
)  # no topic is called so: the model alone can know them
_HELD_OUT = 3


def _config(**others: object) -> Config:
    sections = [{"id": id_, "name": name} for id_, name in zip(_SECTIONS, _NAMES, strict=True)]
    return Config.model_validate(
        {"sections": [*sections, {"id": "latest", "name": "آخر الأخبار", "default": True}]} | others
    )


_CONFIG = _config()
_RULES = Rules.of(_CONFIG)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return newest(from_file(_ARTICLES, _RULES))


@pytest.fixture(scope="module")
def model(examples: list[Example]) -> Model:
    """A model that has seen all but the last three articles of each section."""
    seen = [example for section in _SECTIONS for example in [e for e in examples if e.section == section][:-_HELD_OUT]]
    return train(seen, 0.9, lambda: None)[0]


def _last(write: Write) -> Iterable[tuple[str, Revision]]:
    for section in _SECTIONS:
        for row in [row for row in _ROWS if row["section"] == section][-_HELD_OUT:]:
            yield section, write(row["title"], row["text"])


def _choose(step: Sections, revision: Revision) -> tuple[str, str, float]:
    found = step(Page.of(revision), Enrichment(for_revision=1)).section
    assert found is not None
    return found.id, found.reason, found.confidence


def test_a_model_knows_the_sections_of_articles_that_it_has_not_seen(model: Model, write: Write) -> None:
    step = Sections(_RULES, model, {})
    chosen = [(section, *_choose(step, revision)) for section, revision in _last(write)]
    decided = [row for row in chosen if row[1] != "latest"]
    assert len(decided) >= 10
    assert sum(row[0] == row[1] for row in decided) >= 0.9 * len(decided)
    assert all(row[3] >= model.least and row[2].startswith("model: ") for row in decided)


def test_the_reason_of_a_model_is_words_of_the_article(model: Model, write: Write) -> None:
    row = _ROWS[0]
    _, reason, _ = _choose(Sections(_RULES, model, {}), write(row["title"], row["text"]))
    told = reason.removeprefix("model: ").split("، ")
    assert told
    assert all(word in row["title"] + row["text"] for word in told)


def test_what_the_source_says_goes_before_the_model(model: Model, write: Write) -> None:
    row = _ROWS[0]
    found = _choose(Sections(_RULES, model, {}), write(row["title"], row["text"], categories=("رفوف",)))
    assert found == ("culture", "category رفوف", 1.0)


def test_a_model_that_is_not_sure_leaves_the_article_to_the_default(model: Model, write: Write) -> None:
    guess = model.guess(counts(Page.of(write(_ROWS[0]["title"], _ROWS[0]["text"]))))
    assert guess is not None
    strict = replace(model, least=guess.confidence + 0.001)
    found = _choose(Sections(_RULES, strict, {}), write(_ROWS[0]["title"], _ROWS[0]["text"]))
    assert found == ("latest", "default section", 0.0)
    assert _choose(Sections(_RULES, model, {}), write("كلام بلا دليل")) == ("latest", "default section", 0.0)


def test_the_same_articles_give_the_same_model_and_a_file_gives_it_back(
    examples: list[Example], tmp_path: Path
) -> None:
    one, other = (train(examples, 0.9, lambda: None)[0] for _ in range(2))
    assert one.packed() == other.packed()
    file = tmp_path / "sections.json"
    file.write_bytes(one.packed())
    back = Model.load(file)
    assert back.packed() == one.packed()
    assert [back.guess(e.counts) for e in examples] == [one.guess(e.counts) for e in examples]


def test_the_report_is_of_articles_that_the_model_had_not_seen(examples: list[Example]) -> None:
    report = train(examples, 0.9, lambda: None)[1]
    assert report.accuracy >= 0.75
    assert report.right >= 0.9
    assert {name: line.articles for name, line in report.sections.items()} == dict.fromkeys(_SECTIONS, 13)
    wrong = sum(line.articles for line in report.sections.values()) * (1 - report.accuracy)
    assert sum(pair.articles for pair in report.confusions) <= round(wrong)


def test_words_that_tell_nothing_teach_nothing() -> None:
    words = [Example(section, {"كلمه": 1}) for section in ("sport", "economy") for _ in range(LEAST)]
    report = train(words, 0.9, lambda: None)[1]
    assert report.decided == 0
    empty = [Example(section, {}) for section in ("sport", "economy") for _ in range(LEAST)]
    assert train(empty, 0.9, lambda: None)[0].guess({"كلمه": 1}) is None


def test_too_few_articles_are_refused_and_counted(examples: list[Example]) -> None:
    few = [example for section in _SECTIONS for example in [e for e in examples if e.section == section][: LEAST - 1]]
    with pytest.raises(TooFew, match=f"at least {LEAST} articles.*culture 9, economy 9"):
        train(few, 0.9, lambda: None)
    with pytest.raises(TooFew, match="none at all"):
        train([], 0.9, lambda: None)


def test_a_section_with_few_articles_is_left_out_and_told(examples: list[Example]) -> None:
    fewer = [e for e in examples if e.section != "health"] + [e for e in examples if e.section == "health"][:2]
    model, report = train(fewer, 0.9, lambda: None)
    assert "health" not in model.sections
    assert report.left_out == {"health": 2}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sections": ["a"], "terms": {"x": [1]}}', "\udcff", "[" * 5000, "null"]
)
def test_a_damaged_model_stops_the_start_with_a_reason(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sections.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match="khabar train sections"):
        Model.load(file)


def test_a_missing_model_or_one_of_other_sections_stops_the_start(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sections.json"
    monkeypatch.setenv("KHABAR_SECTION_MODEL", str(file))
    with pytest.raises(ConfigError, match="cannot be read"):
        Sections.load(_CONFIG)
    file.write_bytes(model.packed())
    assert Sections.load(_CONFIG).model is not None
    with pytest.raises(ConfigError, match="none of which is a section of the newsroom"):
        Sections.load(Config.model_validate({"sections": [{"id": "other", "name": "أخرى"}]}))


def _archive(folder: Path, *events: Event) -> FromArchive:
    wire = Wire(BlobStore(folder / "blobs"))
    rows = []
    for number, event in enumerate(events, 1):
        fields = {
            key: str(value) if not isinstance(value, bytes) else value for key, value in wire.encode(event).items()
        }
        encoded = {key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()}
        rows.append((f"{1_700_000_000_000 + number}-0", encoded))
    archive = Archive(folder / "archive")
    archive.writer("articles").append(rows)
    return FromArchive(archive, wire, _RULES)


def _told(revision: Revision, name: str = "article.created") -> Event:
    return make(name, revision, source="test", subject=revision.id, revision=revision.revision)


def test_the_archive_teaches_the_newest_revision_and_nothing_that_was_killed(tmp_path: Path, write: Write) -> None:
    moved = write("هدف", id="moved", categories=("عافية",))
    source = _archive(
        tmp_path,
        _told(write("هدف", id="moved", categories=("ملاعب الوطن",))),
        _told(moved.model_copy(update={"revision": 2, "headline": "لقاح"}), "article.updated"),
        _told(write("قصيدة", id="killed", section_hint="culture")),
        _told(write("بلا تصنيف", id="unknown")),
        make("article.killed", Removal(id="killed", revision=1, reason="-", by="-"), source="test", subject="killed"),
    )
    assert newest(source) == [Example("health", {"لقاح": 2})]
    assert source.skipped == 0


def test_what_the_archive_cannot_tell_is_counted(tmp_path: Path, write: Write) -> None:
    source = _archive(tmp_path, _told(write("هدف", id="good", section_hint="sport")))
    source.archive.writer("articles").append([("1800000000000-0", {b"type": b"nonsense"})])
    assert len(newest(source)) == 1
    assert source.skipped == 1


def test_of_a_section_with_very_many_articles_the_newest_are_learnt() -> None:
    rows = ((str(number), Example("sport", {str(number): 1})) for number in range(MOST + 5))
    kept = newest(rows)
    assert len(kept) == MOST
    assert kept[0].counts == {"5": 1}


def _run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(train_command, ["sections", *arguments], env=environment)


def test_a_desk_trains_a_model_from_a_file_and_enrich_uses_it(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "models" / "sections.json"
    told = _run(str(_ARTICLES), "--to", str(file), "--json")
    assert told.exit_code == 0, told.output
    report = json.loads(told.stdout)
    assert report["model"] == str(file)
    assert set(report["sections"]) == set(_SECTIONS)
    assert set(report["sections"]["sport"]) == {"precision", "recall", "f1", "articles"}
    monkeypatch.setenv("KHABAR_SECTION_MODEL", str(file))
    row = _ROWS[0]
    assert _choose(Sections.load(_CONFIG), write(row["title"], row["text"]))[0] == "sport"


def test_a_desk_reads_how_well_it_went(tmp_path: Path) -> None:
    told = _run(str(_ARTICLES), KHABAR_SECTION_MODEL=str(tmp_path / "sections.json"))
    assert told.exit_code == 0, told.output
    assert "Most often mistaken" in told.stdout
    assert "it decides" in told.stdout
    assert (tmp_path / "sections.json").exists()


def test_an_archive_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    told = _run(KHABAR_ARCHIVE=str(tmp_path / "archive"))
    assert isinstance(told.exception, TooFew)
    assert list(tmp_path.rglob("*.json")) == []


@pytest.mark.parametrize(
    "line",
    ['{"section": "sport"', "[]", '{"section": ["sport"], "title": 4}', '{"title": 3, "section": "sport"}', "7"],
)
def test_a_bad_line_of_a_file_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(f'{{"section": "sport", "title": "هدف"}}\n{line}\n', "utf-8")
    with pytest.raises(KhabarError, match="line 2"):
        list(from_file(file, _RULES))


@pytest.mark.parametrize(
    ("headline", "chosen"),
    [
        ("افتتاح معرضِ الكتاب في الخريف", ("culture", "headline word معرضِ الكتاب", 0.7)),
        ("معرض للسيارات والكتاب ضيف", ("latest", "default section", 0.0)),
        ("الدوري يعود", ("sport", "headline word الدوري", 0.7)),
        ("الدورة الثانية للبرلمان", ("latest", "default section", 0.0)),
    ],
)
def test_a_rule_of_words_needs_all_of_them_side_by_side_and_no_others(
    write: Write, headline: str, chosen: tuple[str, str, float]
) -> None:
    sections = [
        {"id": "culture", "name": "ثقافة", "words": ["معرض الكتاب"]},
        {"id": "sport", "name": "رياضة", "words": ["الدوري"]},
        {"id": "latest", "name": "آخر الأخبار", "default": True},
    ]
    assert _choose(Sections.load(Config.model_validate({"sections": sections})), write(headline)) == chosen
