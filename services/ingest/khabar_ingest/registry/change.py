"""What a person changed about a source at run time, as it is kept on the server."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from khabar.config import SourceSettings


class Change(BaseModel):
    """A change, laid over what newsroom.toml says.

    Args:
        settings: those that stand instead of the file's, or beside them; None leaves the file's as they are.
        removed: the file's source is left out.
        paused: why it is not polled; nothing when it is.
        by: whose decision it was.
        at: when that was.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    settings: SourceSettings | None = None
    removed: bool = False
    paused: str = ""
    by: str = ""
    at: AwareDatetime | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return self.settings is None and not self.removed and not self.paused
