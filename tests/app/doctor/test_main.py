"""``python -m bot doctor``, as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.program import ROOT, environment


def typed(folder: Path, *words: str, **settings: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *words],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert not ended.stderr.decode()
    return ended.returncode, ended.stdout.decode()


def test_a_rehearsal_has_no_fault_and_a_script_can_read_it(tmp_path: Path) -> None:
    status, said = typed(tmp_path, "--json")
    found = json.loads(said)
    assert (status, found["ok"]) == (0, True)
    assert found["findings"][0]["check"] == "mode"
    assert not (tmp_path / "program.db").exists()


def test_several_wrong_settings_are_all_said_and_the_status_is_1(tmp_path: Path) -> None:
    wrong = {"PORT": "eighty", "TOCSIN_POLL_MINIMUM": "-1", "TOCSIN_LOGG_LEVEL": "info"}
    status, said = typed(tmp_path, **wrong)
    assert status == 1
    assert "PORT" in said
    assert "TOCSIN_POLL_MINIMUM" in said
    assert "did you mean TOCSIN_LOG_LEVEL?" in " ".join(said.split())


def test_the_demo_newsroom_is_known_by_its_name() -> None:
    from bot.app.doctor.newsroom import DEMO  # noqa: PLC0415 -- beside what it is held against

    assert f'name = "{DEMO}"' in (ROOT / "config" / "newsroom.toml").read_text("utf-8")
