import io
import json
from pathlib import Path

from bot.app.doctor.case import Case, opened
from bot.app.doctor.finding import Finding, Grade, fault, warning, well
from bot.app.doctor.report import discreet, failed, write_json, write_table

TOKEN = "4711000:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SHOWN = {"https://paper.example", "news@paper.example"}
"""What is set and no secret: the findings themselves name hosts and domains only."""

FOUND = [
    Finding(Grade.OK, "the account is active", about="whatsapp"),
    Finding(Grade.WARNING, "the disk is nearly full", "free some room", "disk"),
    Finding(Grade.FAULT, "PORT 80 is taken", "write PORT=81", "port"),
]


def case(folder: Path, **environment: str) -> Case:
    return opened(environment, folder)


def test_a_script_reads_what_was_found() -> None:
    out = io.StringIO()
    write_json(FOUND, out)
    said = json.loads(out.getvalue())
    assert said["ok"] is False
    assert said["findings"][2] == {
        "check": "port",
        "grade": "fault",
        "what": "PORT 80 is taken",
        "todo": "write PORT=81",
    }


def test_a_person_reads_what_was_found_and_what_to_do() -> None:
    out = io.StringIO()
    write_table(FOUND, out)
    said = out.getvalue()
    assert "→ write PORT=81" in said
    assert "1 fault, 1 warning, 1 fine" in said
    assert "\x1b" not in said  # colours are for terminals


def test_only_faults_fail() -> None:
    assert failed(FOUND)
    assert not failed(FOUND[:2])


def test_no_secret_and_no_number_is_shown_whoever_quoted_it(tmp_path: Path) -> None:
    told = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "s3cr3t-of-twilio",
        "TWILIO_WHATSAPP_FROM": "+15550100",
        "PUBLIC_URL": "https://paper.example",
        "DATABASE_URL": "postgresql://tocsin:hunter2@db.example/tocsin",
        "TOCSIN_OWNER": "telegram:700100001",
        "TOCSIN_MODEL_KEY": "sk-of-the-model",
        "SMTP_URL": "smtp://fil:p%40ssword-of-mail@mail.example:587",
        "EMAIL_FROM": "news@paper.example",
        "TOCSIN_EMAIL_SECRET": "signs-what-is-in-letters",
        "TOCSIN_EMAIL_HOOK_SECRET": "of-those-who-have-bounces",
    }
    words = " ".join([*told.values(), "p@ssword-of-mail", "a stranger's +33612345678"])
    (first, second) = discreet([fault(words, words), warning(words, "")], case(tmp_path, **told))
    for said in (first.what, first.todo, second.what):
        assert not any(one in said for one in told.values() if one not in SHOWN)
        assert "p@ssword-of-mail" not in said
        assert "hunter2" not in said
    assert "33612345678" not in first.what


def test_what_to_write_keeps_its_example(tmp_path: Path) -> None:
    (said,) = discreet([fault("no owner", "write TOCSIN_OWNER=telegram:123456789")], case(tmp_path))
    assert said.todo == "write TOCSIN_OWNER=telegram:123456789"


def test_what_is_well_needs_nothing() -> None:
    assert well("fine").todo == ""
