"""Articles and what their publisher does to them afterwards: the truth of each edit is known."""

# Marks of several languages are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from html import escape

from aiohttp import web

TOWNS = {
    "en": ("Brighton", "Carlisle", "Durham", "Exeter", "Falmouth", "Grimsby", "Hastings", "Ipswich"),
    "fr": ("Brest", "Calais", "Dieppe", "Évreux", "Fécamp", "Granville", "Honfleur", "Lorient"),
    "he": ("חיפה", "עכו", "נהריה", "אשדוד", "אילת", "צפת", "טבריה", "יבנה"),
}
PLACES = {
    "en": ("harbour", "market", "museum", "school", "station", "theatre"),
    "fr": ("port", "marché", "musée", "lycée", "théâtre", "stade"),
    "he": ("הנמל", "השוק", "המוזיאון", "התחנה", "התיאטרון", "הספרייה"),
}
NAMES = {
    "en": ("Baker", "Turner"),
    "fr": ("Durand", "Lefèvre"),
    "he": ("כהן", "לוינסון"),
}
TITLES = {
    "en": "The mayor of {town}, {name}, says {count} people were hurt in the {place} fire",
    "fr": "Le maire de {town}, {name}, annonce {count} blessés dans l’incendie du {place}",
    "he": "ראש העיר {town}, {name}, אמר כי {count} בני אדם נפצעו בשריפה באזור {place}",
}
LEADS = {
    "en": "The building near the {place} of {town} will open again in May, mayor {name} said on Monday.",
    "fr": "Le bâtiment près du {place} de {town} rouvrira en mai, a dit lundi le maire {name}.",
    "he": "הבניין ליד {place} בעיר {town} ייפתח שוב בחודש מאי, כך אמר ביום שני ראש העיר {name}.",
}
MORE = {
    "en": "Firefighters worked through the night, and nobody else was inside when it began, the town says.",
    "fr": "Les pompiers ont travaillé toute la nuit, et personne d’autre ne se trouvait à l’intérieur.",
    "he": "הכבאים עבדו כל הלילה, ואיש מלבדם לא היה בפנים כשהאש החלה, כך נמסר מהעירייה.",
}
REWRITTEN = {
    "en": "In the {place} fire of {town}, {count} people were hurt, says the mayor, {name}",
    "fr": "Dans l’incendie du {place} de {town}, {count} blessés, annonce le maire {name}",
    "he": "בשריפה באזור {place} נפצעו {count} בני אדם, אמר ראש העיר {town}, {name}",
}
NEGATED = {
    "en": ("will open again", "will not open again"),
    "fr": ("rouvrira en mai", "ne rouvrira pas en mai"),
    "he": ("ייפתח שוב", "לא ייפתח שוב"),
}
TURNED = {
    "en": ("people were hurt", "people were killed"),
    "fr": ("blessés", "morts"),
    "he": ("נפצעו", "נהרגו"),
}
TYPO = {"en": ("people", "poeple"), "fr": ("annonce", "annocne"), "he": ("בני אדם", "בני־אדם")}
MARKS = {"en": "CORRECTION: ", "fr": "RECTIFICATIF : ", "he": "תיקון: "}


class Truth(StrEnum):
    """What an edit is to who got the alert."""

    COSMETIC = "cosmetic"
    MINOR = "minor"
    MATERIAL = "material"
    RETRACTION = "retraction"


@dataclass(frozen=True)
class Article:
    """One article as it stands."""

    number: int
    language: str
    title: str
    lead: str
    body: str
    published: datetime
    categories: tuple[str, ...] = ()


@dataclass
class History:
    """An article, the edit that it gets, and what that is; the moments at which a look first saw each."""

    kind: str
    truth: Truth
    versions: tuple[Article, ...]
    shown: int = 0
    seen_at: list[float] = field(default_factory=list)

    @property
    def now(self) -> Article:
        """The version that stands now."""
        return self.versions[self.shown]


Edit = Callable[[Article], Article]


def _replaced(table: dict[str, tuple[str, str]]) -> Edit:
    def edit(one: Article) -> Article:
        old, new = table[one.language]
        return replace(one, title=one.title.replace(old, new), lead=one.lead.replace(old, new))

    return edit


def _renamed(one: Article) -> Article:
    old, new = NAMES[one.language]
    return replace(one, title=one.title.replace(old, new), lead=one.lead.replace(old, new))


def _counted(one: Article) -> Article:
    count = _count(one.number)
    return replace(one, title=one.title.replace(str(count), str(count + 1)))


def _rewritten(one: Article) -> Article:
    return replace(one, title=REWRITTEN[one.language].format(**_about(one.number, one.language)))


def _redated(one: Article) -> Article:
    return replace(one, published=one.published + timedelta(minutes=3), categories=("Town", "Fire"))


def _punctuated(one: Article) -> Article:
    return replace(one, title=one.title.replace(",", " –").replace("’", "'") + "!", lead=one.lead.upper())


def _appended(one: Article) -> Article:
    return replace(one, body=f"{one.body}\n{MORE[one.language]} 14:05. 57 comments.")


def _marked(one: Article) -> Article:
    return replace(one, title=MARKS[one.language] + one.title)


KINDS: dict[str, tuple[Truth, Edit]] = {
    "typo": (Truth.COSMETIC, _replaced(TYPO)),
    "punctuation": (Truth.COSMETIC, _punctuated),
    "re-date, tags": (Truth.COSMETIC, _redated),
    "appended": (Truth.COSMETIC, _appended),
    "headline rewrite": (Truth.MINOR, _rewritten),
    "number": (Truth.MATERIAL, _counted),
    "name": (Truth.MATERIAL, _renamed),
    "negation": (Truth.MATERIAL, _replaced(NEGATED)),
    "headline's meaning": (Truth.MATERIAL, _replaced(TURNED)),
    "retraction": (Truth.RETRACTION, _marked),
}


def histories(count: int, kinds: Sequence[str] = tuple(KINDS)) -> Iterator[History]:
    """Yield histories of all kinds in turn, in English, French and Hebrew in turn."""
    for number in range(count):
        kind = kinds[number % len(kinds)]
        truth, edit = KINDS[kind]
        first = _article(number, ("en", "fr", "he")[number // len(kinds) % 3])
        yield History(kind, truth, (first, edit(first)))


def _article(number: int, language: str) -> Article:
    about = _about(number, language)
    title, lead = TITLES[language].format(**about), LEADS[language].format(**about)
    now = datetime.now(UTC).replace(microsecond=0)
    return Article(number, language, title, lead, MORE[language], now)


def _about(number: int, language: str) -> dict[str, object]:
    towns, places = TOWNS[language], PLACES[language]
    return {
        "town": towns[number % len(towns)],
        "place": places[number // len(towns) % len(places)],
        "name": NAMES[language][0],
        "count": _count(number),
    }


def _count(number: int) -> int:
    return 10 + 7 * number


@dataclass
class Paper:
    """A feed on loopback whose articles come out and are edited as it is told; it says when each was seen."""

    clock: Callable[[], float]
    url: str = ""
    published: list[History] = field(default_factory=list)
    looks: int = 0

    async def feed(self, request: web.Request) -> web.Response:
        """Answer a look."""
        self.looks += 1
        tag = f'"{len(self.published)}-{sum(one.shown for one in self.published)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        for one in self.published:
            while len(one.seen_at) <= one.shown:
                one.seen_at.append(self.clock())
        body = "".join(self._entry(one.now) for one in reversed(self.published))
        head = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title>'
        text = f"{head}{body}</channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})

    def _entry(self, one: Article) -> str:
        tags = "".join(f"<category>{escape(each)}</category>" for each in one.categories)
        text = escape(f"<p>{one.lead}</p><p>{one.body}</p>")
        return (
            f"<item><guid isPermaLink='false'>h-{one.number}</guid><title>{escape(one.title)}</title>"
            f"<link>{self.url}/h/{one.number}</link><description>{text}</description>{tags}"
            f"<pubDate>{format_datetime(one.published)}</pubDate></item>"
        )
