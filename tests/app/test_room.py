"""A newsroom among several, opened and closed by itself, whatever becomes of the others."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.app import PARTS, deployment, room, run_all
from bot.errors import SettingsError
from bot.settings import Settings
from bot.web import mount
from tests.deployed import (
    NOWHERE,
    TOKENS,
    accounts,
    at_work,
    deployed,
    write,
)
from tests.fakes import until
from tests.program import running


async def test_figures_say_whose_they_are(tmp_path: Path) -> None:
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, *TOKENS)
        lines = (await house.get("/metrics"))[1].splitlines()
        assert {
            'tocsin_newsroom_up{newsroom="lyon"} 1.0',
            'tocsin_events_waiting{newsroom="paris"} 0.0',
        } <= set(lines)
        ours = [
            line for line in lines if line.startswith("tocsin_") and not line.startswith("tocsin_build_info")
        ]
        assert [line for line in ours if "newsroom=" not in line] == []


async def test_a_newsroom_whose_database_is_broken_leaves_the_others_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named in the log, in /ready and in /health, and comes back by itself."""
    monkeypatch.setattr(room, "OPEN_AGAIN", 0.2)
    monkeypatch.setattr(mount.Patience, "__init__", _impatient)
    broken = tmp_path / "var" / "lyon.db"
    broken.parent.mkdir()
    broken.write_text("these are words, and no database " * 50, "utf-8")
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, "paris")
        await until(lambda: house.logged("newsroom can't start", "lyon"))
        status, page = await house.get("/n/paris/join")
        assert (status, "Le Fil de paris" in page) == (200, True)
        assert await house.get("/n/lyon/join") == (503, "this newsroom is out of order\n")
        assert (await house.get("/n/lyon/ready"))[0] == 503
        ready = await house.json("/ready")
        assert (ready["ready"], ready["newsrooms"]["paris"]["ready"]) == (True, True)
        assert "DATABASE_URL does not answer" in ready["newsrooms"]["lyon"]["missing"]
        assert "lyon" in (await house.json("/health"))["trouble"]
        assert 'tocsin_newsroom_up{newsroom="lyon"} 0.0' in (await house.get("/metrics"))[1]
        assert len(house.logged("newsroom can't start", "lyon")) == 1  # said once, tried again and again
        broken.unlink()
        await at_work(house, "lyon")
        assert (await house.json("/ready"))["newsrooms"]["lyon"]["ready"]


def _impatient(self: mount.Patience, is_open: asyncio.Event) -> None:
    self._is_open, self._seconds = is_open, 0.1


async def test_a_channel_that_cannot_start_is_told_by_the_newsrooms_name(tmp_path: Path) -> None:
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, *TOKENS)
        await until(lambda: house.logged("channel can't start", "lyon"))
        trouble = (await house.json("/health"))["trouble"]
        assert "can't start" in trouble["lyon"]
        assert (await house.json("/ready"))["newsrooms"]["lyon"]["ready"]


async def test_a_wrong_newsroom_file_keeps_all_from_starting(tmp_path: Path) -> None:
    """A mistake in a file is for whoever is at the keyboard just now, before anything is opened."""
    write(tmp_path, {"lyon": "", "paris": ""})
    (tmp_path / "newsrooms" / "paris" / "newsroom.toml").write_text("[newsroom]\n", "utf-8")
    made = deployment.load({"TOCSIN_NEWSROOMS": str(tmp_path / "newsrooms")}, tmp_path)
    with pytest.raises(SettingsError, match=r"paris/newsroom.toml is wrong"):
        await run_all(made, PARTS, asyncio.Event())


async def test_all_are_closed_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = 0.7
    real = room.Room.close

    async def close(self: room.Room) -> None:
        await asyncio.sleep(slow)
        await real(self)

    monkeypatch.setattr(room.Room, "close", close)
    ids = [f"n{number}" for number in range(6)]
    async with deployed(tmp_path, dict.fromkeys(ids, ""), TOCSIN_SANDBOX_TAPS_START="false") as house:
        await at_work(house, *ids)
        began = time.monotonic()
    assert time.monotonic() - began < slow * len(ids)
    assert house.logged("stopping")


def test_settings_of_a_plain_deployment_are_as_they_were() -> None:
    assert deployment.plain(Settings()).newsrooms == {"": Settings()}


def test_a_process_with_several_newsrooms_ends_in_order_when_it_is_told_to(tmp_path: Path) -> None:
    """Also one of them that is not open: its database is no database."""
    home = write(tmp_path, {"lyon": "", "paris": "", "nice": ""})
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "nice.db").write_text("words " * 500, "utf-8")
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'tocsin.db'}"}
    with running(tmp_path, TOCSIN_NEWSROOM="", TOCSIN_NEWSROOMS=str(home), **settings) as program:
        until = time.monotonic() + 60
        while sum(one["event"] == "at work" for one in program.log) < 2 and time.monotonic() < until:
            time.sleep(0.1)
    told = [(one.get("newsroom"), one["event"]) for one in program.log]
    assert {("lyon", "at work"), ("paris", "at work"), ("nice", "newsroom can't start")} <= set(told)
    assert (None, "stopping") in told
    assert "Traceback" not in program.text
