"""The operator's command: `centralita --help`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from infra.command.subcommands import (
    accounts,
    articles,
    cases,
    customers,
    dlq,
    gifts,
    hours,
    incidents,
    outbox,
    people,
    posts,
    searches,
    selfservice,
    subscribers,
    surveys,
)
from infra.command.subcommands.budget import budget
from infra.command.subcommands.connect import connect
from infra.command.subcommands.courtesy import courtesy
from infra.command.subcommands.doctor import doctor
from infra.command.subcommands.history import history
from infra.command.subcommands.kill_switch import pause, resume, withheld
from infra.command.subcommands.learned import learned
from infra.command.subcommands.reconcile import reconcile
from infra.command.subcommands.report import report
from infra.command.subcommands.trace import replay, trace
from infra.command.subcommands.triage import triage
from infra.terminal import terminal

app = typer.Typer(
    no_args_is_help=True, help="Run and operate Centralita, customer care on X.", pretty_exceptions_enable=False
)
app.add_typer(accounts.app, name="accounts")
app.add_typer(cases.app, name="cases")
app.add_typer(customers.app, name="customers")
app.add_typer(dlq.app, name="dlq")
app.add_typer(hours.app, name="hours")
app.add_typer(incidents.app, name="incidents")
app.add_typer(outbox.app, name="outbox")
app.add_typer(people.app, name="people")
app.add_typer(surveys.app, name="surveys")
app.add_typer(selfservice.app, name="selfservice")
app.add_typer(articles.app, name="articles")
app.add_typer(posts.app, name="posts")
app.add_typer(gifts.app, name="gifts")
app.add_typer(searches.app, name="searches")
app.add_typer(subscribers.app, name="subscribers")
app.command()(connect)
app.command()(doctor)
app.command()(history)
app.command()(reconcile)
app.command()(report)
app.command()(trace)
app.command()(replay)
app.command()(budget)
app.command()(courtesy)
app.command()(pause)
app.command()(resume)
app.command()(withheld)
app.command()(triage)
app.command()(learned)


@app.command()
def local(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on (127.0.0.1).")] = 8400,
    now: Annotated[str, typer.Option(help="Set the clock, e.g. 2026-11-23T09:00+01:00.")] = "",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    directory: Annotated[Path, typer.Option(help="Where ready.json and caches go.")] = Path(".local"),
    client_secret: Annotated[bool, typer.Option(help="Give the X app an OAuth 2.0 client secret too.")] = True,
    day: Annotated[bool, typer.Option("--day/--no-day", help="Begin with a month of two demo brands.")] = False,
    rights: Annotated[bool, typer.Option("--rights", help="Enforce IAM permissions on every function call.")] = False,
) -> None:
    """Run the whole stack locally with a simulated X. Press Ctrl+C to stop."""
    # Imported here, because the other commands need neither the emulator nor the simulated X.
    from infra.local.aws import LocalRunFailed  # noqa: PLC0415
    from infra.local.run import Wishes, run  # noqa: PLC0415

    console = terminal()
    try:
        run(Wishes(port, _instant(now), browser, directory, client_secret, day, rights), console)
        console.print("Ended.")
    except LocalRunFailed as error:
        terminal(stderr=True).print(Text("centralita:", style="red"), str(error), soft_wrap=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("Ended.")


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} isn't a valid date and time. Use 2026-11-21T18:30:00+01:00") from None
    if at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} needs a UTC offset, e.g. 2026-11-21T18:30:00+01:00 or …Z")
    return at


if __name__ == "__main__":
    app()
