"""Letters on the wire: headers and bodies, by the standard library, which lets no header be injected.

The headers are those that RFC 5322, RFC 8058 (one click to leave), RFC 2919 (List-Id) and RFC 3834
(Auto-Submitted) ask for.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Final

from bot.channels.email_words import Letterhead, word
from bot.model import Button, Message, MessageKind
from bot.ports import Outbound
from bot.rules.mailbox import domain_of
from bot.rules.seal import Purpose, seal

CONFIRM: Final = "confirm"
"""The data of a button that stands for the page on which an address is confirmed."""

_SUBJECT: Final = 250
_PAGES: Final = {CONFIRM: Purpose.CONFIRM}


@dataclass(frozen=True, slots=True)
class Press:
    """What all letters of a sender share: who writes, where answers to the envelope go, our pages."""

    newsroom: str
    sender: str  # "News <news@example.org>"
    public_url: str
    key: bytes
    contact: str = ""
    bounce_domain: str = ""

    def __repr__(self) -> str:
        """Show no key."""
        return f"Press({self.public_url})"

    @property
    def mailbox(self) -> str:
        """The address that letters come from."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        """The domain that letters come from."""
        return domain_of(self.mailbox)

    def envelope_sender(self, outbound: Outbound) -> str:
        """Say where a letter comes back to: to an address that names it (VERP), or to the sender."""
        return self.comes_back_to(outbound.reference)

    def comes_back_to(self, reference: int) -> str:
        """Say the same of the letter with this number; no letter has 0."""
        if not self.bounce_domain:
            return self.mailbox
        return f"bounces+{seal(self.key, Purpose.LETTER, reference)}@{self.bounce_domain}"

    def name_of(self, outbound: Outbound) -> str:
        """Name a letter: the same letter for the same delivery and words, however often it is sent."""
        said = outbound.message
        told = (one.headline for one in said.stories)
        words = "\x00".join((outbound.to.id, said.headline, said.byline, *said.lines, *told)).encode()
        about = sha256(words).hexdigest()[:16]
        return f"{seal(self.key, Purpose.LETTER, outbound.reference)}.{about}@{self.domain}"

    def page(self, purpose: Purpose, outbound: Outbound) -> str:
        """Write the address of a page of ours that is this reader's alone."""
        sealed = seal(self.key, purpose, outbound.person or 0, outbound.to.id)
        return f"{self.public_url.rstrip('/')}/email/{purpose}/{sealed}"

    def letter(self, outbound: Outbound, now: datetime) -> bytes:
        """Write a letter as it goes on the wire."""
        leave, choices = self.page(Purpose.LEAVE, outbound), self.page(Purpose.CHOICES, outbound)
        if any(_is_page(one) for row in outbound.message.buttons for one in row):
            leave, choices = "", ""  # it asks who has not confirmed yet: there is nothing to leave
        letter = word(self._linked(outbound), Letterhead(self.newsroom, leave, choices, self.contact))
        made = EmailMessage(policy=SMTP if outbound.to.id.isascii() else SMTPUTF8)
        name, address = parseaddr(self.sender)
        made["From"] = Mailbox(name or self.newsroom, addr_spec=address)
        made["To"] = _mailbox(outbound.to.id)
        made["Subject"] = " ".join(letter.subject.split())[:_SUBJECT]
        made["Date"] = format_datetime(now)
        made["Message-ID"] = f"<{self.name_of(outbound)}>"
        made["Auto-Submitted"] = "auto-generated"
        if outbound.message.kind is MessageKind.DIGEST:
            made["List-Id"] = f"<newsletter.{self.domain}>"
            made["List-Unsubscribe"] = f"<{leave}>"
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            made["Precedence"] = "bulk"
        made["Content-Language"] = outbound.message.language
        made.set_content(letter.text, cte="quoted-printable")
        made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        return made.as_bytes()

    def _linked(self, outbound: Outbound) -> Message:
        """Lead the buttons that stand for a page of ours there; others have no place in a letter."""
        rows = tuple(
            tuple(replace(one, data=self.page(_PAGES[one.data], outbound)) for one in row if _is_page(one))
            for row in outbound.message.buttons
        )
        return replace(outbound.message, buttons=rows)


def _mailbox(address: str) -> Mailbox:
    """Write an address that was read before (`bot.rules.mailbox`), also one that only SMTPUTF8 carries."""
    local, _at, domain = address.rpartition("@")
    return Mailbox(username=local, domain=domain)


def _is_page(button: Button) -> bool:
    return button.data in _PAGES
