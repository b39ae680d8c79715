"""Settings of whoever reaches out: where it may go, how long, how often, and what it says of itself."""

from pydantic import Field

from khabar.settings import Settings


class FetchSettings(Settings):
    """What a service that fetches needs to know, beside what all services share."""

    fetch_seconds: float = Field(30, gt=0, description="longest time one fetch may take, in seconds")
    fetch_private: str = Field("", description="addresses and networks of one's own that may be fetched from")
    fetch_contact: str = Field(
        "", pattern=r"^[!-~]{0,200}$", description="page or mailbox told to the servers that are fetched from"
    )
    fetch_gap_seconds: float = Field(0.5, ge=0, description="least time between two requests to a host, in seconds")
    fetch_per_host: int = Field(2, ge=1, description="most requests to a host at the same time")
