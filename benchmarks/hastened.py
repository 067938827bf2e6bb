"""The program with shorter waits, and else as ``python -m bot``.

They are no settings, for in a newsroom's life nobody should shorten them; a test that has to see how
each doubt ends would spend most of its time in them. No wait is shorter than a request may take.
"""

from functools import partial

from bot import cli
from bot.channels import whatsapp_opening
from bot.channels.whatsapp import WhatsApp
from bot.pipeline import settle

PATIENCE = 3.0
"""Seconds that a receipt has to come before the message is looked for; a request here has two."""


def main() -> None:
    """Shorten the waits, and be the program."""
    instead = {
        (whatsapp_opening, "WhatsApp"): partial(WhatsApp, patience=PATIENCE),
        (settle, "LOOK_AGAIN"): 1.0,
    }
    for (module, name), value in instead.items():
        setattr(module, name, value)
    cli.main()


if __name__ == "__main__":
    main()
