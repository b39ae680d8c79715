"""A real WordPress, started by the project's script, and what it holds, read from its own database."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, Self

import httpx

_ROOT = Path(__file__).resolve().parents[3]
_SCRIPT = _ROOT / "scripts" / "wordpress"
_PLUGIN = _ROOT / "services" / "publish" / "wordpress" / "khabar.php"
_START_SECONDS = 120
NOT_INSTALLED: Final = 69
"""What the script ends with where Debian's packages are missing: EX_UNAVAILABLE of sysexits.h."""

_POSTS = """
SELECT JSON_OBJECT('id', ID, 'slug', post_name, 'status', post_status, 'title', post_title, 'content', post_content,
  'excerpt', post_excerpt, 'date_gmt', post_date_gmt, 'type', post_type, 'mime', post_mime_type) FROM wp_posts
WHERE post_type = '{type}' AND post_status <> 'auto-draft' ORDER BY ID
"""
_META = "SELECT JSON_OBJECT('id', post_id, 'key', meta_key, 'value', meta_value) FROM wp_postmeta ORDER BY meta_id"
_TERMS = """
SELECT JSON_OBJECT('id', object_id, 'taxonomy', taxonomy, 'name', name, 'slug', slug) FROM wp_term_relationships
JOIN wp_term_taxonomy USING (term_taxonomy_id) JOIN wp_terms USING (term_id) ORDER BY term_id
"""
_CLEAN = """
DELETE FROM wp_posts; DELETE FROM wp_postmeta; DELETE FROM wp_comments;
DELETE FROM wp_term_relationships;
DELETE FROM wp_term_taxonomy WHERE term_id > 1; DELETE FROM wp_terms WHERE term_id > 1; DELETE FROM wp_termmeta;
UPDATE wp_term_taxonomy SET count = 0;
DELETE FROM wp_options WHERE option_name LIKE '%\\_children' OR option_name LIKE '\\_transient%'
"""


class NotInstalledError(Exception):
    """Debian's packages of WordPress are not on this machine."""


@dataclass(frozen=True)
class Post:
    """A row of WordPress's posts with its meta and its terms' names; a picture in the library is one too."""

    id: int
    slug: str
    status: str
    title: str
    content: str
    excerpt: str
    date_gmt: str
    type: str
    mime: str
    meta: dict[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def image(self) -> int:
        """The id of the featured picture, 0 without one."""
        return int(self.meta.get("_thumbnail_id", 0))


@dataclass(frozen=True)
class WordPress:
    """A running WordPress: where it is, who may write there, and what is in it."""

    folder: Path
    url: str
    user: str
    password: str
    admin_password: str
    socket: str

    @classmethod
    def start(cls, folder: Path, *options: str) -> Self:
        """Make and start one in a folder; ``options`` are those of the script.

        Raises:
            NotInstalledError: its packages are missing.
        """
        command = [str(_SCRIPT), "start", str(folder), "--while", str(os.getpid()), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_START_SECONDS)
        if done.returncode == NOT_INSTALLED:
            raise NotInstalledError(done.stderr.strip())
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        password, admin = (Path(said[name]).read_text() for name in ("password_file", "admin_password_file"))
        return cls(folder, said["url"], said["user"], password, admin, said["socket"])

    def stop(self) -> None:
        """End its servers."""
        subprocess.run([str(_SCRIPT), "stop", str(self.folder)], check=True, timeout=_START_SECONDS)

    def sql(self, query: str) -> list[str]:
        """Ask its database; the rows."""
        command = ["mariadb", "--no-defaults", "-uroot", f"-S{self.socket}", "-NBr", "wordpress", "-e", query]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()

    def posts(self, kind: str = "post") -> list[Post]:
        """All its posts, in whatever state, the oldest first; pictures are of the kind ``attachment``."""
        meta, terms = self._rows(_META), self._rows(_TERMS)
        found: list[Post] = []
        for row in self._rows(_POSTS.format(type=kind)):
            mine = [term for term in terms if term["id"] == row["id"]]
            found.append(
                Post(
                    **row,
                    meta={one["key"]: one["value"] for one in meta if one["id"] == row["id"]},
                    categories=tuple(term["name"] for term in mine if term["taxonomy"] == "category"),
                    tags=tuple(term["name"] for term in mine if term["taxonomy"] == "post_tag"),
                )
            )
        return found

    def page(self, url: str) -> str:
        """A page as readers get it.

        Raises:
            httpx.HTTPStatusError: it is not there.
        """
        return httpx.get(url, trust_env=False, timeout=30).raise_for_status().text

    def asks(self, method: str, route: str, **rest: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """What its REST interface answers its administrator, such as to ``GET`` of ``/wp/v2/posts``."""
        who = ("admin", self.admin_password)
        return httpx.request(method, f"{self.url}/wp-json{route}", auth=who, trust_env=False, timeout=30, **rest)

    @contextmanager
    def role(self, name: str) -> Iterator[None]:
        """Have our user be of another role for a while."""
        user = self.asks("GET", "/wp/v2/users?search=khabar&context=edit").json()[0]["id"]
        self.asks("POST", f"/wp/v2/users/{user}", json={"roles": [name]}).raise_for_status()
        try:
            yield
        finally:
            self.asks("POST", f"/wp/v2/users/{user}", json={"roles": ["author"]}).raise_for_status()

    def clean(self) -> None:
        """Empty it, of all but its users and settings; ids go on counting."""
        self.sql(_CLEAN)
        rmtree(self.folder / "site" / "wp-content" / "uploads", ignore_errors=True)

    @contextmanager
    def without_plugin(self) -> Iterator[None]:
        """Be a WordPress that nobody gave our plugin."""
        plugin = self.folder / "site" / "wp-content" / "mu-plugins" / _PLUGIN.name
        plugin.unlink()
        try:
            yield
        finally:
            plugin.write_bytes(_PLUGIN.read_bytes())

    def _rows(self, query: str) -> list[dict[str, Any]]:
        return [json.loads(row) for row in self.sql(query)]
