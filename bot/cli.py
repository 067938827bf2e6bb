"""The command line: ``python -m bot run``, the filters for scripts, and the steps of a release."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

from bot import filters
from bot.errors import BotError, SettingsError

if TYPE_CHECKING:
    from bot.app.deployment import Deployment
    from bot.settings import Settings

NEWSROOM = "--newsroom"

_chosen: ContextVar[str] = ContextVar("newsroom", default="")
"""The newsroom that the line names; empty where it names none."""


class _Anywhere(typer.core.TyperGroup):
    """Takes `NEWSROOM` wherever it stands on the line: it is an option of the whole program."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 -- the library's context
        at = next((at for at, one in enumerate(args) if one.partition("=")[0] == NEWSROOM), None)
        if at is not None and "--" not in args[:at]:
            width = 1 if "=" in args[at] else 2
            args = [*args[at : at + width], *args[:at], *args[at + width :]]
        return super().parse_args(ctx, args)


cli = typer.Typer(
    cls=_Anywhere,
    help="Tocsin: a newsroom's alerts on WhatsApp and Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """End with one line and status 2 for what the person at the keyboard can mend."""
    try:
        yield
    except BotError as error:
        typer.echo(f"tocsin: {error}", err=True)
        raise typer.Exit(2) from error


@contextmanager
def _no_garbage_yet() -> Iterator[None]:
    """Import without looking for garbage: a module is none, and looking takes a fifth of a start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@cli.callback()
def _choose(
    newsroom: Annotated[
        str, typer.Option(NEWSROOM, help="One of several newsrooms, by the name of its folder.")
    ] = "",
) -> None:
    _chosen.set(newsroom)


def deployment() -> "Deployment":
    """Read the settings of all newsrooms, or of the one that the line names.

    Raises:
        SettingsError: a setting is wrong, or there is no such newsroom.

    """
    from bot.app.deployment import load as load_all  # noqa: PLC0415 -- the filters start faster without it

    return load_all().only(_chosen.get())


def load() -> "Settings":
    """Read the settings of the only newsroom, or of the one that the line names.

    Raises:
        SettingsError: a setting is wrong, or there are several newsrooms and none is named.

    """
    return deployment().one(_chosen.get())


@cli.command()
def run(
    only: Annotated[
        str, typer.Option(help="Run some parts: web, poll, edit, deliver, inbox, separated by commas.")
    ] = "",
) -> None:
    """Run the program; without a Telegram token and a Twilio account, with the sandbox."""
    with _no_garbage_yet():
        from bot import app  # noqa: PLC0415 -- the filters start faster without it

    with _one_line_errors():
        parts = frozenset(filter(None, only.split(","))) or app.PARTS
        if unknown := parts - app.PARTS:
            raise SettingsError(
                f"--only names {', '.join(sorted(unknown))}, which is no part; choose among "
                f"{', '.join(sorted(app.PARTS))}"
            )
        app.main(deployment(), parts)


@cli.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8100,
    hooks: Annotated[
        str, typer.Option(help="Where the program that is tried listens: http://127.0.0.1:8000")
    ] = "",
    journal: Annotated[Path | None, typer.Option(help="A file that gets a line for each message.")] = None,
) -> None:
    """Run the sandbox alone, for a program in another process; the settings say which accounts it knows."""
    from bot.app import rehearsal  # noqa: PLC0415 -- as above

    with _one_line_errors():
        rehearsal.alone(load(), port, hooks, journal)


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema: the release step where PostgreSQL is used."""
    from bot import app  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in app.migrate_all(deployment()):
            typer.echo(line)


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; what is there is not overwritten.")],
) -> None:
    """Write the whole database into one file, while the program runs; it holds phone numbers."""
    from bot.app import backups  # noqa: PLC0415 -- as above

    with _one_line_errors():
        backups.step_aside()
        for line in backups.backup(load(), file):
            typer.echo(line)


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    left: Annotated[
        Path | None, typer.Option(help="A file of addresses, one a line, of those who have left since.")
    ] = None,
    replace: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--replace", help="Lose what the database holds now.")
    ] = False,
) -> None:
    """Fill an empty database from a backup; nothing leaves before an owner says so."""
    from bot.app import restoring  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in restoring.restore(load(), file, left, replace=replace):
            typer.echo(line)


@cli.command()
def left(
    file: Annotated[Path, typer.Argument(help="Addresses, one a line: telegram:<id> or whatsapp:+<number>")],
) -> None:
    """Take off those who have left, where the database does not know of it: after a restored backup."""
    from bot.app import restoring  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in restoring.take_off(load(), file):
            typer.echo(line)


@cli.command()
def move(
    url: Annotated[str, typer.Argument(help="An empty database: postgresql://name:password@host/tocsin")],
) -> None:
    """Copy the database into another one, from SQLite to PostgreSQL or back; the program is stopped."""
    from bot.app import relocating  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in relocating.relocate(load(), url):
            typer.echo(line)


@cli.command()
def templates(
    submit: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--submit", help="Create what is missing and submit it for approval.")
    ] = False,
) -> None:
    """List the WhatsApp templates that Tocsin needs, and whether WhatsApp approved them."""
    from bot.app import templates as listing  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in listing.report(load(), submit=submit):
            typer.echo(line)


@cli.command("import")
def import_file(  # noqa: PLR0913, PLR0917 -- the options of the command line
    file: Annotated[
        Path,
        typer.Argument(
            help="An export of Tocsin, a table of people (CSV), a list of feeds (OPML), or what another bot "
            "keeps: RSS-to-Telegram-Bot, flowerss-bot, rssbot, listmonk."
        ),
    ],
    topic: Annotated[
        list[str] | None, typer.Option(help="A topic for feeds whose category is none of yours; repeatable.")
    ] = None,
    topics_from_feeds: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--topics-from-feeds", help="Make a topic of each feed of another bot.")
    ] = False,
    consent: Annotated[
        str, typer.Option(help="How people without a proof of consent asked for alerts, in your words.")
    ] = "",
    same_bot: Annotated[  # noqa: FBT002 -- as above
        bool, typer.Option("--same-bot", help="People on Telegram began with the very bot that runs here.")
    ] = False,
    list_status: Annotated[
        str, typer.Option(help="The status on listmonk's list that all have: confirmed, unconfirmed …")
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", help="What the file is, where it does not tell.", show_default=False)
    ] = "",
    dry_run: Annotated[  # noqa: FBT002 -- as above
        bool, typer.Option("--dry-run", help="Say what would be added, and add nothing.")
    ] = False,
) -> None:
    """Take in people, sources and settings; who is there already stays, and who left stays away."""
    from bot.app import moving  # noqa: PLC0415 -- as above

    with _one_line_errors():
        terms = moving.Terms(consent.strip(), same_bot, dry_run)
        filing = moving.Filing(tuple(topic or ()), topics_from_feeds)
        done = moving.take_in(load(), file, moving.Asked(terms, filing, format_, list_status))
        for line in done.troubles:
            typer.echo(f"{file}: {line}", err=True)
        for line in done.lines:
            typer.echo(line)
        raise typer.Exit(1 if done.troubles else 0)


@cli.command()
def export(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Where to write it: a folder or a .zip for everything, .csv for the people, .opml for the "
            "sources; without one, the sources to the screen."
        ),
    ] = None,
) -> None:
    """Write everything, the people, or the sources, so that `import` and other programs understand it."""
    from bot.app import moving, opml  # noqa: PLC0415 -- as above

    with _one_line_errors():
        if file is None:
            sys.stdout.buffer.write(opml.export_list(load()))
            return
        said = moving.hand_out(load(), file)
        if said:
            typer.echo(said)


@cli.command()
def proof(
    address: Annotated[str, typer.Argument(help="telegram:<id> or whatsapp:+<number>")],
) -> None:
    """Say when somebody agreed to alerts and left, by what is kept of an address, forgotten ones too."""
    from bot.app import proofs  # noqa: PLC0415 -- as above

    with _one_line_errors():
        for line in proofs.proof(load(), address):
            typer.echo(line)


@cli.command()
def setup(  # noqa: PLR0913, PLR0917 -- the options of a command line
    name: Annotated[str, typer.Option(help="The newsroom's name.")] = "",
    language: Annotated[
        list[str] | None, typer.Option(help="A language, the usual one first; repeatable.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")] = "",
    contact: Annotated[str, typer.Option(help="An address for webmasters whose sites are read.")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="A topic's name; repeatable.")] = None,
    feed: Annotated[list[str] | None, typer.Option(help="A site or a feed; repeatable.")] = None,
    owner: Annotated[str, typer.Option(help="telegram:<id> or whatsapp:+<number>")] = "",
    public_url: Annotated[str, typer.Option(help="The address under which services reach this.")] = "",
    allow_private: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--allow-private", help="Let sources be on this machine or its network.")
    ] = False,
    yes: Annotated[  # noqa: FBT002 -- the same
        bool, typer.Option("--yes", help="Ask nothing: options, the environment and what is usual will do.")
    ] = False,
) -> None:
    """Ask for what is missing, try it at once, and write config/newsroom.toml and config/tocsin.env."""
    from bot.app.setup import main as setting_up  # noqa: PLC0415 -- as above
    from bot.app.setup.wishes import Wishes  # noqa: PLC0415 -- the same

    lists = (tuple(language or ()), tuple(topic or ()), tuple(feed or ()))
    wishes = Wishes(name, lists[0], timezone, contact, lists[1], lists[2], owner, public_url, allow_private)
    with _one_line_errors():
        raise typer.Exit(setting_up.ask_and_examine(wishes, sys.stdin, sys.stdout, silent=yes))


@cli.command()
def doctor(
    as_json: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--json", help="Write the findings as JSON, for a script.")
    ] = False,
) -> None:
    """Look at this installation from all sides and say of each fault what to do; nothing is changed."""
    from bot.app.doctor import main as doctoring  # noqa: PLC0415 -- as above

    raise typer.Exit(doctoring.report(sys.stdout, as_json=as_json))


audits = typer.Typer(help="What staff did.", no_args_is_help=True)
cli.add_typer(audits, name="audit")


@audits.command()
def verify(
    ends: Annotated[
        str, typer.Option("--ends", help="The last hash as /audit showed it: finds a chain written anew.")
    ] = "",
) -> None:
    """Check the chain of what staff did; names each row that was changed, dropped, put in or moved."""
    from bot.app import audits as checking  # noqa: PLC0415 -- as above

    with _one_line_errors():
        said = checking.verify(load(), ends)
    for line in said:
        typer.echo(line)
    raise typer.Exit(1 if len(said) > 1 else 0)


@audits.callback()
def _audits() -> None:
    """What staff did, as a chain in which each row covers the one before it."""


@cli.command()
def summarise() -> None:
    """Summarise articles: JSON Lines in (id, title, text or html, …), JSON Lines out, in order."""
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)  # a wrong byte costs its letter
    raise typer.Exit(filters.summarise(lines, sys.stdout, sys.stderr))


@cli.command()
def stories(
    *,
    judged: Annotated[
        bool, typer.Option("--judged", help="Write out what editors split and merged: {one, other, same}.")
    ] = False,
    one_language: Annotated[
        bool, typer.Option("--one-language", help="Keep what is told in two languages apart.")
    ] = False,
) -> None:
    """Tell stories apart: JSON Lines in (id, title, published, …) in time order, {id, story, …} out."""
    from bot.stories import tell_apart, write_pair  # noqa: PLC0415 -- as above

    if judged:
        from bot.app.judged import judged as pairs  # noqa: PLC0415 -- as above

        with _one_line_errors():
            for pair in pairs(load()):
                typer.echo(write_pair(pair.one, pair.other, same=pair.same))
        return
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    raise typer.Exit(tell_apart(lines, sys.stdout, sys.stderr, across=not one_language))


@cli.command()
def feeds(files: Annotated[list[Path], typer.Argument(help="Feeds, as files.")]) -> None:
    """Read feeds from files: a JSON line each, with its entries or what is wrong with it."""
    raise typer.Exit(filters.feeds(files, sys.stdout))


def main() -> None:
    """Run the command line."""
    cli()
