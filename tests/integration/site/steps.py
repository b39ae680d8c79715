"""Everything that can be written to a site, as small steps that chance puts in order."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st

from khabar.models import CopiesChange, RelatedChange, StoryChange, TagRuling
from khabar_site.store import Removal, Writer
from tests.unit.site.articles import revision_of, uuid_of

Step = Callable[[Writer], object]

NAMES = ("a", "b", "c", "d")
TAGS = ("place:raqqa", "place:hasaka", "person:salma")
SECTIONS = ("news", "reports")
AUTHORS = ("سلمى الحسن", "عمر")
STORIES = ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
DAYS = ("2024-03-10", "2024-03-11", "2024-04-10")


def named(step: Step, told: str) -> Step:
    """Give a step a name that a counter-example shows."""
    step.__name__ = step.__qualname__ = told
    return step


def push(name: str, revision: int, changes: dict[str, Any], found: dict[str, Any]) -> Step:
    """Push a revision."""
    told = {"slug": name, **found}
    article = revision_of(name, revision, headline=f"{name} بالنص {revision}", enrichment=told, **changes)
    return named(lambda writer: writer.push([article]), f"push {name} {revision} {changes} {found}")


def remove(name: str, revision: int, kind: Any, into: str | None = None) -> Step:  # noqa: ANN401 - one of three words
    """Take an article away."""
    wish = Removal(revision, kind, f"{kind} {revision}", "2024-03-12T12:00:00+00:00", into and uuid_of(into))
    return named(lambda writer: writer.remove(uuid_of(name), wish), f"{kind} {name} {revision} into {into}")


def relate(name: str, version: int, others: Sequence[str]) -> Step:
    """Tell an article's links."""
    links = [{"article_id": uuid_of(other), "score": 0.5} for other in others if other != name]
    change = RelatedChange.model_validate({"id": uuid_of(name), "revision": 1, "version": version, "related": links})
    return named(lambda writer: writer.tie(change), f"relate {name} {version} {others}")


def copy(name: str, version: int, of: str | None, reporters: Sequence[str]) -> Step:
    """Tell whose copy an article is, and who else reported it."""
    others = [{"article_id": uuid_of(other), "source": f"مصدر {other}"} for other in reporters if other != name]
    told = {"id": uuid_of(name), "revision": 1, "version": version, "also_reported_by": others}
    change = CopiesChange.model_validate(told | {"duplicate_of": uuid_of(of) if of and of != name else None})
    return named(lambda writer: writer.tie(change), f"copy {name} {version} of {of} reporters {reporters}")


def follow(story: str, version: int, names: Sequence[str], into: str | None, told: str) -> Step:
    """Tell a story."""
    articles = [
        {"article_id": uuid_of(name), "published_at": "2024-03-10T09:00:00Z", "happened": DAYS[place % 3]}
        for place, name in enumerate(names)
    ]
    whole = {
        "id": story,
        "revision": version,
        "name": told,
        "articles": articles,
        "into": into if into != story else None,
    }
    change = StoryChange.model_validate(whole)
    return named(lambda writer: writer.tie(change), f"story {story} {version} {names} into {into}")


def rule(tag: str, revision: int, *, name: str | None, into: str | None, blocked: bool) -> Step:
    """Decide about a tag."""
    other = {"id": into, "type": into.partition(":")[0], "name": into} if into and into != tag else None
    whole = {
        "id": tag,
        "type": tag.partition(":")[0],
        "revision": revision,
        "name": name,
        "into": other,
        "blocked": blocked,
    }
    ruling = TagRuling.model_validate(whole)
    return named(lambda writer: writer.rule(ruling), f"rule {tag} {revision} {name} into {into} blocked {blocked}")


_names = st.sampled_from(NAMES)
_others = st.lists(_names, max_size=3, unique=True)
_changes = st.fixed_dictionaries(
    {"published_at": st.sampled_from([f"{day}T09:30:00+03:00" for day in DAYS])},
    optional={
        "authors": st.lists(st.sampled_from(AUTHORS), max_size=2, unique=True),
        "correction": st.just({"note": "كان العدد خطأً"}),
        "breaking": st.booleans(),
        "translation_of": _names.map(uuid_of),
        "language": st.sampled_from(["ar", "en", "ku"]),
    },
)
_found = st.fixed_dictionaries(
    {
        "section": st.sampled_from([{"id": id_, "name": id_, "reason": "rule"} for id_ in SECTIONS] + [None]),
        "tags": st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(
            lambda ids: [{"id": id_, "type": id_.partition(":")[0], "name": id_, "salience": 0.5} for id_ in ids]
        ),
        "related": _others.map(lambda names: [{"article_id": uuid_of(name), "score": 0.5} for name in names]),
    },
    optional={"linked_version": st.integers(1, 9), "duplicate_of": st.none()},
)

_into = st.none() | st.sampled_from(STORIES)

_pushes = st.builds(partial, st.just(push), _names, changes=_changes, found=_found)
_removals = st.builds(partial, st.just(remove), _names, kind=st.sampled_from(["unpublish", "withdraw"])) | st.builds(
    partial, st.just(remove), _names, kind=st.just("unpublish"), into=_names
)
_kills = st.builds(partial, st.just(remove), _names, kind=st.just("kill"))
_links = st.builds(partial, st.just(relate), _names, others=_others)
_copies = st.builds(partial, st.just(copy), _names, of=st.none() | _names, reporters=_others)
_stories = st.builds(
    partial, st.just(follow), st.sampled_from(STORIES), names=_others, into=_into, told=st.sampled_from(["", "سيول"])
)
_rulings = st.builds(
    partial,
    st.just(rule),
    st.sampled_from(TAGS),
    name=st.none() | st.just("اسم آخر"),
    into=st.none() | st.sampled_from(TAGS),
    blocked=st.booleans(),
)
_any = _pushes | _pushes | _pushes | _removals | _links | _copies | _stories | _stories | _rulings | _kills
_late = st.sampled_from([0, 0, 0, 0, -3])


@st.composite
def orders(draw: st.DrawFn, longest: int) -> list[Step]:
    """Every article once, and then any writes, the usual ones more often; a few come late, and say what is old."""
    first = [draw(_pushes)(1) for _ in NAMES]
    following = draw(st.lists(st.tuples(_any, _late), min_size=3, max_size=longest))
    return first + [wish(max(place + late, 1)) for place, (wish, late) in enumerate(following, 2)]
