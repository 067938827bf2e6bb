"""The newsroom file: does it say who speaks, in which languages, on what?"""

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, from_words, warning, well
from bot.newsroom import Newsroom
from bot.texts import languages

DEMO = "Le Fil du Levant"
"""The made-up newsroom that the file names as it comes."""


def check(case: Case) -> list[Finding]:
    """Look at the newsroom file."""
    if case.newsroom is None:
        words = case.newsroom_fault
        return [from_words(words if "; " in words else f"{words}; correct it in {case.settings.newsroom}")]
    return [*_faults(case, case.newsroom)] or [_said(case.newsroom)]


def _said(newsroom: Newsroom) -> Finding:
    topics = f"{len(newsroom.topics)} topic{'s' if len(newsroom.topics) > 1 else ''}"
    return well(f"{newsroom.name}: {topics} in {', '.join(newsroom.languages)}, {newsroom.timezone.key}")


def _faults(case: Case, newsroom: Newsroom) -> list[Finding]:
    path = case.settings.newsroom
    found = []
    for topic in newsroom.topics:
        if missing := [one for one in newsroom.languages if not topic.names.get(one, "").strip()]:
            what = f'the topic "{topic.id}" has no name in {", ".join(missing)}'
            written = ", ".join(f'{one} = "…"' for one in missing)
            found.append(fault(what, f'write names = {{ …, {written} }} below id = "{topic.id}" in {path}'))
    if strange := [one for one in newsroom.languages if one not in languages()]:
        what = f"the language {', '.join(strange)} is none that Tocsin speaks"
        found.append(fault(what, f"choose among {', '.join(languages())}: languages = […] in {path}"))
    contact = newsroom.contact
    if contact and "@" not in contact and not contact.startswith(("http://", "https://")):
        what = "contact in the newsroom file is no address to write to"
        found.append(fault(what, f'write contact = "desk@example.org" in {path}'))
    if not contact and not case.settings.sandboxed:
        what = "webmasters whose sites are read find no address to write to"
        found.append(warning(what, f'write contact = "desk@example.org" in {path}'))
    if newsroom.name == DEMO and not case.settings.sandboxed:
        what = f"the newsroom is still the demo's, {DEMO}: readers will see that name"
        found.append(fault(what, f"write your own name, topics and sources into {path}: python -m bot setup"))
    return found
