"""Settings of the machine, from ``KHABAR_*`` environment variables.

Every service reads the same names; each adds its own in a subclass. A secret may be given as a file
(``KHABAR_INGEST_TOKEN_FILE``), which is how docker and systemd hand them over.
"""

from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from khabar import config as newsroom_file
from khabar.blobs import BlobStore
from khabar.errors import ConfigError
from khabar.keys import Keys
from khabar.server.address import complete


class Settings(BaseSettings):
    """What every service needs to know about the machine it runs on."""

    model_config = SettingsConfigDict(
        env_prefix="KHABAR_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    newsroom: str = Field("main", description="which newsroom's streams this service works on")
    redis_url: str = Field("redis://127.0.0.1:8005/0", description="Valkey or Redis server", repr=False)
    redis_user: str | None = Field(None, description="the server's user, where the address names none")
    redis_password: SecretStr | None = Field(None, description="that user's password")
    redis_password_file: Path | None = None
    config: Path | None = Field(None, description="the newsroom's file, newsroom.toml")
    blobs: Path = Field(Path("khabar-data/blobs"), description="folder of the blob store, shared by all replicas")
    archive: Path = Field(Path("khabar-data/archive"), description="folder of the archive of all streams")
    durability: str = Field(
        "fsync", pattern=r"^(fsync|wait:[1-9])$", description="what an accepted article has survived before its 202"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    log_format: str = Field("auto", pattern="^(auto|json|pretty)$", description="auto: pretty on a terminal, else JSON")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    ingest_url: str = Field("http://127.0.0.1:8001", description="where the ingest API listens")
    ingest_token: SecretStr | None = Field(None, description="bearer token of the ingest API")
    ingest_token_file: Path | None = None
    site_url: str = Field("http://127.0.0.1:8000", description="where the built-in site takes pushes")
    site_public_url: str | None = Field(None, description="the site's address for readers, if it is another")
    site_token: SecretStr | None = Field(None, description="bearer token of the site's push API")
    site_token_file: Path | None = None

    @model_validator(mode="after")
    def _read_secret_files(self) -> Self:
        fields = type(self).model_fields
        for name in fields:
            path, secret = getattr(self, name), name.removesuffix("_file")
            if secret != name and secret in fields and path is not None and getattr(self, secret) is None:
                object.__setattr__(self, secret, SecretStr(_read_secret(path)))
        return self

    @model_validator(mode="after")
    def _complete_server(self) -> Self:
        password = self.redis_password.get_secret_value() if self.redis_password else None
        whole = complete(self.redis_url, user=self.redis_user, password=password, newsroom=self.newsroom)
        object.__setattr__(self, "redis_url", whole)
        return self

    @cached_property
    def keys(self) -> Keys:
        """The names of this newsroom's keys."""
        return Keys(self.newsroom)

    @cached_property
    def blob_store(self) -> BlobStore:
        """The store of raw bytes and large payloads."""
        return BlobStore(self.blobs)

    @cached_property
    def newsroom_config(self) -> newsroom_file.Config:
        """What ``newsroom.toml`` says."""
        return newsroom_file.load(self.config)

    @property
    def reader_url(self) -> str:
        """The site's address as readers see it."""
        return (self.site_public_url or self.site_url).rstrip("/")


class WatchingSettings(Settings):
    """For those who look at the whole pipeline: where each service answers its probes."""

    enrich_url: str | None = Field(None, description="where enrich answers its probes")
    publish_url: str | None = Field(None, description="where publish answers its probes")

    @property
    def service_urls(self) -> dict[str, str]:
        """The services whose addresses are known."""
        urls = {
            "site": self.site_url,
            "ingest": self.ingest_url,
            "enrich": self.enrich_url,
            "publish": self.publish_url,
        }
        return {name: url for name, url in urls.items() if url}


S = TypeVar("S", bound=Settings)


def load(kind: type[S]) -> S:
    """Read a service's settings.

    Raises:
        ConfigError: one or more are wrong; the message lists all of them.
    """
    try:
        return kind()
    except ValidationError as error:
        raise ConfigError(newsroom_file.mistakes("the environment (KHABAR_*)", error)) from error


def _read_secret(path: Path) -> str:
    """Read a secret from its file.

    Raises:
        ValueError: the file cannot be read or is empty.
    """
    try:
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        msg = f"secret file {path} cannot be read ({error.strerror})"
        raise ValueError(msg) from error
    if not secret:
        msg = f"secret file {path} is empty"
        raise ValueError(msg)
    return secret
