"""How long the figures of campaigns take with a million consents, beside one bare look at the same rows."""

import argparse
import time

from sqlalchemy import Connection, String, cast, func, insert, literal, select

from benchmarks.storage import KINDS, people_are, storage
from bot.clock import utc_now
from bot.commands.campaigns import SIZE
from bot.store import campaign as campaigns
from bot.store import sender as senders
from bot.store.campaign import MONTH
from bot.store.database import Database
from bot.store.schema import arrival, consent, subscriber

NAMES = 200
TARGET = 1.0


def main() -> None:
    """Measure both databases, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=1_000_000)
    arguments.add_argument("--kinds", nargs="+", default=KINDS)
    chosen = arguments.parse_args()
    print(f"{chosen.people} people who came by {NAMES} campaigns, seconds (target {TARGET:.0f}):")
    for kind in chosen.kinds:
        with storage(kind) as url:
            database = Database(url)
            database.write_here(lambda tx: _people(tx, chosen.people))
            if not database.embedded:
                with database._writer.connect() as link:  # noqa: SLF001 -- VACUUM runs in no transaction
                    link.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
            page = min(database.read_here(lambda tx: _page(tx, SIZE)) for _ in range(3))
            whole = min(database.read_here(lambda tx: _page(tx, NAMES)) for _ in range(3))
            one = min(database.read_here(lambda tx: _page(tx, 1)) for _ in range(3))
            bare = min(database.read_here(_bare) for _ in range(3))
            database.close()
        print(
            f"  {kind:11} a page {page:.3f}, one {one:.3f}, all on one page {whole:.3f}; "
            f"bare look at the same rows {bare:.3f}"
        )


def _people(tx: Connection, people: int) -> None:
    """Let people come by campaigns, a fifth of whom have left."""
    now = utc_now()
    people_are(tx, "telegram", senders.enrol(tx, "telegram", "bench", now), people)
    campaign = literal("campaign-") + cast(subscriber.c.id % NAMES, String)
    moment = literal(now - MONTH, subscriber.c.joined_at.type)
    said = ("given", "telegram /start", "campaign", "Alerts?", "en")
    step, how, origin, words, language = (literal(one) for one in said)
    columns = ["subscriber_id", "step", "at", "how", "origin", "campaign", "words", "language", "topics"]
    values = [subscriber.c.id, step, moment, how, origin, campaign, words, language]
    empty = literal([], consent.c.topics.type)
    tx.execute(insert(consent).from_select(columns, select(*values, empty)))
    came = select(subscriber.c.id, campaign, subscriber.c.channel, moment)
    tx.execute(insert(arrival).from_select(["subscriber_id", "campaign", "channel", "at"], came))
    tx.execute(subscriber.update().where(subscriber.c.id % 5 == 0).values(status="left", left_at=now))


def _page(tx: Connection, size: int) -> float:
    """Time what /campaigns asks for, for so many campaigns."""
    began = time.perf_counter()
    found = campaigns.count(tx, campaigns.names(tx)[:size], utc_now())
    took = time.perf_counter() - began
    assert len(found) == size
    assert all(one.here < one.came for one in found if one.name.endswith(("0", "5")))
    return took


def _bare(tx: Connection) -> float:
    began = time.perf_counter()
    tx.scalar(select(func.count(consent.c.campaign.distinct())))
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
