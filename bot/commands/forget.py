"""/forget: erase all of the person who asks."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.shown import isolated, masked
from bot.commands.spell import years
from bot.model import Role
from bot.rules.departure import digest, mark
from bot.store import erasure
from bot.store import link as links
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("erase all that we keep of you")

MEANT = "yes"


def run(ask: Ask) -> Sequence[Reply]:
    """Ask whether it is meant, then do it; whoever writes afterwards is somebody new."""
    if ask.args.strip() != MEANT:
        return (_question(ask),)
    everywhere = links.of(ask.tx, ask.phone.id) or (ask.phone,)
    until = ask.now + ask.promises.proof
    key = ask.promises.key
    proves = [
        erasure.begin(ask.tx, one, ask.now, until, digest, mark(one.address, key)) for one in everywhere
    ]
    done = _(
        "Done. Your name, your choices and all that you wrote here are erased, and nothing more comes. "
        "Your address goes as soon as this message has left."
    )
    kept = _kept(ask) if any(proves) else _("Nothing of you is kept.")
    again = _("If you ever write again, we shall not know you.")
    return (Reply((done, kept, again), _("Forgotten")),)


def _question(ask: Ask) -> Reply:
    words = _(
        "This erases your name, your address, your choices and all that you wrote here, and ends your alerts "
        "from {newsroom}. It can't be undone.",
        newsroom=ask.newsroom.name,
    )
    others = [
        isolated(masked(one.address)) for one in links.of(ask.tx, ask.phone.id) if one.id != ask.phone.id
    ]
    also = (_("The same is erased of {phones}.", phones=", ".join(others)),) if others else ()
    choices = ((Choice(_("Erase all"), f"forget {MEANT}"), Choice(_("Cancel"), "menu")),)
    return Reply((words, *also, _kept(ask)), _("Erase all that we keep of you?"), choices)


def _kept(ask: Ask) -> Text:
    return _(
        "What the law lets us keep for {years}, to show that you had agreed: when you agreed to alerts and "
        "when you left, beside a fingerprint of your address from which nobody can read it.",
        years=years(ask.promises.proof),
    )
