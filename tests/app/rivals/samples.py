"""Other bots' data as their migrations define it, in words of our own, and as hostile as files are."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

GOOD, OTHER, GONE = "https://a.example/feed", "https://b.example/rss?x=1&y=2", "https://c.example/atom"

RSSTT = """
CREATE TABLE aerich (id INTEGER PRIMARY KEY, version TEXT, app TEXT, content TEXT);
CREATE TABLE feed (
    created_at TIMESTAMP, updated_at TIMESTAMP, id INTEGER PRIMARY KEY, state SMALLINT, link VARCHAR(4096),
    title VARCHAR(1024), interval SMALLINT, entry_hashes TEXT, etag VARCHAR(128), error_count SMALLINT,
    next_check_time TIMESTAMP
);
CREATE TABLE option (
    created_at TIMESTAMP, updated_at TIMESTAMP, id INTEGER PRIMARY KEY, key VARCHAR(255), value TEXT
);
CREATE TABLE user (
    created_at TIMESTAMP, updated_at TIMESTAMP, id BIGINT PRIMARY KEY, state SMALLINT, lang VARCHAR(16),
    admin BIGINT, notify SMALLINT DEFAULT 1, interval SMALLINT, style SMALLINT, sub_limit SMALLINT
);
CREATE TABLE sub (
    created_at TIMESTAMP, updated_at TIMESTAMP, id INTEGER PRIMARY KEY, state SMALLINT, tags VARCHAR(255),
    interval SMALLINT, notify SMALLINT, send_mode SMALLINT, length_limit SMALLINT, link_preview SMALLINT,
    display_author SMALLINT, style SMALLINT, feed_id INT, user_id BIGINT
);
"""
AT = "2024-05-06 07:08:09.123456+00:00"

FLOWERSS = """
CREATE TABLE users (id BIGINT PRIMARY KEY, created_at DATETIME, updated_at DATETIME);
CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT, link VARCHAR(255), title VARCHAR(255), error_count INTEGER,
    created_at DATETIME, updated_at DATETIME
);
CREATE TABLE subscribes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id BIGINT, source_id INTEGER, enable_notification INTEGER,
    enable_telegraph INTEGER, tag VARCHAR(255), interval INTEGER, wait_time INTEGER, created_at DATETIME,
    updated_at DATETIME
);
CREATE TABLE contents (source_id INTEGER, hash_id VARCHAR(255) PRIMARY KEY, raw_id TEXT, raw_link TEXT);
CREATE TABLE options (id INTEGER PRIMARY KEY, name TEXT, value TEXT);
"""
GO = "2021-03-04 05:06:07.123456789+08:00"


def rsstt(path: Path) -> Path:
    """RSS-to-Telegram-Bot: 6 chats that are numbers, with 8 subscriptions, one to what can't be polled."""
    users = [
        (10, 1, "fr", None, 1),
        (11, 100, "zh-Hans", None, 0),
        (12, -1, "he", None, 1),
        (-100123, 50, "fr", 10, 1),
        (-456, 51, None, 11, 1),
        (13, 0, "en", None, 1),
    ]
    feeds = [
        (1, 1, GOOD, "À la une", None),
        (2, 0, OTHER, "Autre", 30),
        (3, 1, "ftp://no.example", "Wrong", None),
        (4, 1, None, None, None),
        (5, 1, f" {GOOD} ", "Twice", 7),
    ]
    subs = [
        (1, 1, 1, 1, None, 10),
        (2, 0, 1, 2, 15, 10),
        (3, 1, -100, 1, None, 11),
        (4, 1, 1, 1, None, 12),
        (5, 1, 1, 2, None, -100123),
        (6, 1, 0, 5, None, -456),
        (7, 1, None, 1, None, -456),
        (8, 1, 1, 3, None, 13),
        (9, 1, 1, 4, None, None),
        (10, 1, 1, 1, None, "ten"),
    ]
    with closing(sqlite3.connect(path)) as made:
        made.executescript(RSSTT)
        made.executemany("INSERT INTO user (id, state, lang, admin, notify) VALUES (?, ?, ?, ?, ?)", users)
        made.executemany("INSERT INTO feed (id, state, link, title, interval) VALUES (?, ?, ?, ?, ?)", feeds)
        named = "id, state, notify, feed_id, interval, user_id, created_at"
        written = f"INSERT INTO sub ({named}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 -- names of ours
        made.executemany(written, [(*one, AT) for one in subs])
        made.commit()
    return path


def flowerss(path: Path) -> Path:
    """flowerss-bot: 3 chats with 5 subscriptions, one of them twice, as nothing there forbids."""
    sources = [(1, GOOD, "A", 0), (2, OTHER, None, 100), (3, "not a feed", "Wrong", 0)]
    subscribes = [
        (20, 1, 1, 10, GO),
        (20, 1, 1, 10, GO),
        (20, 2, 0, 5, GO),
        (-1009, 1, 0, 10, "0001-01-01 00:00:00+00:00"),
        (21, 3, 1, 10, None),
    ]
    with closing(sqlite3.connect(path)) as made:
        made.executescript(FLOWERSS)
        made.executemany("INSERT INTO sources (id, link, title, error_count) VALUES (?, ?, ?, ?)", sources)
        made.executemany(
            "INSERT INTO subscribes (user_id, source_id, enable_notification, interval, created_at) "
            "VALUES (?, ?, ?, ?, ?)",
            subscribes,
        )
        made.commit()
    return path


def rssbot(path: Path) -> Path:
    """rssbot: 3 chats with 4 subscriptions that lead somewhere, and feeds of an older version beside them."""
    feeds: list[Any] = [
        {
            "link": GOOD,
            "title": "A",
            "down_time": None,
            "subscribers": [30, 31, -1007],
            "ttl": 60,
            "hash_list": [1],
        },
        {"link": OTHER, "title": "B", "error_count": 3, "subscribers": [30, 30, "x"], "hash_list": []},
        {"link": "", "title": None, "subscribers": [30]},
        {"link": GONE, "title": "no readers"},
        "nonsense",
    ]
    path.write_text(json.dumps(feeds), "utf-8")
    return path


LISTMONK = "uuid,email,name,attributes,status,created_at,updated_at"


def listmonk(path: Path, *more: str, head: str = LISTMONK, ends: str = "") -> Path:
    """listmonk: its own columns, as its exporter writes moments."""
    at = "2023-01-02 15:04:05.999999 +0000 UTC,2024-01-02 15:04:05 +0000 UTC"
    lines = [
        head,
        f'u1,Zoe@Example.org,"Zoé, de Paris","{{""city"": ""Paris""}}",enabled,{at}{ends}',
        f"u2,blocked@example.org,B,{{}},blocklisted,{at}{ends}",
        f"u3,off@example.org,O,{{}},disabled,{at}{ends}",
        f"u4,no-address,N,{{}},enabled,{at}{ends}",
        f"u5,zoe@example.org,Again,{{}},enabled,{at}{ends}",
        f"u6,odd@example.org,Odd,{{}},gone,{at}{ends}",
        *more,
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
