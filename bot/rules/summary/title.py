"""Titles, tidied: labels, the site's name, shouting and runs of marks go; no word is put for another."""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

import regex

from bot.rules.summary.spelling import in_sentence_case
from bot.rules.summary.text import width, words

LONGEST_TITLE: Final = 2_000
_FEWEST_WORDS = 3  # that a title has without its label, or its site
_LONGEST_NAME = 4  # words of a site's or a section's name
_FEWEST_SHOUTED = 12  # letters: what is shorter may be a name
_SHOUTED = 0.9  # of the letters, in capitals

# What papers put before a title: that it is new, or theirs alone, or moving pictures. A word that tells of a
# correction is none: that changes what the alert means.
_LABELS = """
live|live blog|live updates|breaking|breaking news|exclusive|just in|watch|video|update|updated
en direct|direct|direct vidéo|exclusif|alerte|alerte info|alerte infos|urgent|flash|flash info|vidéo
info exclusive
última hora|en vivo|en directo|directo|exclusiva|urgente|vídeo|minuto a minuto
eilmeldung|liveticker|live-ticker|newsticker|exklusiv|im video|eil
срочно|молния|онлайн|прямой эфир|эксклюзив|видео|прямая трансляция
מבזק|עדכון|דיווח ראשוני|בלעדי|שידור חי|צפו|לייב|וידאו
عاجل|مباشر|بث مباشر|حصري|بالفيديو|شاهد|فيديو
فوری|زنده|پخش زنده|اختصاصی|ویدیو
"""
_LABEL = regex.compile(
    rf"^\W*(?:{'|'.join(map(regex.escape, _LABELS.replace(chr(10), '|').strip('|').split('|')))})"
    r"\s*(?:[:|!•·]+|\s[-–—]|\+{2,}|\])\s*\W*",
    regex.IGNORECASE,
)
_RUN = regex.compile(r"([!?؟])\1+")
_PICTURES = regex.compile(
    r"^[\p{Extended_Pictographic}\ufe0f\u200d\s--\d]+|[\p{Extended_Pictographic}\ufe0f\u200d\s--\d]+$",
    regex.VERSION1,
)
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")


def tidied(title: str, url: str, body: str, language: str) -> str:
    """Tidy a title that is one clean line; `body` is the article's text, whose spelling is followed."""
    bare = _PICTURES.sub("", _RUN.sub(r"\1", title))
    text = without_site(bare if width(bare) else title, url)
    text = _without_label(_without_label(text))
    return in_sentence_case(text, body, language) if _shouts(text) else text


def without_site(title: str, url: str) -> str:
    """Cut " | Le Monde" off a title: after a bar, or where the address says that the site is called so."""
    host = regex.sub(r"^\w+://|[/:?#].*$", "", url.strip().lower())
    for separator in (" | ", " - ", " – ", " — ", " · ", " :: "):
        rest, found, name = title.rpartition(separator)
        site = "".join(words(name))
        if found and rest and len(site) > 1 and site in {"".join(words(host)), *_labels_of(host)}:
            return rest.rstrip()
    rest, found, name = title.rpartition(" | ")
    named = 0 < len(words(name)) <= _LONGEST_NAME < len(words(rest))
    return rest.rstrip() if found and named else title


def _labels_of(host: str) -> set[str]:
    """List what a host may be called: "le-monde", "lemonde", "lemondefr"."""
    labels = host.removeprefix("www.").split(".")
    return {"".join(words(label)) for label in labels} | {"".join(words(" ".join(labels)))}


def _without_label(title: str) -> str:
    rest = _LABEL.sub("", title)
    return _capitalised(rest) if rest != title and len(words(rest)) >= _FEWEST_WORDS else title


def _capitalised(text: str) -> str:
    first = _WORD.search(text)
    at = first.start() if first else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _shouts(title: str) -> bool:
    letters = [letter for letter in title if letter.isupper() or letter.islower()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= _FEWEST_SHOUTED and capitals >= _SHOUTED * len(letters)
