"""The referee of WhatsApp's window: it sees what people and the service did, and judges what was sent.

Written from the table of the services' rules (docs/delivery.md), and from nothing of bot/rules/window:
it keeps whole lists of what happened where the program keeps a few columns.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

DAY = timedelta(hours=24)
FIRST_WAIT_OF_A_CAP = timedelta(hours=1)

BREACHES = (
    "free text outside 24 h",
    "sent without consent",
    "sent after STOP",
    "sent after 131050",
    "marketing to +1 US",
    "63016 not followed by a template",
    "capped, and tried again too soon",
    "more people than the tier",
    "the reserve used for what can wait",
    "low rating, and not slowed",
    "a template nobody approved",
    "withheld though the window was open",
)


@dataclass(frozen=True)
class Licence:
    """What the sender may do: people a day (None: any number), the share kept for breaking news."""

    tier: int | None
    reserve: float
    rating: str
    us_marketing: bool
    categories: Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """Something sent: `template` is empty for free text, `work` names the delivery."""

    at: datetime
    who: int
    work: int
    kind: str
    urgent: bool
    template: str = ""


@dataclass
class Life:
    """All that a person said and the service said of them, in order."""

    country: str
    words: list[datetime] = field(default_factory=list)
    consents: list[tuple[datetime, str]] = field(
        default_factory=list
    )  # "given", "ended", "stop", "131050", "lost"
    caps: list[datetime] = field(default_factory=list)
    shut: dict[int, int] = field(default_factory=dict)  # work -> how many sends of it when 63016 came
    shut_at: datetime | None = None
    sends: list[Act] = field(default_factory=list)

    def last_consent(self) -> str:
        """Say what the person, or the service for them, said last."""
        return self.consents[-1][1] if self.consents else ""


class WindowReferee:
    """Judges one newsroom's history; `breaches` counts what no rule allows."""

    def __init__(self, licence: Licence, countries: Sequence[str]) -> None:
        self.licence = licence
        self.lives = [Life(country) for country in countries]
        self.breaches: Counter[str] = Counter()
        self.templates: list[tuple[datetime, int]] = []

    def wrote(self, who: int, at: datetime) -> None:
        """Note that a person wrote something."""
        self.lives[who].words.append(at)

    def consent(self, who: int, at: datetime, what: str) -> None:
        """Note that consent was given, or ended, and by what."""
        self.lives[who].consents.append((at, what))

    def refused(self, act: Act, code: str, at: datetime) -> None:
        """Note what a receipt said of a message."""
        life = self.lives[act.who]
        answered = bool(life.words) and life.words[-1] > act.at
        if code == "63016":
            life.shut[act.work] = sum(one.work == act.work for one in life.sends)
            life.shut_at = at
        elif code in {"63049", "131049"} and not answered:
            life.caps.append(at)
        elif code == "131050" and not answered:
            life.consents.append((at, "131050"))
        elif code == "63024" and not answered:
            life.consents.append((at, "lost"))

    def withheld(self, who: int, at: datetime) -> None:
        """Judge that an alert was not sent to a person who had agreed to it, with all its reasons."""
        life = self.lives[who]
        spoke = bool(life.words) and at - life.words[-1] < DAY - timedelta(minutes=5)
        contradicted = spoke and life.shut_at is not None and life.shut_at >= life.words[-1]
        if spoke and not contradicted and life.last_consent() == "given":
            self.breaches["withheld though the window was open"] += 1

    def sent(self, act: Act) -> None:
        """Judge something that was sent."""
        life = self.lives[act.who]
        self._consented(life, act)
        if act.template:
            self._by_template(life, act)
        elif not life.words or act.at - life.words[-1] >= DAY:
            self.breaches["free text outside 24 h"] += 1
        if not act.template and self._was_shut(life, act):
            self.breaches["63016 not followed by a template"] += 1
        life.sends.append(act)

    def _was_shut(self, life: Life, act: Act) -> bool:
        """Say whether the last try met 63016, with no word of the person's since."""
        tries = [one for one in life.sends if one.work == act.work]
        met = bool(tries) and life.shut.get(act.work) == len(tries)
        return met and not (life.words and life.words[-1] > tries[-1].at)

    def _consented(self, life: Life, act: Act) -> None:
        if act.kind == "reply":  # to their own words, in free text only
            return
        said = life.last_consent()
        if said == "stop":
            self.breaches["sent after STOP"] += 1
        elif said == "131050":
            self.breaches["sent after 131050"] += 1
        elif said != "given":
            self.breaches["sent without consent"] += 1

    def _by_template(self, life: Life, act: Act) -> None:
        licence = self.licence
        category = licence.categories.get(act.template)
        if category is None or act.kind == "reply":
            self.breaches["a template nobody approved"] += 1
        marketing = category != "UTILITY"
        if marketing and life.country == "US" and not licence.us_marketing:
            self.breaches["marketing to +1 US"] += 1
        if marketing and not act.urgent:
            if licence.rating == "low":
                self.breaches["low rating, and not slowed"] += 1
            self._capped(life, act)
        self._quota(act)

    def _capped(self, life: Life, act: Act) -> None:
        if not life.caps or act.at - life.caps[-1] >= FIRST_WAIT_OF_A_CAP:
            return
        if not life.words or life.words[-1] < life.caps[-1]:
            self.breaches["capped, and tried again too soon"] += 1

    def _quota(self, act: Act) -> None:
        tier = self.licence.tier
        within = {who for at, who in self.templates if act.at - at < DAY}
        self.templates.append((act.at, act.who))
        if tier is None or act.who in within:
            return
        if len(within) + 1 > tier:
            self.breaches["more people than the tier"] += 1
        elif not act.urgent and len(within) + 1 > tier - ceil(tier * self.licence.reserve):
            self.breaches["the reserve used for what can wait"] += 1
