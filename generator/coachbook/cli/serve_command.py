"""`coachbook serve`: the preview, until Ctrl-C."""

from __future__ import annotations

import threading
import webbrowser
from datetime import date

import click

from coachbook.cli import Settings
from coachbook.cli.common import the_day, the_workspace, today_option
from coachbook.shell.serve import Studio, serve, watch


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes a free one."
)
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@today_option
@click.pass_obj
def command(settings: Settings, port: int, opens: bool, today: date | None) -> None:
    """Show everything on this computer, reloading as files change.

    Everything is in the clear and only for this computer: no other can reach it.
    """
    workspace = the_workspace(settings)
    studio = Studio(workspace, the_day(workspace, today))
    studio.refresh()
    try:
        server = serve(studio, port)
    except OSError as error:
        raise click.UsageError(f"Port {port} is taken. Choose another with --port, or 0 for any.") from error
    stop = threading.Event()
    threading.Thread(target=watch, args=(studio, stop), daemon=True).start()
    server.build_public_in_background()
    click.echo(f"Serving the practice at {server.address}")
    click.echo("In the clear, for this computer only. Stop with Ctrl-C.")
    if opens:
        webbrowser.open(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        stop.set()
        server.server_close()
