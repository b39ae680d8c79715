"""Settings of the control room."""

from pathlib import Path

from pydantic import Field, SecretStr

from khabar.settings import WatchingSettings


class ControlSettings(WatchingSettings):
    """What control needs beside the common settings."""

    control_password: SecretStr | None = Field(None, description="password of the control room")
    control_password_file: Path | None = None
    stream_hours: float = Field(
        24, ge=0, description="how long entries stay in the streams though nobody needs them there; 0 = not at all"
    )
