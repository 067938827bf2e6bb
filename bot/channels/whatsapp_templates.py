"""WhatsApp's templates: those that the account has, the choice among them, and drafts of what it lacks.

A template's friendly name says what it is for: ``tocsin_<kind>_<language>``.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.rest import Client

from bot.channels.fitting import KEPT
from bot.channels.whatsapp_client import translated
from bot.channels.whatsapp_words import TEMPLATE_LIMIT, variables
from bot.errors import SettingsError
from bot.model import Message, MessageKind
from bot.rules.window import choose, name_of

KINDS = tuple(kind for kind in MessageKind if kind is not MessageKind.REPLY)
"""The kinds of message that may open a conversation."""

APPROVED = "approved"
SHUT = frozenset({"paused", "rejected", "disabled"})
"""What WhatsApp says of a template that may not be used, and is not on its way to be."""

UNSUBMITTED = "unsubmitted"

ASSUMED_WORDS = 224
"""Characters of a template's own that are allowed for where its body is not known."""

_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_SIDE_BY_SIDE = re.compile(r"…(?: …)+")
_ADJACENT = re.compile(r"\}\}[\s*_~`.,;:–·-]*\{\{")  # noqa: RUF001 - dashes are meant
_EDGE = re.compile(r"^\W*\{\{|\}\}\W*$")


@dataclass(frozen=True, slots=True)
class Template:
    """One template as the account has it: `status` is WhatsApp's (approved, pending, rejected …)."""

    name: str
    sid: str
    language: str = ""
    status: str = APPROVED
    body: str = ""
    category: str = ""
    reason: str = ""  # why it was rejected

    def fill(self, message: Message) -> dict[str, str]:
        """Say a message in this template's variables: those that it has, all where that is not known."""
        numbers = set(_VARIABLE.findall(self.body))
        words = len(_VARIABLE.sub("", self.body)) if self.body else ASSUMED_WORDS
        filled = variables(message, TEMPLATE_LIMIT - words, self.language)
        return {number: value for number, value in filled.items() if not numbers or number in numbers}

    def shown(self, message: Message) -> str:
        """Write a message as this template shows it; the values alone where its body is not known."""
        values = self.fill(message)
        if not self.body:
            return "\n".join(values[number] for number in sorted(values))
        return _VARIABLE.sub(lambda found: values.get(found[1], ""), self.body).strip()

    @property
    def frame(self) -> str:
        """What the template says itself, on one line, an ellipsis in the place of variables side by side."""
        words = " ".join(_VARIABLE.sub("…", self.body).replace("*", "").split())
        return _SIDE_BY_SIDE.sub("…", words)


@lru_cache(maxsize=KEPT)
def form(template: Template, message: Message) -> bytes:
    """Write a message as the part of a form that says it by a template; kept for the next of its readers."""
    return urlencode({"ContentSid": template.sid, "ContentVariables": dumps(template.fill(message))}).encode()


@dataclass(frozen=True, slots=True)
class Draft:
    """A template to be: its body with ``{{1}}`` … in it, and an example for each."""

    name: str
    language: str
    category: str
    body: str
    samples: Mapping[str, str]


@dataclass(slots=True)
class Book:
    """The approved templates by name, and which to take for a message."""

    languages: Sequence[str]
    templates: dict[str, Template] = field(default_factory=dict)

    def fill(self, templates: Sequence[Template]) -> None:
        """Replace what stands in the book; the first of a name counts."""
        approved = [template for template in templates if template.status == APPROVED]
        self.templates = {template.name: template for template in reversed(approved)}

    def choose(self, kind: MessageKind, language: str) -> Template | None:
        """Find the template nearest to a kind and a language."""
        name = choose(kind, language, self.templates, self.languages)
        return None if name is None else self.templates[name]


def shut_among(templates: Sequence[Template], languages: Sequence[str]) -> list[str]:
    """Name those that we would use and may not: of a name that was approved elsewhere, none."""
    ours = {name_of(kind, language) for kind in KINDS for language in languages}
    approved = {one.name for one in templates if one.status == APPROVED}
    return sorted({one.name for one in templates if one.status in SHUT} & ours - approved)


async def registered(client: Client) -> list[Template]:
    """List the templates of ours that the account has; raises ChannelError."""
    with translated():
        records = await client.content.v1.content_and_approvals.list_async(page_size=100)
        templates = [_template(record) for record in records]
    return [template for template in templates if template.name.startswith("tocsin_")]


async def submit_missing(client: Client, drafts: Sequence[Draft]) -> list[Template]:
    """Create each draft that the account lacks and ask WhatsApp to approve it; returns what was submitted.

    One that was created but never submitted is submitted; one that was rejected is left to a person.
    """
    known = {template.name: template for template in await registered(client)}
    submitted = []
    for draft in drafts:
        found = known.get(draft.name) or await create(client, draft)
        if found.status == UNSUBMITTED:
            submitted.append(await submit(client, draft, found.sid))
    return submitted


async def create(client: Client, draft: Draft) -> Template:
    """Create a draft as a template, not yet submitted; raises ChannelError."""
    # The library's typed request would write out each type of content it knows, most of them null.
    content = {
        "friendly_name": draft.name,
        "language": draft.language,
        "variables": dict(draft.samples),
        "types": {"twilio/text": {"body": draft.body}},
    }
    sid = await make(client, content)
    return Template(draft.name, sid, draft.language, UNSUBMITTED, draft.body)


async def make(client: Client, content: Mapping[str, Any]) -> str:
    """Make a content of any type, and give its id; raises ChannelError."""
    with translated():
        record = await client.content.v1.contents.create_async(_Payload(content))
        return str(record.sid)


async def submit(client: Client, draft: Draft, sid: str) -> Template:
    """Ask WhatsApp to approve a template; raises ChannelError."""
    asked = {"name": draft.name, "category": draft.category}
    with translated():
        approvals = client.content.v1.contents(sid).approval_create
        answer = await approvals.create_async(_Payload(asked))
        status = str(answer.status or "received")
    return Template(draft.name, sid, draft.language, status, draft.body, draft.category)


def read_drafts(folder: Path, newsroom: str) -> list[Draft]:
    """Read the drafts, a file for each language; ``{newsroom}`` in a body becomes the newsroom's name.

    Raises:
        SettingsError: a file is wrong, or WhatsApp would reject what it says.

    """
    drafts = [draft for path in sorted(folder.glob("*.toml")) for draft in _drafts(path, newsroom)]
    if not drafts:
        raise SettingsError(f"there are no templates in {folder}; copy config/templates there")
    return drafts


class _Payload(dict[str, Any]):
    """What the library calls a request: anything that can be made a mapping."""

    def to_dict(self) -> dict[str, Any]:
        return dict(self)


def _template(record: Any) -> Template:  # noqa: ANN401 - of an untyped library
    approval = record.approval_requests or {}
    bodies = (kind.get("body") for kind in (record.types or {}).values() if isinstance(kind, dict))
    return Template(
        name=record.friendly_name or "",
        sid=record.sid,
        language=record.language or "",
        status=str(approval.get("status") or UNSUBMITTED).lower(),
        body=next((str(body) for body in bodies if body), ""),
        category=str(approval.get("category") or ""),
        reason=str(approval.get("rejection_reason") or ""),
    )


def _drafts(path: Path, newsroom: str) -> list[Draft]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return [_draft(path.stem, kind, table, newsroom) for kind in KINDS if kind in table]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"the templates {path} can't be read: {error}; mend that line") from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"the templates {path} are wrong: {error}") from error


def _draft(language: str, kind: str, table: Mapping[str, Any], newsroom: str) -> Draft:
    body = str(table[kind]["body"]).strip().replace("{newsroom}", newsroom)
    samples = {number: str(table["samples"][number]) for number in sorted(set(_VARIABLE.findall(body)))}
    name = name_of(kind, language)
    if fault := _fault(body):
        raise ValueError(f"{name}: {fault}")
    return Draft(name, language, str(table[kind].get("category", "MARKETING")), body, samples)


def _fault(body: str) -> str:
    """Say what WhatsApp would reject in a body; empty for nothing."""
    words = len(_VARIABLE.sub(" ", body).split())
    if _EDGE.search(body):
        return "the body may not begin or end with a variable"
    if _ADJACENT.search(body):
        return "two variables need words between them"
    if words < 2 * len(_VARIABLE.findall(body)) + 1:
        return "the body has too few words for its variables"
    return ""
