"""Which template carries a message: the nearest to its kind and to the reader's language."""

from collections.abc import Collection, Sequence

from bot.model import MessageKind


def name_of(kind: str, language: str) -> str:
    """Name the template for a kind of message in a language."""
    return f"tocsin_{kind}_{language}"


def choose(kind: MessageKind, language: str, known: Collection[str], languages: Sequence[str]) -> str | None:
    """Choose among the names of approved templates; None where there is none.

    The reader's language comes first, then the newsroom's in order, then any; in each, breaking news goes
    as a plain alert where it has no template of its own.
    """
    kinds = [kind, MessageKind.ALERT] if kind is MessageKind.BREAKING else [kind]
    for tongue in (language, *languages):
        for each in kinds:
            if (name := name_of(each, tongue)) in known:
                return name
    return next((name for each in kinds for name in known if name.startswith(name_of(each, ""))), None)
