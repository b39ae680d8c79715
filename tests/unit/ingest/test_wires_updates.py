"""An update on the wire is the same article, a late older version is stale, and a kill is a kill: in every format."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from khabar.config import SourceSettings
from khabar_ingest.decision import Raw
from khabar_ingest.document import Document
from khabar_ingest.draft import Draft
from khabar_ingest.identity import identity
from khabar_ingest.parsers import parsers
from khabar_ingest.pipeline import decide
from khabar_ingest.state import State

from .format_samples import HEADLINE, SAMPLES

RAW = Raw("ab" * 32, datetime(2024, 6, 1, tzinfo=UTC))
AGENCY = SourceSettings(id="agency", type="folder")
VERSIONS: dict[str, Callable[[str, int], str]] = {
    "ninjs 1": lambda text, version: text.replace('"version": "1"', f'"version": "{version}"'),
    "NewsML-G2": lambda text, version: text.replace('version="1" xml', f'version="{version}" xml'),
    "NewsML 1": lambda text, version: text.replace("<RevisionId>1<", f"<RevisionId>{version}<"),
    "NITF": lambda text, version: text.replace("20240501T12", f"20240501T{10 + version}"),
}
KILLS: dict[str, tuple[str, str]] = {
    "ninjs 1": ('"pubstatus": "usable"', '"pubstatus": "canceled"'),
    "NewsML-G2": ("stat:usable", "stat:canceled"),
    "NewsML 1": ('FormalName="Usable"', 'FormalName="Canceled"'),
    "NITF": ('management-status="usable"', 'management-status="canceled"'),
}


def read(sample: str, text: str) -> Draft:
    [found] = parsers()[SAMPLES[sample][0]].parse(Document(text.encode()))
    assert isinstance(found, Draft)
    return found


def sent(sample: str, version: int, headline: str) -> Draft:
    text = VERSIONS[sample](SAMPLES[sample][1].decode(), version)
    return read(sample, text.replace(HEADLINE, headline))


@pytest.mark.parametrize("sample", VERSIONS)
def test_an_update_under_the_same_name_is_the_same_article(sample: str) -> None:
    first, second, late = sent(sample, 2, "أول"), sent(sample, 4, "معدل"), sent(sample, 3, "متأخر")
    assert identity(first) == identity(second) == identity(late)
    state = State("a", {})
    outcomes = []
    for draft in (first, second, late):
        decision = decide(draft, state, AGENCY, RAW)
        state = state.after(decision.writes)
        outcomes.append(decision.kind)
    assert outcomes == ["created", "updated", "stale"]


@pytest.mark.parametrize("sample", KILLS)
def test_a_kill_on_the_wire_kills_and_no_older_version_comes_back(sample: str) -> None:
    usable = SAMPLES[sample][1].decode()
    state = State("a", {})
    outcomes = []
    for text in (usable, usable.replace(*KILLS[sample]), usable):
        decision = decide(read(sample, text), state, AGENCY, RAW)
        state = state.after(decision.writes)
        outcomes.append(decision.kind)
    assert outcomes == ["created", "killed", "rejected"]
