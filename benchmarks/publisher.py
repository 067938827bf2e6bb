"""A publisher whose feed does all that feeds do to their readers: the truth of what is new is known.

Each article has a number, which its standfirst tells and no identity reads. What it publishes is shown in
a window of the last ones, under guids, links, dates and in an order that change as real feeds' do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.model import Entry

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STEP = 10 * MINUTE
"""Between two looks, and so between two states of the feed."""

_NOUNS = (
    "harbour council bridge strike river budget minister court hospital festival railway school storm "
    "election museum market police library airport factory village forest reactor orchestra vineyard "
    "lighthouse parliament referendum inquiry tunnel stadium refinery glacier embassy ferry quarry "
    "cathedral reservoir"
)
_WORDS = _NOUNS.split()
_VERBS = ("opens", "closes", "delays", "backs", "rejects", "reviews", "extends", "halts", "funds", "restores")


@dataclass
class Article:
    """One article: its number is the truth; its words and its slug can be edited."""

    number: int
    title: str
    published: datetime
    edits: int = 0

    @property
    def slug(self) -> str:
        """The end of its address, which stays when its title is edited."""
        return f"{self.number:x}-{'-'.join(_words_of(self.number)[:3])}"


@dataclass(frozen=True)
class Style:
    """How the feed writes its articles; {visit} in a guid or link is a number that changes each time."""

    guid: str = "https://www.paper.example/?p={number}"
    link: str = "http://www.paper.example/{slug}/"
    dated: str = "as published"  # or "now", "never"
    order: str = "newest first"  # or "shuffled"
    retouched: bool = False  # titles in other letters, with entities
    alternating: bool = False  # every second look has other titles and a count of comments
    places: int = 0  # the guid's {place} is the article's number modulo this

    @property
    def plain(self) -> bool:
        """Whether the feed tells when each article came out, and shows the whole window."""
        return self.dated == "as published" and self.order == "newest first"


@dataclass
class Publisher:
    """Publishes, edits and shows; all chance comes from `random`."""

    random: Random
    now: datetime = START
    size: int = 30
    style: Style = Style()
    articles: list[Article] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)  # numbers of all that a look has been given
    old: set[int] = field(default_factory=set)  # numbers of what was there at first, or old when it came
    looks: int = 0
    last: int = 1000

    def __post_init__(self) -> None:
        """Begin with a window full of articles of the last days."""
        for back in range(self.size, 0, -1):
            self.publish(self.now - back * timedelta(minutes=20))
        self.old = {one.number for one in self.articles}

    def publish(self, at: datetime | None = None) -> Article:
        """Publish an article that has a title like no other."""
        self.last += 1
        one = Article(self.last, _title(self.last), at or self.now - self.random.randrange(8) * MINUTE)
        self.articles.append(one)
        return one

    def import_old(self, count: int) -> None:
        """Bring in articles of the last year, which come before the rest."""
        for _ in range(count):
            one = self.publish(self.now - timedelta(days=self.random.uniform(2, 400)))
            self.old.add(one.number)
        self.size += count

    def edit(self, count: int = 1) -> None:
        """Change the titles of some of the window's articles."""
        for one in self.random.sample(self.latest(), min(count, len(self.latest()))):
            one.edits += 1
            one.title = f"{_title(one.number)}, {self.random.choice(_WORDS)} says {one.edits}"

    def latest(self) -> list[Article]:
        """List the window's articles, the newest first."""
        return sorted(self.articles, key=lambda one: one.published, reverse=True)[: self.size]

    def show(self, most: int = 0) -> tuple[Entry, ...]:
        """Show the window as it stands, or the newest `most` of it, as a hub would push them."""
        self.looks += 1
        window = self.latest()[: most or None]
        if self.style.order == "shuffled":
            fewest = 2 * len(window) // 3 if self.looks > 1 else len(window)
            window = self.random.sample(window, self.random.randint(fewest, len(window)))
        self.shown |= {one.number for one in window}
        return tuple(self._entry(one, place) for place, one in enumerate(window, 1))

    def passes(self, time: timedelta = STEP) -> None:
        """Let time pass."""
        self.now += time

    def _entry(self, one: Article, place: int) -> Entry:
        style, visit = self.style, f"{self.random.getrandbits(96):024x}"
        holes = {"number": one.number, "slug": one.slug, "visit": visit, "position": place}
        holes["place"] = one.number % style.places if style.places else 0
        published = {"as published": one.published, "now": self.now, "never": None}[style.dated]
        return Entry(
            style.guid.format(**holes),
            self._title(one),
            style.link.format(**holes),
            published,
            "en",
            f"Number {one.number}. {one.title} after a day of talks, its mayor said in a note to the town.",
            f"{self.looks % 7} comments" if style.alternating else "",
        )

    def _title(self, one: Article) -> str:
        if self.style.retouched:
            return one.title.title().replace("'", "&#8217;")
        return f"{one.title} tonight" if self.style.alternating and self.looks % 2 else one.title


def number_of(standfirst: str) -> int:
    """Read an article's number, the truth, from what was kept of it."""
    return int(standfirst.partition(".")[0].removeprefix("Number "))


def _words_of(number: int) -> list[str]:
    chance = Random(number)  # noqa: S311 -- words, no secret
    return chance.sample(_WORDS, 6)


def _title(number: int) -> str:
    one, two, three, four, five, six = _words_of(number)
    verb = _VERBS[number % len(_VERBS)]
    return f"{one.capitalize()}'s {two} {verb} the {three} of {four} for {five} and {six}"


# ---- scenarios -----------------------------------------------------------------------------------

Turn = Callable[[Publisher, float], None]
"""What happens to a publisher before a look; the number is the share of the replay that is gone."""


def at(events: dict[float, Style]) -> Turn:
    """Change the style at some moments, each a share of the replay."""

    def turn(publisher: Publisher, gone: float) -> None:
        past = [moment for moment in events if moment <= gone]
        publisher.style = events[max(past)] if past else _PLAIN

    return turn


def _imports(publisher: Publisher, gone: float) -> None:
    if gone > 0.3 and publisher.size < 300:  # noqa: PLR2004 -- once, some time after the first look
        publisher.import_old(300)


def _turns_pages(publisher: Publisher, gone: float) -> None:
    """Show two hundred at first, thirty for a while, and the old ones once more now and then."""
    if gone == 0:
        publisher.import_old(170)
    publisher.size = 200 if publisher.looks % 7 == 0 else 30


def mixed(moods: Sequence[Style]) -> Turn:
    """Change the style at random moments, and import something old once in a while."""

    def turn(publisher: Publisher, gone: float) -> None:
        if gone and publisher.random.random() < 0.08:  # noqa: PLR2004 -- every two hours or so
            publisher.style = publisher.random.choice(moods)
        if gone and publisher.style.plain and publisher.random.random() < 0.01:  # noqa: PLR2004 -- about once a day
            publisher.import_old(publisher.random.randint(5, 60))

    return turn


_PLAIN = Style()
_MOVED = replace(_PLAIN, guid="https://paper.example/?p={number}", link="https://paper.example/{slug}")
_RELAUNCHED = replace(
    _PLAIN, guid="urn:cms:{number:x}", link="https://new.paper.example/story/{number:x}/{slug}"
)
_VISITS = replace(
    _PLAIN,
    guid="https://paper.example/{slug}?PHPSESSID={visit}",
    link="https://paper.example/{slug}?PHPSESSID={visit}",
)
_TRACKED = replace(
    _PLAIN, guid="https://paper.example/{slug}?v={visit}", link="https://paper.example/{slug}?v={visit}"
)
_CHURNED = replace(_PLAIN, guid="tag:paper.example,2026:{number:o}")
_RETOUCHED = replace(_PLAIN, retouched=True)

MOODS = (
    _PLAIN,
    _MOVED,
    _RELAUNCHED,
    _VISITS,
    _CHURNED,
    _RETOUCHED,
    replace(_MOVED, order="shuffled"),
    replace(_PLAIN, dated="now"),
    replace(_PLAIN, dated="never"),
)

SCENARIOS: dict[str, Turn] = {
    "nothing odd": at({}),
    "guid churn": at({0.2: _CHURNED, 0.5: _PLAIN, 0.75: replace(_PLAIN, guid="{slug}")}),
    "guids of each visit": at({0: _VISITS}),
    "links of each visit": at({0: _TRACKED}),
    "re-dated": at({0: replace(_PLAIN, dated="now")}),
    "undated": at({0: replace(_PLAIN, dated="never")}),
    "http to https, www": at({0.35: _MOVED, 0.6: _PLAIN}),
    "window shuffle": at({0: replace(_PLAIN, order="shuffled")}),
    "shared guids": at({0: replace(_PLAIN, guid="{place}", places=9)}),
    "one guid for all": at({0: replace(_PLAIN, guid="1")}),
    "guids used again": at({0: replace(_PLAIN, guid="{place}", places=37)}),
    "guids by position": at({0: replace(_PLAIN, guid="{position}")}),
    "alternating": at({0: replace(_PLAIN, alternating=True)}),
    "retouched titles": at({0.3: _RETOUCHED, 0.6: _PLAIN}),
    "relaunch": at({0.5: _RELAUNCHED}),
    "relaunch, dated again": at({0.5: replace(_RELAUNCHED, dated="now")}),
    "backfill of 300": _imports,
    "pages of old ones": _turns_pages,
    "all mixed": mixed(MOODS),
}
