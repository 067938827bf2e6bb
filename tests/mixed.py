"""Texts of mixed direction made of a table of parts, and the order in which a person reads them.

A part has a direction of its own. What a person reads in a line that runs right to left is its parts laid
out from right to left, each in its own direction; and the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bidi import get_display

LEFTWARD = frozenset({"he", "ar", "fa"})
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"))

WORDS = {
    "he": [
        "ראש הממשלה",
        "אמר",
        "הודיע היום כי",
        "צה״ל",
        "ח״כ",
        "ג׳ירפה",
        "בתל־אביב",
        "נפגש עם",
        "לפי",
        "ועוד",
        'רה"מ',
    ],
    "ar": ["قال الوزير", "أعلن اليوم", "في القدس", "وفقًا لـ", "الحكومة", "بعد لقاء مع", "اجتماع"],
    "fa": ["رئیس‌جمهور", "گفت", "می‌گوید", "در تهران", "بر اساس گزارش", "دولت", "امروز اعلام کرد"],
    "fr": [
        "Le gouvernement",
        "a annoncé",
        "l’accord",
        "à Jérusalem",
        "selon",
        "aujourd’hui",
        "dit-il",
        "C’est",
    ],
    "en": ["The government", "announced", "in Jerusalem", "according to", "today", "it’s"],
}
LEFT_NAMES = [
    *("Le Monde", "L’Équipe", "Emmanuel Macron", "COVID-19", "Airbus A320 Neo", "iPhone 15", "AT&T", "C++"),
    *(
        "Saint-Étienne",
        "U.S.",
        "S&P 500",
        "Boeing 737",
        "Renault (Paris)",
        "news@lemonde.fr",
        "Groupe PSA (France)",
    ),
    *("@le_monde", "@AFP", "#Paris2024", "#breaking"),
]
RIGHT_NAMES = [
    *("הליכוד", "בנימין נתניהו", "צה״ל", "ח״כ לוי", "ידיעות אחרונות", "תל־אביב", "הליכוד (ימין)", "#ירושלים"),
    *(
        "حماس",
        "الجزيرة",
        "محمد بن سلمان",
        "رئیس‌جمهور",
        "נתניהו ב-2026",
        "צ׳אד",
        "חטיבה 7 של צה״ל",
        'רה"מ לפיד',
    ),
]
NUMBERS = [
    *("12", "1,234.5", "14:05", "3:2", "5%", "-5%", "+3.5%", "−2", "12-13", "12–13", "1939–1945", "12–15%"),
    *(
        "$5",
        "€50",
        "12 km",
        "5 kg",
        "1.5 GB",
        "37°C",
        "90 km/h",
        "12 000",
        "12\u202f000",
        "5\u202f%",
        "2,5\u00a0%",
    ),
    *("+972-50-123-4567", "+33 6 12 34 56 78", "03-1234567", "06 12 34 56 78"),
    *("12/05/2026", "2026-05-12", "12.5.26", "10:00–12:30", "±3", "~20", "24/7"),
]
NATIVE = ["۱۲", "۱۲-۱۵", "۵٪", "١٢", "٥٪", "١٩٣٩–١٩٤٥", "۱۴۰۵/۰۲/۲۲"]
LINKS = [
    *(
        "https://example.org/",
        "https://example.org/a-b_c/?x=1&y=2#z",
        "http://example.org/news/123",
        "www.example.org/a/",
    ),
    *(
        "https://example.org/wiki/Paris_(ville)",
        "https://he.example.org/wiki/ירושלים",
        "https://example.org/%D7%A9",
    ),
]
EMOJI = ["🔴", "🇫🇷", "👩\u200d🚒", "⚠️"]
QUOTES = [("“", "”"), ('"', '"'), ("«\u00a0", "\u00a0»"), ("«\u202f", "\u202f»"), ("(", ")"), ("[", "]")]
SEPARATORS = [", ", ": ", " – ", " · ", "; ", " | "]
ENDINGS = ["", ".", "!", "?", "…"]


@dataclass(frozen=True)
class Part:
    """Some words, and whether they run right to left; a link stands between spaces."""

    words: str
    leftward: bool
    link: bool = False

    def shown(self) -> str:
        """Write the part in the order of the screen, from left to right."""
        if self.link:
            return f" {get_display(self.words, base_dir='L')} "
        return str(
            get_display(
                f"\u061c{self.words}" if self.leftward else self.words, base_dir="R" if self.leftward else "L"
            )
        )


@dataclass(frozen=True)
class Mixed:
    """A text of one paragraph, in parts."""

    language: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        return "".join(part.words for part in self.parts)

    @property
    def links(self) -> list[str]:
        return [part.words for part in self.parts if part.link]

    def expected(self) -> str:
        """Write what a person should see, from left to right."""
        parts = reversed(self.parts) if self.language in LEFTWARD else self.parts
        return spaced("".join(part.shown() for part in parts))


def spaced(text: str) -> str:
    """Take marks away, and all but one of the spaces that stand together."""
    out = ""
    for sign in text.translate(MARKS).strip():
        if not (sign == " " and out.endswith(" ")):
            out += sign
    return out


def shown(paragraph: str, base: str | None = None) -> str:
    """Show a paragraph as the apps do, from left to right: its direction is its first strong letter's."""
    return spaced(get_display(paragraph, base_dir=base))


def mixed_texts(count: int, seed: int = 9) -> Iterator[Mixed]:
    """Make texts; each mixes names, numbers and links of the other direction into words of a language."""
    random = Random(seed)  # noqa: S311 -- texts, not secrets
    languages = ["he", "he", "he", "ar", "fa", "fr", "en"]
    for number in range(count):
        language = languages[number % len(languages)]
        made = _text(random, language)
        while language not in LEFTWARD and not any(part.leftward for part in made.parts):
            made = _text(random, language)
        yield made


def _text(random: Random, language: str) -> Mixed:
    leftward = language in LEFTWARD

    def own(words: str) -> Part:
        return Part(words, leftward)

    parts: list[Part] = []
    if random.random() < 0.2:
        parts += [own(random.choice(EMOJI)), own(" ")]
    order = [_words, _other] if random.random() < 0.7 else [_other, _words]
    for turn in range(random.randint(4, 9)):
        make = order[turn % 2]
        if turn:
            parts.append(own(" " if random.random() < 0.75 else random.choice(SEPARATORS)))
        parts += make(random, language)
    parts.append(own(random.choice(ENDINGS)))
    return Mixed(language, tuple(part for part in parts if part.words))


def _words(random: Random, language: str) -> list[Part]:
    leftward = language in LEFTWARD
    count = random.randint(1, 3) if leftward else random.randint(2, 4)  # what names no more than it says
    words = random.choices(WORDS[language], k=count)
    return [Part(each, leftward) for word in words for each in (word, " ")][:-1]


def _other(random: Random, language: str) -> list[Part]:
    leftward = language in LEFTWARD
    kind = random.random()
    if kind < 0.2:
        part = Part(random.choice(LINKS), leftward=False, link=True)
    elif kind < 0.55:
        part = Part(random.choice(NUMBERS), leftward=False)
        if leftward and language != "he" and random.random() < 0.3:
            part = Part(random.choice(NATIVE), leftward=True)
    else:
        part = Part(random.choice(LEFT_NAMES if leftward else RIGHT_NAMES), not leftward)
    if random.random() < 0.3:
        start, end = random.choice(QUOTES)
        return [Part(start, leftward), part, Part(end, leftward)]
    return [part]
