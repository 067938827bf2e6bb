"""E-mail: the daily newsletter and what people are answered, by SMTP; never an alert by itself."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels import email_hooks
from bot.channels.email_letter import Press
from bot.channels.email_wire import Envelope, Server, Wire
from bot.errors import Refused
from bot.model import Address, Message, MessageKind
from bot.ports import Doubt, Event, Hook, Limits, Outbound, Sent, Verdict
from bot.rules import mailbox

TEXT_LIMIT = 100_000
"""Characters of a letter: Gmail cuts what is longer than 102 kB."""

DIGEST_LIMIT = 20_000

CARRIED = frozenset({MessageKind.DIGEST, MessageKind.REPLY, MessageKind.WELCOME})


@dataclass(eq=False, repr=False, kw_only=True)
class Email:
    """One mail server and one address that letters come from.

    `hook_secret` is what a request that hands us bounces has to bear; empty: none is taken. `rate` is
    letters a second, `timeout` seconds for one.
    """

    server: Server
    press: Press
    hook_secret: str = ""
    rate: float = 10.0
    in_flight: int = 8
    timeout: float = 20.0
    name: str = field(default="email", init=False)

    def __post_init__(self) -> None:
        """Prepare the connections; none is open yet."""
        self.account = self.press.mailbox
        self.limits = Limits(
            TEXT_LIMIT,
            self.rate,
            0.0,
            self.in_flight,
            buttons=False,
            digest=DIGEST_LIMIT,
            stories=True,
            digests_only=True,
        )
        self._wire = Wire(self.server, self.timeout)

    async def start(self) -> None:
        """Connect and log in once.

        Raises:
            ChannelDown: the server refuses us.
            TryLater: it can't be reached.

        """
        await self._wire.check()

    async def send(self, outbound: Outbound, now: datetime) -> Sent:
        """Hand a letter to the server; a single alert is no letter, and is refused."""
        if outbound.message.kind not in CARRIED:
            raise Refused("e-mail carries newsletters and answers only")
        if mailbox.read(outbound.to.id) is None:
            raise Refused("the address can't be written on an envelope")
        letter = self.press.letter(outbound, now)
        await self._wire.send(Envelope(self.press.envelope_sender(outbound), outbound.to.id, letter))
        return Sent(outbound.to, self.press.name_of(outbound))

    async def revise(self, sent: Sent, message: Message, now: datetime) -> Sent | None:  # noqa: ARG002 -- the door's signature
        """Change nothing: a letter that is out is out."""
        return None

    async def withdraw(self, sent: Sent, now: datetime) -> bool:  # noqa: ARG002 -- the door's signature
        """Take nothing back, for the same reason."""
        return False

    async def settle(self, doubt: Doubt, now: datetime) -> Sent | Verdict:  # noqa: ARG002 -- the door's signature
        """Leave it to policy: a mail server can't be asked. A repeat bears the same Message-ID."""
        return Verdict.UNDECIDABLE

    def receive(self, hook: Hook) -> Sequence[Event]:
        """Read a bounce or a complaint; raises Forged unless it bears the secret."""
        return email_hooks.events(hook, self.hook_secret, self.press.key)

    def vouches(self, headers: Mapping[str, str]) -> bool:
        """Say whether a hook bears the secret."""
        return email_hooks.vouches(headers, self.hook_secret)

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        """End at once: whoever has mail for us calls our hook."""
        nothing: tuple[Sequence[Event], ...] = ()
        for batch in nothing:
            yield batch

    async def manages(self, place: Address, person: str) -> bool:  # noqa: ARG002 -- the door's signature
        """Say no: there are no places in the mail."""
        return False

    def join_link(self, payload: str) -> str:  # noqa: ARG002 -- the door's signature
        """Give none: the join page has a form."""
        return ""

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()
