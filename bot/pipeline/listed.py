"""Listed: each look notes how far back its source's list goes, so that none of it is forgotten."""

from datetime import datetime

from sqlalchemy import Connection

from bot.ports import Fetched
from bot.rules import identity
from bot.rules.story import title_key
from bot.store import entry as entries
from bot.store import listing as listings
from bot.store import source as sources


def note(tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> None:
    """Note the oldest entry that a whole window shows; where nothing changed, the last one stands."""
    if not fetched.entries:
        return
    window = {entries.guid_key(identity.name(one.guid)): one for one in fetched.entries}
    known = listings.by_guid(tx, row.id, window)
    found = list(known.values())
    # of what goes by another guid here than there
    strangers = [one for guid, one in window.items() if guid not in known]
    if strangers:
        named = [(identity.page(one.link), title_key(one.title)) for one in strangers]
        links, keys = listings.by_name(
            tx, row.id, {link for link, _key in named}, {key for _link, key in named}
        )
        found += [
            min(links.get(link, keys.get(key, 0)), keys.get(key, links.get(link, 0))) for link, key in named
        ]
    listings.note(tx, row.id, min(found), now)
