"""Our summaries beside an article's start, Luhn and LexRank; their faults, and what they cost.

Exits 1 where a summary has what none may have. "short" stands beside each target that is missed, and is no
failure. `--write-docs` writes the tables and the articles of docs/summaries.md anew. Without the articles
beside the project nothing is measured.
"""

import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Final, TypeVar

from trafilatura import bare_extraction

from benchmarks.articles import CORPUS, Page, Sample, pages, planted, samples
from benchmarks.baselines import BASELINES
from benchmarks.examples_of_summaries import write_examples, write_measured
from benchmarks.faults_of_summaries import NEVER, OF_SUMMARIES, SELDOM, Source, Told, faults, planted_in
from benchmarks.rouge import Rouge, mean, rouge, tokens
from bot.errors import SourceError
from bot.model import Article
from bot.rules.summary import summarise
from bot.sources.article import read_page

FEWEST: Final = 40  # references: fewer tell nothing of a language
LEAST: Final = {"fr": 20.3, "fa": 26.0, "en": 25.5, "de": 16.0, "ar": 94.0}
"""The ROUGE-L that the lines shall have."""
LEVEL: Final = {"ar": "wrapped first"}
"""Where the editor's standfirst opens the article, no more than keeping it is asked."""
LEAST_HEADLINE: Final = {"fr": 18.0, "en": 18.0, "ru": 18.0, "fa": 14.0}
MOST_APART: Final = 0.05  # points that count as level
ARTICLES_A_SECOND: Final = 500
PAGES_A_SECOND: Final = 50
MAIN_TEXT: Final = 0.955
SECONDS: Final = 1.0
MEGABYTES: Final = 220
ROUNDS: Final = 3
TIMED: Final = 6  # each sixth article is enough to tell how long they take
SIZE: Final = 4  # words in a row, by which main texts are compared
SOLD: Final = re.compile(r'isAccessibleForFree"\s*:\s*"?(?:https?://schema.org/)?false', re.IGNORECASE)
"""What a page says that is sold, in whole or in part."""
_WORD: Final = re.compile(r"\w+")
_ROOT: Final = Path(__file__).parents[1]
T = TypeVar("T")

STARTED: Final = """
from bot.model import Article
from bot.rules.summary import summarise
assert summarise(Article("", "Le pont rouvre lundi, dit la mairie. Les travaux ont duré un an.")).lines
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


@dataclass
class Report:
    """What was measured, as lines to print, and whether something is there that may not be."""

    lines: list[str] = field(default_factory=list)
    broken: bool = False

    def say(self, line: str = "") -> None:
        """Print a line, and keep it."""
        print(line, flush=True)
        self.lines.append(line)

    def bound(self, name: str, value: float, wanted: float, *, most: bool = False) -> None:
        """Say a figure beside its target."""
        missed = value > wanted if most else value < wanted
        self.say(f"  {name:38}{value:10.3f}   {'at most' if most else 'at least'} {wanted:g}{_short(missed)}")


@dataclass(frozen=True, slots=True)
class Texts:
    """How many pages a second were read, and each one's text beside the one wanted."""

    rate: float
    shares: Sequence[tuple[float, float]]


def main() -> None:
    """Measure all, print it, and say by the exit code whether a summary has what none may have."""
    writes = "--write-docs" in sys.argv[1:]
    if writes:
        write_examples()
    if not CORPUS.is_dir():
        print("the articles do not lie beside the project: nothing is measured")
        return
    report = Report()
    given, spoilt = samples(), planted()
    told = {True: list(map(ours, given)), False: list(map(ours, spoilt))}
    chosen(report, given, told[True])
    headlines(report, [*given, *spoilt], [*told[True], *told[False]])
    correct(report, [*given, *spoilt], [*told[True], *told[False]])
    clean(report, spoilt, told[False])
    speed(report, given)
    started(report)
    if writes:
        write_measured(report.lines)
    sys.exit(1 if report.broken else 0)


def ours(sample: Sample) -> Told:
    """Summarise as the program does."""
    made = summarise(sample.article)
    return Told(made.headline, made.lines) if made else Told("", ())


# ---- the choice ----------------------------------------------------------------------------------


def chosen(report: Report, given: Sequence[Sample], told: Sequence[Told]) -> None:
    """Say how much of the editors' own words the lines have, per language, beside all others."""
    wanted = [(sample, one) for sample, one in zip(given, told, strict=True) if sample.standfirst]
    scores = {"tocsin": by_language([(sample, " ".join(one.lines)) for sample, one in wanted])}
    for name, lines in BASELINES.items():
        scores[name] = by_language([(sample, " ".join(lines(sample.article))) for sample, _ in wanted])
    enough = [language for language, found in scores["tocsin"].items() if len(found) >= FEWEST]
    counts = "".join(f"{one} {len(scores['tocsin'][one])}".rjust(18) for one in enough)
    report.say("the two lines, 120 characters each, against the editors' standfirsts: ROUGE-1 / 2 / L")
    report.say(f"  {'':16}{counts}")
    for name, found in scores.items():
        means = "".join("{:.1f} {:.1f} {:.1f}".format(*mean(found[one])).rjust(18) for one in enough)
        report.say(f"  {name:16}{means}")
    for language in enough:
        _compare(report, language, {name: mean(found[language]).longest for name, found in scores.items()})


def by_language(shown: Sequence[tuple[Sample, str]]) -> Mapping[str, list[Rouge]]:
    """Score texts against their samples' standfirsts."""
    found: defaultdict[str, list[Rouge]] = defaultdict(list)
    for sample, text in shown:
        found[sample.language].append(rouge(tokens(text), tokens(sample.standfirst)))
    return found


def _compare(report: Report, language: str, longest: dict[str, float]) -> None:
    own = longest.pop("tocsin")
    level = LEVEL.get(language)
    ahead = [
        one for one, score in longest.items() if own < score - MOST_APART or (own <= score and one != level)
    ]
    report.bound(f"ROUGE-L {language}", own, LEAST[language])
    if ahead:
        report.say(f"    not ahead of {', '.join(ahead)}{_short(missed=True)}")


def headlines(report: Report, given: Sequence[Sample], told: Sequence[Told]) -> None:
    """Say how near headlines come to the titles that were withheld."""
    found: defaultdict[str, list[Rouge]] = defaultdict(list)
    for sample, one in zip(given, told, strict=True):
        if sample.withheld and sample.language in LEAST_HEADLINE:
            found[sample.language].append(rouge(tokens(one.headline), tokens(sample.title)))
    report.say("headlines where the title was withheld")
    for language, wanted in LEAST_HEADLINE.items():
        report.bound(f"ROUGE-L {language} ({len(found[language])})", mean(found[language]).longest, wanted)


# ---- the faults ----------------------------------------------------------------------------------


def correct(report: Report, given: Sequence[Sample], told: Sequence[Told]) -> None:
    """Count the faults, of all languages together and of each."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sizes: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for sample, one in zip(given, told, strict=True):
        wrong = faults(one, Source(sample.article.title, sample.body))
        for group in ("all", sample.language):
            found[group] += wrong
            sizes[group] += Counter({True: 1, False: len(one.lines)})
    groups = [group for group, size in sizes.items() if size[True] >= FEWEST]
    report.say(f"faults of {sizes['all'][True]} summaries, {sizes['all'][False]} lines")
    report.say(f"  {'':26}" + "".join(f"{one:>8}" for one in groups))
    for name in NEVER:
        report.broken |= found["all"][name] > 0
        row = "".join(f"{found[group][name]:8}" for group in groups)
        report.say(f"  {name:26}{row}{'   MUST BE 0' if found['all'][name] else ''}")
    for name, most in SELDOM.items():
        shares = [_per_cent(found[group][name], sizes[group][name in OF_SUMMARIES]) for group in groups]
        row = "".join(f"{share:7.1f}%" for share in shares)
        report.say(f"  {name:26}{row}   at most {most:g}%{_short(shares[0] > most)}")


def clean(report: Report, spoilt: Sequence[Sample], told: Sequence[Told]) -> None:
    """Count the summaries that show boilerplate planted in their articles: its phrases are known."""
    shown: Counter[str] = Counter()
    for sample, one in zip(spoilt, told, strict=True):
        shown[sample.language] += planted_in(one, sample.planted, sample.before)
    sizes = Counter(sample.language for sample in spoilt)
    report.broken |= shown.total() > 0
    report.say("summaries that show planted boilerplate, of")
    report.say("  " + "   ".join(f"{one} {shown[one]}/{size}" for one, size in sizes.items()))


# ---- the cost ------------------------------------------------------------------------------------


def speed(report: Report, given: Sequence[Sample]) -> None:
    """Say how many articles and pages a second of one core is enough for."""
    articles = [sample.article for sample in given[::TIMED]]
    rates = {name: len(articles) / cpu(make, articles) for name, make in _makers()}
    report.say("a second of one core")
    report.bound("articles from text", rates["tocsin"], ARTICLES_A_SECOND)
    report.say(f"  {'articles, LexRank':38}{rates['LexRank']:10.3f}")
    page_texts(report, pages())


def page_texts(report: Report, looked_at: Sequence[Page]) -> None:
    """Say how fast pages are read and summarised, and how much of their text is found: beside trafilatura."""
    read, alone = _texts(looked_at, _read), _texts(looked_at, _extracted)
    report.bound("pages from HTML to summary", read.rate, PAGES_A_SECOND)
    report.say(f"  {'pages, trafilatura alone':38}{alone.rate:10.3f}")
    report.bound(f"main text of {len(looked_at)} pages, F1", _f1(read.shares), MAIN_TEXT)
    report.say(f"  {'main text, trafilatura alone':38}{_f1(alone.shares):10.3f}")
    free = [at for at, page in enumerate(looked_at) if not SOLD.search(page.html)]
    report.say(
        f"  {f'of the {len(free)} that are not sold, F1':38}{_f1([read.shares[at] for at in free]):10.3f}"
    )


def _texts(looked_at: Sequence[Page], read: Callable[[Page], str]) -> Texts:
    read(looked_at[0])  # loads what is loaded at the first page
    texts: list[str] = []
    spent = cpu(lambda page: texts.append(read(page)), looked_at)
    shares = [_shares(text, page.text) for text, page in zip(texts, looked_at, strict=True)]
    return Texts(len(looked_at) / spent, shares)


def cpu(make: Callable[[T], object], of: Sequence[T]) -> float:
    """Measure the seconds of processor that all of them take."""
    began = time.process_time()
    for one in of:
        make(one)
    return time.process_time() - began


def started(report: Report) -> None:
    """Say what a process costs that starts, and summarises one article."""
    seconds: list[float] = []
    memory: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run = subprocess.run([sys.executable, "-c", STARTED], check=True, capture_output=True, cwd=_ROOT)
        seconds.append(time.perf_counter() - began)
        memory.append(int(run.stdout) / 1024)
    report.say(f"a process that starts and summarises one article, median of {ROUNDS}")
    report.bound("seconds", median(seconds), SECONDS, most=True)
    report.bound("megabytes", median(memory), MEGABYTES, most=True)


def _makers() -> Iterator[tuple[str, Callable[[Article], object]]]:
    yield "tocsin", summarise
    yield "LexRank", BASELINES["LexRank"]


def _extracted(page: Page) -> str:
    return getattr(bare_extraction(page.html), "text", None) or ""


def _read(page: Page) -> str:
    try:
        article = read_page(page.html, page.url)
    except SourceError:
        return ""
    summarise(article)
    return article.body


def _shares(text: str, wanted: str) -> tuple[float, float]:
    """Compare two texts by what follows in a row in both: precision and recall."""
    found, gold = _runs(text), _runs(wanted)
    both = (found & gold).total()
    return both / max(1, found.total()), both / max(1, gold.total())


def _f1(shares: Sequence[tuple[float, float]]) -> float:
    precision, recall = (fmean(one) for one in zip(*shares, strict=True))
    return 2 * precision * recall / (precision + recall)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if 0 < len(words) < SIZE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[at:] for at in range(SIZE)), strict=False))


def _per_cent(count: int, size: int) -> float:
    return 100 * count / max(1, size)


def _short(missed: bool) -> str:  # noqa: FBT001 -- the only thing that it is about
    return "   short" if missed else ""


if __name__ == "__main__":
    main()
