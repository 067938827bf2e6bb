"""Faults to plant in an installation, each with what the doctor must say of it."""

from datetime import timedelta

from aiohttp import web

from bot.clock import utc_now
from tests.app.doctor.installation import DISK
from tests.app.doctor.planting import (
    Planted,
    also,
    by_hook,
    condition,
    damaged,
    database,
    empty,
    env_file,
    failing_hook,
    folder,
    folder_of_secrets,
    foreign,
    gone,
    model_without_a_key,
    newsroom,
    no_drafts,
    old,
    page,
    second_poller,
    served,
    sql,
    strange_language,
    told,
    typed_owner,
    written,
)

MS = "TWILIO_MESSAGING_SERVICE_SID"

PLANTED: dict[str, Planted] = {
    # ---- settings
    "a typing slip in a section": Planted(
        "settings",
        told(TOCSIN_POLL_MINIMUN="60"),
        ("TOCSIN_POLL_MINIMUN", "did you mean TOCSIN_POLL_MINIMUM?"),
    ),
    "a typing slip in the section's name": Planted(
        "settings", told(TOCSIN_POL_MINIMUM="60"), ("TOCSIN_POL_MINIMUM", "TOCSIN_POLL_MINIMUM?")
    ),
    "a typing slip in a conventional name": Planted(
        "settings",
        env_file("TELEGRAM_BOT_TOKN=1\n"),
        ("TELEGRAM_BOT_TOKN", "tocsin.env", "did you mean TELEGRAM_BOT_TOKEN?"),
    ),
    "a value of the wrong kind": Planted(
        "settings", told(TOCSIN_POLL_MAXIMUM="soon"), ("TOCSIN_POLL_MAXIMUM",)
    ),
    "a lease below the time-out": Planted(
        "settings", told(TOCSIN_DELIVERY_LEASE="5"), ("TOCSIN_DELIVERY_LEASE=30",)
    ),
    "a model without a name": Planted(
        "settings", told(TOCSIN_MODEL_URL="http://127.0.0.1:1/v1"), ("TOCSIN_MODEL_NAME",)
    ),
    "a line of the env file that sets nothing": Planted(
        "settings", env_file("# ours\nPUBLIC_URL https://x.example\n"), ("line 2", "NAME=value")
    ),
    "a settings file that is no TOML": Planted(
        "settings",
        written("tocsin.toml", lambda _made: "[poll\n"),
        ("tocsin.toml", "mend"),
    ),
    "secrets that all can read": Planted("secrets", env_file("PORT=0\n", 0o644), ("chmod 600", "tocsin.env")),
    "secrets that a group can read": Planted("secrets", env_file("PORT=0\n", 0o640), ("chmod 600",)),
    "a folder where the secrets should be": Planted(
        "secrets", folder_of_secrets, ("tocsin.env", "is no file", "remove it")
    ),
    # ---- the newsroom
    "no newsroom file": Planted("newsroom", gone, ("newsroom.toml", "TOCSIN_NEWSROOM")),
    "a topic without a name in a language": Planted(
        "newsroom", newsroom(', fr = "Monde"', ""), ('"world"', "fr", "newsroom.toml")
    ),
    "a time zone that is none": Planted(
        "newsroom", newsroom("Europe/Paris", "Europe/Pariss"), ("timezone", "Europe/Paris")
    ),
    "a language that is none": Planted(
        "newsroom",
        strange_language,
        ("xx", "languages"),
    ),
    "a contact that is none": Planted("newsroom", newsroom("desk@paper.example", "ask us"), ("contact",)),
    "no contact": Planted("newsroom", newsroom("desk@paper.example", ""), ("contact",)),
    "still the demo's newsroom": Planted(
        "newsroom", newsroom("The Paper", "Le Fil du Levant"), ("demo", "python -m bot setup")
    ),
    # ---- Telegram
    "a token with no form": Planted(
        "telegram", told(TELEGRAM_BOT_TOKEN="secret-token"), ("TELEGRAM_BOT_TOKEN", "@BotFather")
    ),
    "a token that Telegram does not know": Planted(
        "telegram",
        told(TELEGRAM_BOT_TOKEN="4711000:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"),
        ("TELEGRAM_BOT_TOKEN",),
    ),
    "a Telegram that can't be reached": Planted(
        "telegram", told(TELEGRAM_API_URL="http://127.0.0.1:9"), ("TELEGRAM_API_URL",)
    ),
    "another program's hook": Planted(
        "telegram",
        lambda made: made.call("setWebhook", url="http://127.0.0.1:9/other"),
        ("127.0.0.1:9", "TELEGRAM_MODE=polling"),
    ),
    "a second program that asks for updates": Planted(
        "telegram", second_poller(3, 1), ("elsewhere with this token", "stop the other", "/revoke")
    ),
    "a second program that asked for updates once": Planted(
        "telegram", second_poller(2), ("elsewhere with this token", "if it was a restart", "stop the other")
    ),
    "no hook yet": Planted("telegram", by_hook(lambda _made: None), ("hook", "python -m bot run")),
    "a hook elsewhere": Planted(
        "telegram", by_hook(lambda made: made.call("setWebhook", url="http://127.0.0.1:9/h")), ("PUBLIC_URL",)
    ),
    "a hook that fails": Planted("telegram", by_hook(failing_hook), ("500", "PUBLIC_URL")),
    "a bot that may not join groups": Planted("telegram", condition(joins_groups=False), ("/setjoingroups",)),
    "a bot that reads whole groups": Planted("telegram", condition(reads_groups=True), ("/setprivacy",)),
    "no owner": Planted("owner", told(TOCSIN_OWNER=""), ("TOCSIN_OWNER=telegram:",)),
    "an owner by name": Planted("owner", typed_owner, ("TOCSIN_OWNER", "@userinfobot")),
    "an owner who has not started the bot": Planted(
        "telegram", told(TOCSIN_OWNER="telegram:12"), ("TOCSIN_OWNER", "press Start")
    ),
    "an owner on a channel that is off": Planted(
        "owner",
        told(TELEGRAM_BOT_TOKEN=""),
        ("on telegram, which is off", "TOCSIN_OWNER=whatsapp:"),
    ),
    "an owner by half a number": Planted(
        "owner", told(TOCSIN_OWNER="whatsapp:0612"), ("TOCSIN_OWNER=whatsapp:+",)
    ),
    # ---- WhatsApp
    "an account that is none": Planted(
        "whatsapp", told(TWILIO_ACCOUNT_SID="AC12"), ("TWILIO_ACCOUNT_SID=AC",)
    ),
    "a wrong Twilio token": Planted("whatsapp", told(TWILIO_AUTH_TOKEN="f" * 32), ("TWILIO_AUTH_TOKEN",)),
    "a Twilio that can't be reached": Planted(
        "whatsapp", told(TWILIO_API_URL="http://127.0.0.1:9"), ("TWILIO_API_URL",)
    ),
    "an account that is suspended": Planted(
        "whatsapp", condition(status="suspended"), ("suspended", "TWILIO_ACCOUNT_SID")
    ),
    "an account on trial": Planted("whatsapp", condition(type="Trial"), ("trial", "upgrade")),
    "a sender that is another's": Planted(
        "whatsapp", told(TWILIO_WHATSAPP_FROM="+15550177"), ("TWILIO_WHATSAPP_FROM",)
    ),
    "a sender that is no number": Planted(
        "whatsapp", told(TWILIO_WHATSAPP_FROM="06 12 34"), ("TWILIO_WHATSAPP_FROM=+14155238886",)
    ),
    "a sender that is offline": Planted(
        "whatsapp", condition(sender="OFFLINE"), ("OFFLINE", "lost its access")
    ),
    "words that are posted nowhere": Planted("whatsapp", condition(hook=""), ("nowhere", "/hooks/whatsapp")),
    "words that are posted elsewhere": Planted(
        "whatsapp", condition(hook="https://old.example/hooks/whatsapp"), ("old.example", "/hooks/whatsapp")
    ),
    "a messaging service that is none of ours": Planted("whatsapp", told(**{MS: "MG" + "2" * 32}), (MS,)),
    "Twilio's sandbox at full speed": Planted(
        "whatsapp", told(TWILIO_WHATSAPP_FROM="+14155238886"), ("TOCSIN_DELIVERY_WHATSAPP_RATE=0.3",)
    ),
    # ---- templates
    "a template that is missing": Planted("templates", no_drafts, ("tocsin_alert_pt", "templates --submit")),
    "a template that is paused": Planted(
        "templates", condition(templates={"tocsin_alert_fr": "paused"}), ("paused", "tocsin_alert_fr")
    ),
    "a template that was rejected": Planted(
        "templates", condition(templates={"tocsin_digest_en": "rejected"}), ("rejected", "tocsin_digest_en")
    ),
    "a template that is not approved yet": Planted(
        "templates", condition(templates={"tocsin_digest_en": "pending"}), ("pending", "tocsin_digest_en")
    ),
    "a template by hand that is no SID": Planted(
        "templates", told(TOCSIN_WHATSAPP_TEMPLATES="tocsin_alert_fr=yes"), ("TOCSIN_WHATSAPP_TEMPLATES",)
    ),
    # ---- the web side
    "nothing at PUBLIC_URL": Planted(
        "public address", told(PUBLIC_URL="http://127.0.0.1:9"), ("PUBLIC_URL", "PORT")
    ),
    "another program at PUBLIC_URL": Planted(
        "public address", served("/health", page), ("another program", "PUBLIC_URL")
    ),
    "another Tocsin at PUBLIC_URL": Planted(
        "public address",
        served("/health", lambda _made: web.json_response({"alive": True, "proof": "0" * 64})),
        ("another Tocsin", "PUBLIC_URL"),
    ),
    "a proxy with nothing behind it": Planted(
        "public address", served("*", lambda _made: web.Response(status=502)), ("502", "python -m bot run")
    ),
    "a PUBLIC_URL that redirects": Planted(
        "public address",
        served(
            "/health",
            lambda _made: web.Response(status=301, headers={"Location": "https://www.paper.example/"}),
        ),
        ("PUBLIC_URL=https://www.paper.example",),
    ),
    "a PUBLIC_URL that no service reaches": Planted(
        "public address",
        told(TWILIO_API_URL="https://api.twilio.com", PUBLIC_URL="http://10.0.0.7"),
        ("10.0.0.7", "PUBLIC_URL=https"),
    ),
    "a PUBLIC_URL without TLS": Planted(
        "public address",
        told(PUBLIC_URL="http://alerts.paper.example"),
        ("PUBLIC_URL=https://alerts.paper.example",),
    ),
    "a PUBLIC_URL with a path": Planted(
        "public address",
        told(PUBLIC_URL="https://paper.example/alerts"),
        ("PUBLIC_URL=https://paper.example",),
    ),
    "a proxy that spoils what is signed": Planted(
        "public address",
        served("/hooks/whatsapp/status", lambda _made: web.Response(status=403)),
        ("WhatsApp", "TWILIO_AUTH_TOKEN"),
    ),
    "a proxy that lets no hook through": Planted(
        "public address",
        served("/hooks/whatsapp/status", lambda _made: web.Response(status=405)),
        ("405", "/hooks/"),
    ),
    # ---- the language model
    "a model that can't be asked": Planted(
        "model",
        told(TOCSIN_MODEL_URL="http://127.0.0.1:9/v1", TOCSIN_MODEL_NAME="m"),
        ("refused", "TOCSIN_MODEL_URL"),
    ),
    "a model that refuses the key": Planted(
        "model",
        model_without_a_key,
        ("401", "TOCSIN_MODEL_KEY"),
    ),
    # ---- database, disk, clock
    "a database that is none": Planted("database", told(DATABASE_URL="mysql://x/y"), ("DATABASE_URL",)),
    "a database below a file": Planted(
        "database", told(DATABASE_URL="sqlite:////etc/hostname/x.db"), ("DATABASE_URL",)
    ),
    "a database that is a folder": Planted("database", database(folder), ("DATABASE_URL",)),
    "a damaged database": Planted("database", database(damaged), ("damaged", "backup", "DATABASE_URL")),
    "another program's database": Planted("database", database(foreign), ("another program", "DATABASE_URL")),
    "a schema newer than ours": Planted(
        "database",
        database(sql("UPDATE alembic_version SET version_num = '9999'")),
        ("9999", "DATABASE_URL"),
    ),
    "a schema older than ours": Planted(
        "database", database(sql("UPDATE alembic_version SET version_num = '0003'")), ("0003", "next start")
    ),
    "a full disk": Planted("disk", also(free=lambda _path: 5 * 2**20), ("5 MB", "DATABASE_URL")),
    "a disk that is nearly full": Planted("disk", also(free=lambda _path: 600 * 2**20), ("600 MB",)),
    "SQLite on a network disk": Planted(
        "disk",
        written("mounts", lambda made: DISK + f"nas:/x {made.folder} nfs4 rw 0 0\n"),
        ("nfs4", "DATABASE_URL"),
    ),
    "SQLite in memory": Planted(
        "disk",
        written("mounts", lambda made: f"t {made.folder} tmpfs rw 0 0\n"),
        ("tmpfs", "DATABASE_URL"),
    ),
    "SQLite on a host that empties its disk": Planted(
        "disk", told(DYNO="web.1"), ("PostgreSQL", "DATABASE_URL")
    ),
    "a clock that is an hour behind": Planted(
        "clock", also(clock=lambda: utc_now() - timedelta(hours=1)), ("s behind", "timedatectl")
    ),
    "a clock that is a little ahead": Planted(
        "clock", also(clock=lambda: utc_now() + timedelta(seconds=40)), ("s ahead of", "timedatectl")
    ),
    # ---- feeds
    "a feed that is gone": Planted(
        "feeds", served("/feed.xml", lambda _made: web.Response(status=410)), ("feed.xml", "newsroom file")
    ),
    "a feed that is not there": Planted("feeds", newsroom("feed.xml", "fead.xml"), ("fead.xml", "url")),
    "a feed that is a page": Planted("feeds", served("/feed.xml", page), ("feed.xml", "web page")),
    "a feed on a private address": Planted(
        "feeds", told(TOCSIN_FETCH_ALLOW_PRIVATE="false"), ("TOCSIN_FETCH_ALLOW_PRIVATE=true",)
    ),
    "a feed that fell silent": Planted("feeds", served("/feed.xml", old), ("90 days", "newsroom.toml")),
    "a feed that holds nothing": Planted("feeds", served("/feed.xml", empty), ("nothing", "newsroom.toml")),
    "a site that keeps robots out": Planted(
        "feeds",
        served("/robots.txt", lambda _made: web.Response(text="User-agent: *\nDisallow: /\n")),
        ("robots.txt", "TOCSIN_EDIT_READ_PAGES=false"),
    ),
    "no source at all": Planted(
        "feeds",
        written("newsroom.toml", lambda made: made.newsroom.read_text("utf-8").partition("[[source]]")[0]),
        ("[[source]]",),
    ),
}
"""Name of a fault -> how it is planted, and what must be said."""
