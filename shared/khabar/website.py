"""How the built-in site presents a newsroom: the part ``[site]`` of ``newsroom.toml``."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["ar", "en"]
Digits = Literal["latin", "arabic-indic"]
Months = Literal["ar", "ar_SY", "both"]

_Words = Field("", max_length=20_000)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class About(_Strict):
    """What the newsroom says of itself; each is plain text, its paragraphs separated by an empty line.

    Args:
        text: who the newsroom is; without it, its tagline.
        ethics: its publishing principles.
        corrections: how it corrects what was wrong.
        ownership: who owns and who pays for it.
        email: where readers write to.
        founded: the year in which it was founded.
    """

    text: str = _Words
    ethics: str = _Words
    corrections: str = _Words
    ownership: str = _Words
    email: str = Field("", max_length=254, pattern=r"^$|^[^@\s<>\"]+@[^@\s<>\"]+$")
    founded: int | None = Field(None, ge=1500, le=9999)


class Website(_Strict):
    """How the built-in site looks and whom it tells about what is new.

    Args:
        language: of the interface; an article keeps its own language and direction.
        digits: in which the interface writes numbers.
        months: which names Arabic months have: the common ones, those of the Levant, or both.
        times: whether lists say how long ago something was, or only when.
        theme: a folder with a ``theme.css`` and templates that replace those of the same name.
        pictures: whether pictures are fetched and served by the site, linked to where they lie, or left out.
        hub: the WebSub hub that is told of every change of a feed.
        indexnow_key: the key with which search engines are told of new addresses (IndexNow).
        indexnow_url: where they are told.
        purge_url: where a content network is told which keys to forget; see docs/operate/site.md.
        about: the page about the newsroom.
    """

    language: Language = "ar"
    digits: Digits = "latin"
    months: Months = "both"
    times: Literal["relative", "absolute"] = "relative"
    theme: Path | None = None
    pictures: Literal["keep", "link", "none"] = "keep"
    hub: str | None = Field(None, pattern=r"^https?://")
    indexnow_key: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{8,128}$")
    indexnow_url: str = Field("https://api.indexnow.org/indexnow", pattern=r"^https?://")
    purge_url: str | None = Field(None, pattern=r"^https?://")
    about: About = About()
