"""The newsroom file: name, languages, topics and first sources."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.errors import SettingsError
from bot.model import Topic, TopicId

_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?]\S*)?")  # example.org, example.org:8080/fil


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Masthead(_Table):
    """Who the newsroom is."""

    name: Annotated[str, Field(min_length=1)]
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    timezone: str = "UTC"
    contact: str = ""

    @field_validator("timezone")
    @classmethod
    def _a_known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError('must be a time zone such as "Europe/Paris" or "Asia/Jerusalem"') from error
        return value


class TopicTable(_Table):
    """One topic: an id that stays, and its names by language."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,23}$")]
    names: Annotated[Mapping[str, str], Field(min_length=1)]


class SourceTable(_Table):
    """One source that the newsroom starts with; `every` is seconds, None for the adaptive rule.

    `url` is a feed's or a site's: where it names no scheme, https is meant.
    """

    url: Annotated[str, Field(pattern=r"^https?://[^/\s]")]
    topics: tuple[str, ...] = ()
    language: str = ""
    priority: Annotated[str, Field(pattern="^(normal|breaking)$")] = "normal"
    every: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    kind: str = "site"
    name: str = ""
    pictures: bool = True  # whether those of its articles go with alerts
    own: bool = False  # the newsroom's own site: its words tell a story that others tell as well

    @field_validator("url", mode="before")
    @classmethod
    def _with_a_scheme(cls, value: object) -> object:
        bare = isinstance(value, str) and _WITHOUT_SCHEME.fullmatch(value)
        return f"https://{value}" if bare else value


class NewsroomFile(_Table):
    """The file as it is written."""

    newsroom: Masthead
    topic: Annotated[tuple[TopicTable, ...], Field(min_length=1)]
    source: tuple[SourceTable, ...] = ()

    @model_validator(mode="after")
    def _sources_name_topics_that_are(self) -> Self:
        known = [topic.id for topic in self.topic]
        if len(set(known)) != len(known):
            raise ValueError("two topics have the same id")
        for source in self.source:
            for topic in source.topics:
                if topic not in known:
                    raise ValueError(f'source {source.url} names the topic "{topic}", which is not defined')
        return self


class Newsroom:
    """The newsroom that this program works for."""

    def __init__(self, file: NewsroomFile) -> None:
        self.name = file.newsroom.name
        self.languages = file.newsroom.languages
        self.timezone = ZoneInfo(file.newsroom.timezone)
        self.contact = file.newsroom.contact
        self.topics = tuple(Topic(TopicId(topic.id), dict(topic.names)) for topic in file.topic)
        self.sources = file.source

    def topic(self, id_: str) -> Topic | None:
        """Find a topic by its id."""
        return next((topic for topic in self.topics if topic.id == id_), None)


def load(path: Path) -> Newsroom:
    """Read the newsroom file.

    Raises:
        SettingsError: it is missing or wrong: one line that says what to write.

    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Newsroom(NewsroomFile.model_validate(table))
    except FileNotFoundError as error:
        raise SettingsError(
            f"the newsroom file {path} is missing; copy config/newsroom.toml there and edit it, or set "
            "TOCSIN_NEWSROOM to where it is"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"the newsroom file {path} can't be read: {error}; mend that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        place = f" at {where}" if where else ""
        raise SettingsError(f"the newsroom file {path} is wrong{place}: {reason}") from error
