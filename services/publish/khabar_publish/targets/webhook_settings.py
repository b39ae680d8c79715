"""What the newsroom says of a webhook beside what it says of every target."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from khabar import ConfigError
from khabar.config import TargetSettings, mistakes

_File = Annotated[str, Field(min_length=1)]


class WebhookSettings(BaseModel):
    """The keys of a webhook's table; there is none for headers, since what stands in this file is no secret.

    Args:
        secret_file: the file with the secret that calls are signed with.
        secret_files: the same while it is changed for another: the new one and the old one, each signs.
        signature: how calls are signed; without it as the format wants, and that is the standard but for Superdesk's.
        bearer_file: the file with a token that is sent with each call as ``Authorization: Bearer``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    secret_file: _File | None = None
    secret_files: tuple[_File, ...] = Field((), max_length=4)
    signature: Literal["standard", "superdesk"] | None = None
    bearer_file: _File | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The files of all secrets, the newest first."""
        return self.secret_files or ((self.secret_file,) if self.secret_file else ())

    @model_validator(mode="after")
    def _is_signed(self) -> Self:
        if not self.files:
            msg = "no secret_file; a webhook without a signature is not sent"
            raise ValueError(msg)
        if self.secret_file and self.secret_files:
            msg = "secret_file and secret_files; write one of them"
            raise ValueError(msg)
        return self


def webhook_settings(target: TargetSettings) -> WebhookSettings:
    """Read what a target's table says of the webhook.

    Raises:
        ConfigError: something is missing or wrong; the message lists all of it.
    """
    try:
        read = WebhookSettings.model_validate(target.model_extra or {})
    except ValidationError as error:
        raise ConfigError(mistakes(f"target {target.id}", error)) from None  # the cause may repeat a secret
    if signed(target, read) == "superdesk" and len(read.files) > 1:
        msg = f"target {target.id}: Superdesk knows one secret at a time; write secret_file"
        raise ConfigError(msg)
    return read


def signed(target: TargetSettings, settings: WebhookSettings) -> Literal["standard", "superdesk"]:
    """How the calls of a webhook are signed."""
    return settings.signature or ("superdesk" if target.format == "superdesk" else "standard")
