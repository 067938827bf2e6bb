"""The templates of Twilio's Content API, and what WhatsApp demands of them."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bot.sandbox.phones import Button

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FORBIDDEN = re.compile(r"[\n\t]| {5}")  # 63013: no line break, no tab, at most four spaces in a row
LONGEST = 1024
LONGEST_ID = 200
LONGEST_ABOUT = 72  # below a title of a list
HOUSE = Path(__file__).parent / "house_templates.toml"
REVIEW = timedelta(seconds=3)  # Meta takes minutes to a day; here it is short

Types = dict[str, dict[str, object]]


class VariablesError(ValueError):
    """Variables that can't be filled in; `code` is Twilio's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Template:
    """One template; `submitted` is when its approval was asked for."""

    sid: str
    name: str
    language: str
    variables: dict[str, str]
    types: Types
    created: datetime
    submitted: datetime | None = None
    category: str = ""
    submitted_name: str = ""
    approved: bool = field(default=False)

    @property
    def body(self) -> str:
        """The words of whatever type it is."""
        return next((str(kind["body"]) for kind in self.types.values() if "body" in kind), "")

    @property
    def rejection(self) -> str:
        """Why WhatsApp refuses it; empty where it does not."""
        body = self.body.strip()
        edges = [VARIABLE.match(body), re.search(VARIABLE.pattern + r"\Z", body)]
        return "Variables can't be at the start or end of the template." if any(edges) else ""

    def status(self, now: datetime) -> str:
        """Say how far its approval is."""
        if self.approved:
            return "approved"
        if self.submitted is None:
            return "unsubmitted"
        if now - self.submitted < REVIEW:
            return "received" if now - self.submitted < REVIEW / 3 else "pending"
        return "rejected" if self.rejection else "approved"

    def filled(self, given: str) -> str:
        """Fill `ContentVariables` into the body; raises VariablesError."""
        text = self._filled(self.body, _variables(given))
        if len(text) > LONGEST:
            raise VariablesError(63021, "Channel invalid content error")
        return text

    @staticmethod
    def _filled(pattern: str, values: Mapping[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in values:
                raise VariablesError(
                    63028, "Number of parameters provided does not match the expected number"
                )
            if not values[found[1]].strip() or FORBIDDEN.search(values[found[1]]):
                raise VariablesError(
                    63013, "This message send failed because it violates Channel provider's policy"
                )
            return values[found[1]]

        return VARIABLE.sub(value, pattern)

    def buttons(self, given: str = "") -> tuple[tuple[Button, ...], ...]:
        """List its buttons, one a row, as WhatsApp stacks them; raises VariablesError."""
        values = _variables(given)
        rows = [
            {name: self._filled(str(value), values) for name, value in action.items()}
            for kind in self.types.values()
            for action in _actions(kind)
        ]
        _check(self.types, rows)
        return tuple(
            (Button(str(row.get("title") or row.get("item")), *_effect(row), row.get("description", "")),)
            for row in rows
        )

    def opens(self, given: str = "") -> str:
        """Say what stands on the button that opens its list; empty for what is no list."""
        button = next((str(kind["button"]) for kind in self.types.values() if "items" in kind), "")
        return self._filled(button, _variables(given))


class Catalog:
    """An account's templates; the house's own come approved."""

    def __init__(self, account: str, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[str, Template] = {}
        house = tomllib.loads(HOUSE.read_text("utf-8"))
        for kind, bodies in house["bodies"].items():
            for language, body in bodies.items():
                name = f"tocsin_{kind}_{language}"
                # The same SID at every start, as a real account's would be.
                sid = "HX" + hashlib.sha256(f"{account}:{name}".encode()).hexdigest()[:32]
                types: Types = {"twilio/text": {"body": body}}
                template = Template(sid, name, language, house["samples"], types, clock(), approved=True)
                template.category, template.submitted_name = "UTILITY", name
                self._kept[sid] = template

    def all(self) -> list[Template]:
        """List them, the oldest first."""
        return list(self._kept.values())

    def find(self, sid: str) -> Template | None:
        """Find one by its SID."""
        return self._kept.get(sid)

    def create(self, name: str, language: str, variables: Mapping[str, str], types: Types) -> Template:
        """Keep a new one, not yet submitted."""
        template = Template("HX" + uuid4().hex, name, language, dict(variables), types, self._clock())
        self._kept[template.sid] = template
        return template

    def delete(self, sid: str) -> bool:
        """Forget one; False where there is none."""
        return self._kept.pop(sid, None) is not None


def _variables(given: str) -> dict[str, str]:
    try:
        values = json.loads(given or "{}")
    except ValueError as error:
        raise VariablesError(21656, "The ContentVariables Parameter is invalid.") from error
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise VariablesError(21656, "The ContentVariables Parameter is invalid.")
    return values


def _check(types: Types, rows: list[dict[str, str]]) -> None:
    """Hold the choices to WhatsApp's limits; raises VariablesError."""
    is_list = "twilio/list-picker" in types
    most, title, name = (10, 24, "item") if is_list else (10, 25, "title")
    if not is_list and "twilio/quick-reply" in types:
        most, title = 3, 20  # inside the 24 hours
    ids = [row.get("id") for row in rows if row.get("id")]
    too_long = any(len(row.get(name, "")) > title or len(row.get("id", "")) > LONGEST_ID for row in rows)
    if len(rows) > most or too_long or len(set(ids)) < len(ids):
        raise VariablesError(63021, "Channel invalid content error")
    if any(len(row.get("description", "")) > LONGEST_ABOUT for row in rows):
        raise VariablesError(63021, "Channel invalid content error")


def _actions(kind: Mapping[str, object]) -> list[dict[str, object]]:
    listed = kind.get("actions") or kind.get("items") or []
    return [action for action in listed if isinstance(action, dict)] if isinstance(listed, list) else []


def _effect(action: Mapping[str, object]) -> tuple[str, str]:
    if url := str(action.get("url") or ""):
        return "", url if url.startswith(("http://", "https://")) else ""
    return str(action.get("id") or action.get("title") or ""), ""
