"""One real WordPress for all tests of a worker, empty before each of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .blog import Blog
from .server import NotInstalledError, WordPress


@pytest.fixture(scope="session")
def wordpress_server() -> Iterator[WordPress]:
    """Start it; where its packages are missing the tests are skipped, and say which."""
    # A short path: a socket's name has few characters.
    with TemporaryDirectory(prefix="khabar-wordpress-") as folder:
        try:
            server = WordPress.start(Path(folder))
        except NotInstalledError as missing:
            pytest.skip(str(missing))
        yield server
        server.stop()


@pytest.fixture
def wordpress(wordpress_server: WordPress) -> WordPress:
    """It without a post, a term or a picture, and our user an author."""
    wordpress_server.clean()
    return wordpress_server


@pytest.fixture(params=[True, False], ids=["with the plugin", "without"])
async def blog(wordpress: WordPress, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Blog]:
    """A target on it, once with our plugin there and once without."""
    with nullcontext() if request.param else wordpress.without_plugin():
        blog = Blog(wordpress, tmp_path)
        yield blog
        await blog.close()


@pytest.fixture
async def guarded(wordpress: WordPress, tmp_path: Path) -> AsyncIterator[Blog]:
    """A target on it with our plugin there."""
    blog = Blog(wordpress, tmp_path)
    yield blog
    await blog.close()


@pytest.fixture
async def bare(wordpress: WordPress, tmp_path: Path) -> AsyncIterator[Blog]:
    """A target on it without our plugin."""
    with wordpress.without_plugin():
        blog = Blog(wordpress, tmp_path)
        yield blog
        await blog.close()
