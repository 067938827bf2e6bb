"""The command line: ``python -m bot run``, the filters for scripts, and the steps of a release."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import filters
from bot.errors import BotError, SettingsError
from bot.settings import load

cli = typer.Typer(
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


@cli.command()
def run(
    only: Annotated[
        str, typer.Option(help="Run some parts: web, poll, edit, deliver, inbox, separated by commas.")
    ] = "",
) -> None:
    """Run the program; without a Telegram token and a Twilio account, with the sandbox."""
    from bot import app  # noqa: PLC0415 -- the filters start faster without it

    with _one_line_errors():
        parts = frozenset(filter(None, only.split(","))) or app.PARTS
        if unknown := parts - app.PARTS:
            raise SettingsError(
                f"--only names {', '.join(sorted(unknown))}, which is no part; choose among "
                f"{', '.join(sorted(app.PARTS))}"
            )
        app.main(load(), parts)


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
        typer.echo(f"the database has schema {app.migrate_only(load())}")


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
def import_list(
    file: Annotated[Path, typer.Argument(help="A list of feeds in OPML, as another reader exports it.")],
    topic: Annotated[
        list[str] | None, typer.Option(help="A topic for feeds whose category is none of yours; repeatable.")
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 -- a flag of the command line
        bool, typer.Option("--dry-run", help="Say what would be added, and add nothing.")
    ] = False,
) -> None:
    """Add the feeds of an OPML file, all or none; those that are there already stay as they are."""
    from bot.app import opml  # noqa: PLC0415 -- as above

    with _one_line_errors():
        done = opml.import_list(load(), file, topic or (), dry_run=dry_run)
        for line in done.troubles:
            typer.echo(f"{file}: {line}", err=True)
        typer.echo(done.summary)
        raise typer.Exit(1 if done.troubles else 0)


@cli.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it; without one, to the screen.")
    ] = None,
) -> None:
    """Write all sources as an OPML file, which other readers and `import` understand."""
    from bot.app import opml  # noqa: PLC0415 -- as above

    with _one_line_errors():
        written = opml.export_list(load())
        if file is None:
            sys.stdout.buffer.write(written)
        else:
            opml.save(file, written)


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
