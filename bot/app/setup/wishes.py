"""What was told to setup beforehand, by options of the command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wishes:
    """Answers given in advance; empty ones are asked for. `allow_private` lets sources be on this network."""

    name: str = ""
    languages: tuple[str, ...] = ()
    timezone: str = ""
    contact: str = ""
    topics: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    owner: str = ""
    public_url: str = ""
    allow_private: bool = False
