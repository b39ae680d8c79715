"""What editors decide about tags, on the site: the push API for it, and where the pages of merged tags lead."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException

from khabar.models import TagRuling
from khabar_site import addresses
from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Reply
from khabar_site.problems import Refused, unreadable
from khabar_site.store import Reader, tags


def ruling(content: bytes, id_: str) -> TagRuling:
    """Read a ruling that was put to a tag's address.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    try:
        found = TagRuling.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(error, what="ruling") from error
    wrong = [name for name, bad in (("id", found.id != id_), ("slug", not addresses.slug(id_))) if bad]
    if wrong:
        raise Refused(422, f"{wrong[0]} is not that of the address, or has no letter", [{"field": wrong[0]}])
    return found


def held(reader: Reader, id_: str) -> dict[str, Any]:
    """What the site holds of a ruling.

    Raises:
        Refused: 404, nothing was decided about this tag.
    """
    row = tags.ruling_of(reader.db, id_)
    if row is None:
        raise Refused(404, f"the site knows no ruling about tag {id_}")
    told = {"id": row["id"], "revision": row["revision"], "name": row["name"], "blocked": bool(row["blocked"])}
    return told | {"into": row["into_id"], "path": f"/tag/{row['slug']}"}


def leading(view: Callable[[Reader, Look, Ask], Reply]) -> View:
    """A page of a tag, or where it lies once the tag was merged.

    Raises:
        HTTPException: 404, the tag is blocked.
    """

    def led(reader: Reader, look: Look, ask: Ask) -> Reply:
        slug = ask.params["slug"]
        final = tags.final(reader.db, slug)
        if final is None:
            raise HTTPException(404)
        if final == slug:
            return view(reader, look, ask)
        return Elsewhere(f"/tag/{final}{ask.path.removeprefix(f'/tag/{slug}')}")

    return led
