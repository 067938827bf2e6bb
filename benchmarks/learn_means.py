"""Learns where the vectors of a language lie on average, from headlines, pairs and titles of articles.

Writes bot/rules/story/means.py. A language needs `FEWEST` texts; the mean of all stands for the others.
"""

import gzip
import json
from base64 import b85encode
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.embedded import with_vectors
from benchmarks.stories import ANY_TIME, CORPUS, STREAMS, pairs, stream
from bot.rules.story.telling import Telling

FEWEST: Final = 40  # texts
EACH: Final = 7  # of the headlines of a stream, so that one day doesn't weigh most
OF_ARTICLES: Final = ("ar", "fa")  # of which the headlines and pairs have few or none
ARTICLES: Final = 150  # of a language
PER_LINE: Final = 96  # characters
OUT: Final = Path(__file__).parents[1] / "bot" / "rules" / "story" / "means.py"


def main() -> None:
    """Learn, and write the means down."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is learned")
        return
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for telling in with_vectors(_texts()):
        found[telling.language].append(telling.vector)
    means = {
        language: np.mean([np.frombuffer(vector, np.int8) for vector in vectors], axis=0)
        for language, vectors in sorted(found.items())
        if len(vectors) >= FEWEST
    }
    means = {"": np.mean(list(means.values()), axis=0)} | means
    written = {
        language: b85encode(mean.round().astype(np.int8).tobytes()).decode()
        for language, mean in means.items()
    }
    OUT.write_text(_module(written), "utf-8")
    print({language: len(found[language]) for language in written})


def _texts() -> Iterator[Telling]:
    for name in STREAMS:
        yield from stream(name).tellings[::EACH]
    for name in ("pairs_semeval_dev", "pairs_tg_dev"):
        for pair in pairs(name):
            yield from (pair.one, pair.other)
    counts = dict.fromkeys(OF_ARTICLES, 0)
    with gzip.open(CORPUS.parent / "summaries" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = row["lang"]
            if row["title"] and counts.get(language, ARTICLES) < ARTICLES:
                counts[language] += 1
                text = row["body"] if counts[language] % 2 else ""
                yield Telling(row["id"], row["title"], ANY_TIME, text, language)


def _module(written: dict[str, str]) -> str:
    parts = []
    for language, mean in written.items():
        lines = [mean[at : at + PER_LINE] for at in range(0, len(mean), PER_LINE)]
        shown = "".join(f'        "{line}"\n' for line in lines)
        parts.append(f'    "{language}": (\n{shown}    ),\n')
    return (
        '"""Where the vectors of a language lie on average: written by benchmarks/learn_means.py."""\n\n'
        f"from typing import Final\n\nMEANS: Final = {{\n{''.join(parts)}}}\n"
        '"""Signed bytes in base 85, as `bot.vectors` makes them; the empty one is for all others."""\n'
    )


if __name__ == "__main__":
    main()
