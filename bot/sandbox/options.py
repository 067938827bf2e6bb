"""What a sandbox is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

TELEGRAM_READER_ID = 700_100_001
WHATSAPP_READER = "+15550199"
EMAIL_READER = "maya@reader.example"


@dataclass(frozen=True)
class SandboxOptions:
    """The accounts that the stand-ins know, and what happens by itself.

    `whatsapp_from` is the newsroom's number, with or without ``whatsapp:``. `whatsapp_hook` is where
    inbound WhatsApp messages are posted, as it would be set in Twilio's console. `publish_every` is
    in seconds (0: no demo newsroom). `taps_start` lets the two demo readers join by themselves.
    `journal` is a file that gets a JSON line for each accepted message, before its answer leaves.
    `media_seconds` is how long a service waits for a picture. `smtp_port` is where the mailbox takes
    letters (0: where it is free; None: there is no mailbox).
    """

    telegram_token: str
    twilio_account: str
    twilio_token: str
    whatsapp_from: str
    clock: Callable[[], datetime]
    whatsapp_hook: str = ""
    publish_every: float = 20.0
    taps_start: bool = True
    journal: Path | None = None
    media_seconds: float = 15.0
    smtp_port: int | None = None

    @property
    def whatsapp_number(self) -> str:
        """The newsroom's number without its channel prefix."""
        return self.whatsapp_from.removeprefix("whatsapp:")
