"""The domain that letters come from: what its name servers say to who receives them.

SPF is RFC 7208, DMARC RFC 7489. A signature (DKIM) is made by the mail service, under a name that only its
letters tell: that one is not looked for, and it is said where it shows.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.app.doctor.nameserver import Nameserver, Unanswered
from bot.channels.email_letter import Press
from bot.domain import domain_of
from bot.rules import mailbox

_SPF: Final = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_DMARC: Final = re.compile(r"v=DMARC1\s*(?:;|$)", re.IGNORECASE)
_EVERYBODY: Final = re.compile(r"(?: )\+?all(?: |$)", re.IGNORECASE)
_STRICT: Final = re.compile(r";\s*aspf\s*=\s*s\b", re.IGNORECASE)
SPF_LINE: Final = '{0} TXT "v=spf1 include:<your mail service> -all"'
DMARC_LINE: Final = '_dmarc.{0} TXT "v=DMARC1; p=none; rua=mailto:<who reads reports>"'


async def check(case: Case, press: Press) -> list[Finding]:
    """Ask what the domain of the sender, and that of the envelope, say of their mail."""
    envelope = mailbox.domain_of(press.comes_back_to(0))
    try:
        asked = Nameserver(case.patience, case.nameserver)
        spf = [one for one in await asked.texts(envelope) if _SPF.match(one)]
        dmarc = await _dmarc(asked, press.domain)
        found = [
            *_of_spf(envelope, spf),
            *_of_dmarc(press.domain, dmarc),
            *_aligned(press.domain, envelope, dmarc),
            *await _taking(asked, press),
        ]
    except Unanswered:
        what = f"the name servers can't be asked what {press.domain} says of its mail"
        todo = "see whether this machine resolves names; what should stand there is in docs/newsletter.md"
        return [warning(what, todo)]
    signs = f"the headers of a letter that arrived: dkim=pass for {_of_registry(press.domain)}"
    return found or [well(f"SPF and DMARC stand for {press.domain}; DKIM shows only in {signs}")]


async def _dmarc(asked: Nameserver, domain: str) -> Sequence[str]:
    """Find the policy of a domain, or of the one above it that a registry gave out."""
    for name in dict.fromkeys((domain, _of_registry(domain))):
        if found := [one for one in await asked.texts(f"_dmarc.{name}") if _DMARC.match(one)]:
            return found
    return []


def _of_spf(domain: str, records: Sequence[str]) -> list[Finding]:
    if not records:
        what = f"{domain} does not say who may send for it (SPF): letters may be taken for spam"
        return [warning(what, f"enter at its name servers: {SPF_LINE.format(domain)}")]
    if len(records) > 1:
        what = f"{domain} says {len(records)} times who may send for it (SPF): receivers then believe none"
        return [fault(what, f"make one of them at its name servers: {SPF_LINE.format(domain)}")]
    if _EVERYBODY.search(records[0]):
        what = f"{domain} lets everybody send for it: its SPF ends with +all"
        return [warning(what, f"end it with -all at its name servers: {SPF_LINE.format(domain)}")]
    return []


def _of_dmarc(domain: str, records: Sequence[str]) -> list[Finding]:
    line = DMARC_LINE.format(_of_registry(domain))
    if len(records) > 1:
        what = f"{domain} has {len(records)} DMARC policies: receivers then believe none"
        return [warning(what, f"make one of them at its name servers: {line}")]
    if not records:
        what = f"{domain} has no DMARC policy: Gmail and Yahoo ask one of who sends much"
        return [warning(what, f"enter at its name servers: {line}")]
    return []


def _aligned(domain: str, envelope: str, dmarc: Sequence[str]) -> list[Finding]:
    """Look whether SPF counts for DMARC: the envelope's domain has to be the sender's, or its kin."""
    strict = len(dmarc) == 1 and _STRICT.search(dmarc[0]) is not None
    if domain == envelope or (not strict and _of_registry(domain) == _of_registry(envelope)):
        return []
    what = f"bounces go to {envelope} and letters are from {domain}: SPF does not count for DMARC"
    todo = f"write TOCSIN_EMAIL_BOUNCE_DOMAIN=bounces.{domain}, or see that DKIM signs for {domain}"
    return [warning(what, "drop aspf=s from its DMARC policy, or see that DKIM signs" if strict else todo)]


async def _taking(asked: Nameserver, press: Press) -> list[Finding]:
    """Look whether answers and bounces can come in at all."""
    found = []
    if not await asked.takes_mail(press.domain):
        what = f"{press.domain} takes no mail: answers are lost, and some receivers refuse its letters"
        found.append(warning(what, f"enter at its name servers: {press.domain} MX 10 <your mail server>"))
    back = press.bounce_domain
    if back and back != press.domain and not await asked.takes_mail(back):
        what = f"{back} takes no mail: no bounce arrives, and who is lost is written to for ever"
        todo = (
            f"enter at its name servers: {back} MX 10 <who posts it to /hooks/email>; see docs/newsletter.md"
        )
        found.append(fault(what, todo))
    return found


def _of_registry(domain: str) -> str:
    return domain_of(f"http://{domain}")
