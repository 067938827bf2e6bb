"""The manual says what the code says."""

import re
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.model import DeliveryState, Role
from bot.variables import CONVENTIONAL
from bot.web.families import BUILD, FAMILIES

DOCS = Path(__file__).parents[1] / "docs"
SECTIONS = {
    "For readers": Role.READER,
    "For editors": Role.EDITOR,
    "For admins": Role.ADMIN,
    "For owners": Role.OWNER,
}


def described() -> dict[str, Role]:
    """Read which command stands under which heading of the manual."""
    found: dict[str, Role] = {}
    role = Role.READER
    for line in (DOCS / "commands.md").read_text("utf-8").splitlines():
        if line.startswith("## ") and line[3:] in SECTIONS:
            role = SECTIONS[line[3:]]
        elif line.startswith("### "):
            found[line[4:]] = role
    return found


def test_every_command_is_described_below_the_role_that_may_use_it() -> None:
    assert described() == {name: command.ROLE for name, command in COMMANDS.items()}


@pytest.mark.parametrize("name", CONVENTIONAL)
def test_every_conventional_setting_is_in_the_table(name: str) -> None:
    rows = (DOCS / "settings.md").read_text("utf-8").splitlines()
    assert any(row.startswith(f"| `{name}` |") for row in rows)


@pytest.mark.parametrize(("name", "_words", "labels"), [*FAMILIES, BUILD])
def test_every_metric_is_in_the_table_with_its_labels(
    name: str, _words: str, labels: tuple[str, ...]
) -> None:
    rows = (DOCS / "metrics.md").read_text("utf-8").splitlines()
    (row,) = [row for row in rows if row.startswith(f"| `{name}` |")]
    assert row.split("|")[2].strip() == ", ".join(labels)


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_of_a_delivery_is_in_the_picture_of_its_life(state: DeliveryState) -> None:
    life = (DOCS / "delivery.md").read_text("utf-8").partition("## The life of a delivery")[2]
    assert state.value in life.partition("##")[0]


def test_links_between_pages_lead_somewhere() -> None:
    for page in [DOCS.parent / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
