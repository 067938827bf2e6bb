"""The whole program through good and bad, with secrets planted in it: none comes out anywhere.

The services are hostile: they refuse what they are asked, and say back all that they were told.
"""

import base64
import hashlib
import hmac
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.program import Program, refusal, running
from tests.walk.hostile import Services, hostile

BOT = "7350017"
PUBLIC = "https://alerts.example.org"
NUMBER, READER = "+15550100", "+33698765432"
CHAT = "7788990011"
SECRETS = {
    "TELEGRAM_BOT_TOKEN": f"{BOT}:planted_telegram_0123456789abcdefghi",
    "TWILIO_AUTH_TOKEN": "planted-twilio-word-4711",
    "TOCSIN_EMAIL_SECRET": "planted-seal-word-4712",
    "TOCSIN_EMAIL_HOOK_SECRET": "planted-bounce-word-4713",
    "TOCSIN_MODEL_KEY": "planted-model-key-4714",
}
SMTP_WORD, DATABASE_WORD = "planted-smtp-word-4715", "planted-database-word-4716"
PLANTED = [*SECRETS.values(), SMTP_WORD, SECRETS["TELEGRAM_BOT_TOKEN"].partition(":")[2]]
PEOPLE = [READER.removeprefix("+"), CHAT, "anna.planted@example.org"]
LOGLIKE = re.compile(r"error|reason|trouble|fault|detail|said")


def told(folder: Path, services: Services) -> dict[str, str]:
    (folder / "newsroom.toml").write_text(
        '[newsroom]\nname = "The Paper"\nlanguages = ["en"]\n[[topic]]\nid = "news"\n'
        'names = { en = "News" }\n'
        f'[[source]]\nurl = "{services.url}/feed.xml"\ntopics = ["news"]\nevery = 0.5\n',
        encoding="utf-8",
    )
    held = folder / "token"
    held.write_text(SECRETS["TELEGRAM_BOT_TOKEN"] + "\n", encoding="utf-8")
    return {name: value for name, value in SECRETS.items() if name != "TELEGRAM_BOT_TOKEN"} | {
        "TELEGRAM_BOT_TOKEN_FILE": str(held),
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_API_URL": services.url,
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_API_URL": services.url,
        "TWILIO_CONTENT_API_URL": services.url,
        "TWILIO_MESSAGING_API_URL": services.url,
        "TWILIO_WHATSAPP_FROM": NUMBER,
        "SMTP_URL": f"smtp://news:{SMTP_WORD}@127.0.0.1:{services.mail}",
        "EMAIL_FROM": "The Paper <news@example.org>",
        "PUBLIC_URL": PUBLIC,
        "TOCSIN_OWNER": f"telegram:{CHAT}",
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_MODEL_URL": f"{services.url}/v1",
        "TOCSIN_MODEL_NAME": "small",
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        "TOCSIN_POLL_MINIMUM": "0.5",
        "TOCSIN_LOG_LEVEL": "debug",
    }


def asked(url: str, body: bytes | None = None, **headers: str) -> str:
    """Ask for a page, and give all of the answer, whatever it is."""
    request = Request(url, data=body, headers=headers)  # noqa: S310 -- our own process on loopback
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 -- the same
            return f"{answer.status} {answer.headers} {answer.read().decode(errors='replace')}"
    except HTTPError as error:
        return f"{error.code} {error.headers} {error.read().decode(errors='replace')}"


def written_by(who: str, words: str, sid: str, program: Program) -> str:
    """Write to the newsroom as Twilio hands it over."""
    form = {"MessageSid": sid, "From": f"whatsapp:{who}", "To": f"whatsapp:{NUMBER}", "Body": words}
    pairs = "".join(name + form[name] for name in sorted(form))
    key = SECRETS["TWILIO_AUTH_TOKEN"].encode()
    said = hmac.new(key, f"{PUBLIC}/hooks/whatsapp{pairs}".encode(), hashlib.sha1).digest()
    signature = base64.b64encode(said).decode()
    body = urlencode(form).encode()
    return asked(f"{program.url}/hooks/whatsapp", body, **{"X-Twilio-Signature": signature})


def until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def pages(program: Program) -> str:
    paths = ("/", "/join", "/join/snippet", "/health", "/ready", "/metrics", "/files/x/x", "/email/leave/1-x")
    forged = [
        asked(f"{program.url}/hooks/telegram", b"{}", **{"X-Telegram-Bot-Api-Secret-Token": "guess"}),
        asked(f"{program.url}/hooks/whatsapp", b"From=whatsapp:" + READER.encode()),
        asked(f"{program.url}/hooks/email", b"x", Authorization="Bearer guess"),
        asked(f"{program.url}/hooks/websub/guess", b"x"),
    ]
    return "\n".join([*(asked(program.url + path) for path in paths), *forged])


def loglike(path: Path) -> str:
    """Read what the database keeps of troubles."""
    found: list[Any] = []
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            names = [
                row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if LOGLIKE.search(row[1])
            ]
            for name in names:
                found += database.execute(f'SELECT "{name}" FROM "{table}"').fetchall()  # noqa: S608 -- names of ours
    return repr(found)


def test_no_secret_and_no_person_comes_out_of_a_run_through_good_and_bad(tmp_path: Path) -> None:
    with hostile() as services, running(tmp_path, **told(tmp_path, services)) as program:
        assert until(lambda: written_by(READER, "START", "SM1", program).startswith("204"))
        written_by(READER, "please tell my number " + READER, "SM2", program)
        form_ = urlencode({"address": PEOPLE[2], "lang": "en"}).encode()
        said = asked(f"{program.url}/join/email", form_)
        used = {
            "telegram": SECRETS["TELEGRAM_BOT_TOKEN"],
            "twilio": "/Messages",
            "model": SECRETS["TOCSIN_MODEL_KEY"],
            "mail": SMTP_WORD,
        }
        until(lambda: all(one in services.heard for one in used.values()))
        assert [name for name, one in used.items() if one not in services.heard] == []
        said += pages(program)
        with closing(sqlite3.connect(tmp_path / "program.db", timeout=10)) as database:
            database.execute("ALTER TABLE subscriber RENAME TO gone")  # every step that reads it breaks
            database.commit()
        said += written_by(READER, "HELP " + READER, "SM3", program)
        assert until(lambda: '"exception"' in program.text)  # a trace stands in the log
        said += pages(program)
        process = Path(f"/proc/{program.process.pid}/cmdline").read_bytes().decode(errors="replace")
        log = program.text
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("program.db*"))
    assert [one for one in PLANTED if one in log + said + process or one.encode() in kept] == []
    assert [one for one in PEOPLE if one in log + said + process + loglike(tmp_path / "program.db")] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://tocsin:{DATABASE_WORD}@127.0.0.1/tocsin"),
        ("DATABASE_URL", f"postgresql://tocsin:{DATABASE_WORD}@127.0.0.1:{DATABASE_WORD}/x"),
        ("SMTP_URL", f"smtps://news:{DATABASE_WORD}@:x"),
        ("TOCSIN_OWNER", DATABASE_WORD),
        ("TOCSIN_MODEL_URL", f"http://me:{DATABASE_WORD}@127.0.0.1/v1"),
    ],
)
def test_what_stands_in_the_way_of_a_start_is_told_without_its_secret(
    name: str, value: str, tmp_path: Path
) -> None:
    status, said = refusal(tmp_path, **{name: value})
    assert status != 0
    assert said
    assert DATABASE_WORD not in said
