"""Which of the entries that a source gives are known: by guid, by link, by title, or by all of them at once.

A publisher's guid is trusted until the window contradicts it. Where guids changed for most of a window
(a relaunch, another server), one of link and title is enough to know an entry again; else both must agree.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import regex

from bot.rules.story import names_a_page

FEWEST_FOR_CHURN: Final = 4
"""Entries of a window that can show that its guids changed: a push brings fewer."""
MOST_SHARED: Final = 0.05  # of a window's entries, under a guid that another has too
SAME_DAY: Final = timedelta(hours=24)
REUSE: Final = timedelta(hours=12)
"""A page that bears another title, under another guid, is another entry when it is this much younger."""

_NUMBER = regex.compile(r"(?<!\d)(?!(?:19|20)\d\d[01]\d[0-3]\d(?!\d))\d{5,}(?!\d)")  # no date
_LASTING = regex.compile(r"\d{4}|://[^/]+/.")  # a guid that names one thing, and not a place in a list


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as its source tells it now: its names, which may be empty but for the guid, and its date."""

    guid: str
    link: str  # the canonical one
    title: str  # folded
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that the source gave before, with all links, titles and dates that it bore."""

    guid: str
    links: frozenset[str]
    titles: frozenset[str]
    moments: frozenset[datetime]

    @property
    def published(self) -> datetime | None:
        """The last of its dates."""
        return max(self.moments, default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What one of the window's entries is: `known`, or the same as an earlier one here, or new.

    `rename` says that its guid takes the place of the known one's. A new entry with `taken` needs another
    guid than its own, and one with `lent` another link: its page is lent to one story after another.
    """

    known: Known | None = None
    repeat: bool = False
    rename: bool = False
    taken: bool = False
    lent: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """What each of a window's entries is, in its order, and whether the source changed its guids."""

    found: tuple[Found, ...]
    churned: bool


def telling(links: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Leave out the links that tell no entry from another: the front page's, and those of several titles."""
    borne: dict[str, set[str]] = defaultdict(set)
    for link, title in zip(links, titles, strict=True):
        borne[link].add(title)
    return [link if names_a_page(link) and len(borne[link]) == 1 else "" for link in links]


def strangers(window: Sequence[Told], known: Iterable[Known]) -> list[Told]:
    """List the entries that their guid alone doesn't make known: whose links and titles must be looked up."""
    by_guid = {one.guid: one for one in known}
    shared = _share_guids(window)
    return [one for one in window if shared or not _agrees(one, by_guid.get(one.guid))]


def may_be_churn(window: Sequence[Told], known: Iterable[Known], settled: int = 0) -> bool:
    """Say whether so many entries bear new guids that one must look further for what they were."""
    guids, size = {one.guid for one in known}, len(window) + settled
    new = sum(one.guid not in guids for one in window)
    return size >= FEWEST_FOR_CHURN and (2 * new >= size or _share_guids(window))


def recognise(
    window: Sequence[Told], known: Iterable[Known], settled: frozenset[str] = frozenset()
) -> Recognition:
    """Say of each entry of a window what it is, by all entries of its source that share a name with one.

    `settled` are the guids of the rest of the window, known and unchanged.
    """
    return _Reading(window, known, settled).read()


class _Reading:
    """One window, read name by name: what a stronger name has settled, no weaker one touches."""

    def __init__(self, window: Sequence[Told], known: Iterable[Known], settled: frozenset[str]) -> None:
        self.window = window
        self.size = len(window) + len(settled)
        self.shared = _share_guids(window)
        self.found: dict[int, Found] = {}
        self.claimed = set(settled)  # guids of the known entries that the window holds
        self.by_guid: dict[str, Known] = {}
        self.by_link: dict[str, list[Known]] = defaultdict(list)
        self.by_title: dict[str, list[Known]] = defaultdict(list)
        for one in known:
            self.by_guid[one.guid] = one
            for link in one.links - {""}:
                self.by_link[link].append(one)
            for title in one.titles - {""}:
                self.by_title[title].append(one)
        self.borne = Counter(one.title for one in window)

    def read(self) -> Recognition:
        self._by_guid()
        churned = self._churned()
        self._by_link_and_title()
        self._by_link(loose=churned or self.shared)
        self._by_title_and_moment()
        self._by_title(churned=churned)
        if churned:
            self._by_path()
            self._by_moment()
        self._the_rest()
        return Recognition(tuple(self.found[at] for at in range(len(self.window))), churned)

    # ---- one name after another ------------------------------------------------------------------

    def _by_guid(self) -> None:
        for at, one in self._open():
            known = None if self.shared else self.by_guid.get(one.guid)
            if known and _agrees(one, known):
                self._settle(at, known)

    def _churned(self) -> bool:
        """Say whether half of the window are entries that are known, and bear guids that are not."""
        moved = sum(
            one.guid not in self.by_guid
            and bool(self._free(self.by_link[one.link]) or self._free(self._of_title(one)))
            for _, one in self._open()
        )
        return not self.shared and self.size >= FEWEST_FOR_CHURN and 2 * moved >= self.size

    def _by_link_and_title(self) -> None:
        for at, one in self._open():
            both = [known for known in self.by_link[one.link] if one.title in known.titles]
            if both:
                self._settle(at, (self._free(both) or both)[-1])

    def _by_link(self, *, loose: bool) -> None:
        """Judge the entries whose page is known, under another title: edited, or lent to the next story."""
        for at, one in self._open():
            for known in self._free(self.by_link[one.link])[-1:]:
                younger = _is_much_younger(one, known)
                if loose or one.guid in self.by_guid or _differ_by_fragment(one.guid, known.guid):
                    self._settle(at, known)
                elif younger or (younger is None and not _alike(one, known)):
                    self.found[at] = Found(lent=True)
                elif _alike(one, known):
                    self._settle(at, known)

    def _by_title_and_moment(self) -> None:
        for at, one in self._open():
            if one.published:
                dated = [known for known in self.by_title[one.title] if one.published in known.moments]
                self._settle_free(at, dated)

    def _by_title(self, *, churned: bool) -> None:
        """Trust titles alone where links changed along with the guids, or where neither tells anything."""
        hits = [(at, one, free[0]) for at, one in self._open() if (free := self._free(self._of_title(one)))]
        same_day = [_of_a_day(one, known) for _, one, known in hits]
        others = [_of_a_day(self.window[at], one.known) for at, one in self.found.items() if one.known]
        redated = 2 * sum(same_day + others) < len(same_day + others)
        for (at, one, known), agrees in zip(hits, same_day, strict=True):
            if (churned and (agrees or redated)) or (self.shared and not (one.link and any(known.links))):
                self._settle(at, known)

    def _by_path(self) -> None:
        """Trust a link less its parameters, which may be a visit's own, where no other has the same path."""
        paths = Counter(_path(one.link) for one in self.window)
        by_path: dict[str, set[str]] = defaultdict(set)
        for link, known in self.by_link.items():
            by_path[_path(link)].update(one.guid for one in known)
        for at, one in self._open():
            guids = by_path[_path(one.link)]
            if names_a_page(_path(one.link)) and paths[_path(one.link)] == len(guids) == 1:
                self._settle_free(at, [self.by_guid[guid] for guid in guids])

    def _by_moment(self) -> None:
        """Trust the moment of publication where the title was no more than edited."""
        by_moment: dict[datetime, list[Known]] = defaultdict(list)
        for known in {one.guid: one for one in self.by_guid.values()}.values():
            if known.published:
                by_moment[known.published].append(known)
        for at, one in self._open():
            if one.published:
                self._settle_free(at, [known for known in by_moment[one.published] if _alike(one, known)])

    def _the_rest(self) -> None:
        """Judge what no name has settled: told twice in this window, edited in all its names, or new."""
        settled = {self._pair(at) for at in self.found}
        first_of_pair: dict[tuple[str, str], int] = {}
        first_of_guid: dict[str, Told] = {}
        for at, one in enumerate(self.window):
            if at not in self.found:
                pair, before = self._pair(at), first_of_guid.get(one.guid)
                again = all(pair) and (pair in settled or pair in first_of_pair)
                again = again or (not self.shared and before is not None and _share_a_name(one, before))
                self._judge(at, one, repeat=again, seen=before is not None)
            first_of_pair.setdefault(self._pair(at), at)
            first_of_guid.setdefault(one.guid, one)

    def _judge(self, at: int, one: Told, *, repeat: bool, seen: bool) -> None:
        known = None if self.shared else self.by_guid.get(one.guid)
        if repeat:
            self.found[at] = Found(repeat=True)
        elif known and known.guid not in self.claimed and not _is_reused(one, known):
            self._settle(at, known)
        else:
            self.found[at] = Found(taken=self.shared or seen or known is not None)

    # ---- what they share -------------------------------------------------------------------------

    def _open(self) -> list[tuple[int, Told]]:
        return [(at, one) for at, one in enumerate(self.window) if at not in self.found]

    def _settle(self, at: int, known: Known) -> None:
        guid = self.window[at].guid
        rename = not self.shared and guid not in self.by_guid and known.guid not in self.claimed
        if rename:
            self.by_guid[guid] = known  # taken, for the entries that come after it
        self.claimed.add(known.guid)
        self.found[at] = Found(known, rename=rename)

    def _settle_free(self, at: int, among: Sequence[Known]) -> None:
        free = self._free(among)
        if free:
            self._settle(at, free[-1])

    def _free(self, among: Sequence[Known]) -> list[Known]:
        return [one for one in among if one.guid not in self.claimed]

    def _of_title(self, one: Told) -> list[Known]:
        """Find the known entry of a title that no other bears, here or there: else it tells nothing."""
        known = self.by_title[one.title]
        return known if self.borne[one.title] == 1 and len(known) == 1 else []

    def _pair(self, at: int) -> tuple[str, str]:
        return self.window[at].link, self.window[at].title


def _share_guids(window: Sequence[Told]) -> bool:
    """Say whether so many entries bear a guid of another one that no guid of this source tells anything."""
    firsts: dict[str, Told] = {}
    sharing = sum(not _share_a_name(one, firsts.setdefault(one.guid, one)) for one in window)
    return sharing > MOST_SHARED * len(window)


def _share_a_name(one: Told, other: Told) -> bool:
    return one == other or (one.title == other.title != "") or (one.link == other.link != "")


def _agrees(one: Told, known: Known | None) -> bool:
    return known is not None and (one.title in known.titles or (one.link in known.links and one.link != ""))


def _is_reused(one: Told, known: Known) -> bool:
    """Say whether a guid went on to another entry, where neither its link nor its title is what it was."""
    lasting, alike = bool(_LASTING.search(one.guid)), _alike(one, known)
    if lasting and (alike or not (one.link and any(known.links)) or _numbers(one.link, known.links)):
        return False
    if one.published and known.published:
        return one.published > known.published
    return not alike


def _alike(one: Told, known: Known) -> bool:
    """Say whether a title shares half of its words with one that the entry bore."""
    words = set(one.title.split())
    others = [set(title.split()) for title in known.titles]
    return any(2 * len(words & other) >= max(len(words), len(other), 1) for other in others)


def _numbers(link: str, links: Iterable[str]) -> bool:
    """Say whether a link holds the long number of another: most publishers number their pages."""
    own = set(_NUMBER.findall(link))
    return any(own.intersection(_NUMBER.findall(other)) for other in links)


def _path(link: str) -> str:
    return link.partition("?")[0]


def _is_much_younger(one: Told, known: Known) -> bool | None:
    """Say whether an entry came out well after another; None where a date is missing."""
    return one.published - known.published > REUSE if one.published and known.published else None


def _of_a_day(one: Told, known: Known) -> bool:
    if one.published is None or known.published is None:
        return True
    return abs(one.published - known.published) <= SAME_DAY


def _differ_by_fragment(one: str, other: str) -> bool:
    """Say whether two guids are one page's, numbered by revision: some publishers write `page#2`."""
    return "#" in one and one.partition("#")[0] == other.partition("#")[0]
