import pytest

from khabar.access import bears


@pytest.mark.parametrize("secret", ["s3cret", "سرّ"])
def test_whoever_shows_the_secret_is_let_in(secret: str) -> None:
    shown = secret.encode().decode("latin-1")
    assert bears(f"Bearer {shown}", secret)
    assert bears(f"bearer  {shown} ", secret)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "s3cret"]
)
def test_whoever_shows_anything_else_is_not(header: str) -> None:
    assert not bears(header, "s3cret")
