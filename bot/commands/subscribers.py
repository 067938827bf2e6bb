"""/subscribers: who reads us."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import person
from bot.commands.persons import ROLES, line_of, named
from bot.commands.shown import BANNED, STATUSES, isolated
from bot.model import Role, Subscriber
from bot.rules.breaker import channel_name
from bot.store import census
from bot.texts import Text, _, language_name, n_, say, say_number, say_row, verbatim

ROLE = Role.ADMIN
HELP = _("count and find subscribers, by name or last digits")

SIZE: Final = 10
IN_A_ROW: Final = 5
MOST_BYTES: Final = 38
"""Of the words in a button's data: Telegram carries 64 in all, and the number before them may be long."""

_PAGED: Final = re.compile(r"([<>])(\d{1,12})(?:\s+(.*))?", re.DOTALL)
_ONE: Final = re.compile(r"#(\d{1,12})")
_HOW: Final = _("Write /subscribers and a name or last digits, or # and a person's number.")


def run(ask: Ask) -> Sequence[Reply]:
    """Count all and list the newest, or those who were found, or show one person."""
    words = ask.args.strip()
    if _ONE.fullmatch(words):
        return (person.card(ask, named(ask, words, _HOW)),)
    paged = _PAGED.fullmatch(words)
    if paged is None:
        return (_first(ask, words),)
    number, kept = int(paged[2]), paged[3] or ""
    before, after = (number, None) if paged[1] == "<" else (None, number)
    page = census.page(ask.tx, kept, SIZE, before=before, after=after)
    return (_list(ask, page, kept) if page.people else _first(ask, kept),)


def _first(ask: Ask, words: str) -> Reply:
    page = census.page(ask.tx, words, SIZE)
    heading = _heading(words, census.count(ask.tx, words))
    return _list(ask, page, words, *((heading,) if words else (_counts(ask), heading)))


def _list(ask: Ask, page: census.Page, words: str, *before: Text) -> Reply:
    """Show a page; each person is a button that leads to their card."""
    lines = verbatim("\n".join(say(_line(one), ask.who.language) for one in page.people))
    people = [Choice(verbatim(f"#{one.id}"), f"subscribers #{one.id}") for one in page.people]
    rows = tuple(tuple(people[at : at + IN_A_ROW]) for at in range(0, len(people), IN_A_ROW))
    parts = (*before, lines) if page.people else before
    return Reply(parts, _("Subscribers"), (*rows, *_turning(page, words)), replaces=ask.pressed)


def _turning(page: census.Page, words: str) -> tuple[tuple[Choice, ...], ...]:
    kept = words.encode()[:MOST_BYTES].decode(errors="ignore")
    row = []
    if page.people and page.newer:
        row.append(Choice(verbatim("«"), f"subscribers >{page.people[0].id} {kept}".strip()))
    if page.people and page.older:
        row.append(Choice(verbatim("»"), f"subscribers <{page.people[-1].id} {kept}".strip()))
    return (tuple(row),) if row else ()


def _line(one: Subscriber) -> Text:
    if one.role is Role.READER:
        return line_of(one)
    return _("{person} · {role}", person=line_of(one), role=ROLES[one.role])


def _heading(words: str, total: int) -> Text:
    if not words:
        return n_("{count} person in all:", "{count} people in all, the newest first:", total)
    return n_(
        "{count} person found for “{words}”:",
        "{count} people found for “{words}”:",
        total,
        words=isolated(words),
    )


# ---- how many ------------------------------------------------------------------------------------


def _counts(ask: Ask) -> Text:
    """Count by channel and status, and of those whom alerts reach, by topic and language."""
    found, tongue = census.take(ask.tx), ask.who.language
    by_channel: dict[str, list[str]] = {}
    for (channel, status), count in sorted(found.by_status.items()):
        said = f"{say(STATUSES[status], tongue)} {say_number(count, tongue)}"
        by_channel.setdefault(channel, []).append(said)
    lines = [f"{isolated(channel_name(one))}: {say_row(parts, tongue)}" for one, parts in by_channel.items()]
    if found.banned:
        lines.append(f"{say(BANNED, tongue)}: {say_number(found.banned, tongue)}")
    topics = {isolated(one.name(tongue)): found.by_topic[one.id] for one in ask.newsroom.topics}
    languages = Counter({language_name(code, tongue): many for code, many in found.by_language.items()})
    lines += [
        say(_("Topics: {topics}", topics=_row(topics, tongue)), tongue),
        *(
            [say(_("Languages: {languages}", languages=_row(dict(languages.most_common()), tongue)), tongue)]
            if languages
            else []
        ),
    ]
    return verbatim("\n".join(lines))


def _row(counts: dict[str, int], tongue: str) -> str:
    return say_row((f"{name} {say_number(count, tongue)}" for name, count in counts.items()), tongue)
