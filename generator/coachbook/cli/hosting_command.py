"""`coachbook hosting`: what a host must be told."""

from __future__ import annotations

from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.shell.hosting import (
    HOSTS,
    OWN_SERVER,
    HostFile,
    configuration,
    private_domain,
    write_configuration,
)

EXAMPLE = "private.example"


@click.command("hosting")
@click.argument("host", type=click.Choice(HOSTS))
@click.option("--domain", help="Where the private sites will be, instead of the practice's private_address.")
@click.option("--public-domain", metavar="TEXT", help="Also publish the public site, here.")
@click.option("--root", help="nginx, caddy: the server's folder with private/ and public/  [/srv/coachbook]")
@click.option(
    "--listen", metavar="ADDRESS", help="nginx, caddy: answer here without TLS, such as 127.0.0.1:8080."
)
@click.option("--log", help="nginx, caddy: the file for the log.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write the files here.")
@click.option("--file", "only", help="Print only this one of the files.")
@click.pass_obj
def command(
    settings: Settings,
    host: str,
    domain: str | None,
    public_domain: str | None,
    root: str | None,
    listen: str | None,
    log: str | None,
    out: Path | None,
    only: str | None,
) -> None:
    """Print the configuration of a host.

    Headers, cache rules, the page for what is missing, and the script that publishes in the right order.
    """
    domain = domain or private_domain(settings.directory)
    own = {"root": root, "listen": listen, "log": log}
    unfit = [name for name, value in own.items() if value is not None]
    if unfit and host not in OWN_SERVER:
        raise click.UsageError(f"--{unfit[0]} is for {' and '.join(OWN_SERVER)}; {host} chooses that itself.")
    given = {"domain": domain or EXAMPLE, "public_domain": public_domain, **own}
    try:
        files = configuration(
            host, settings.directory, {name: value for name, value in given.items() if value is not None}
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    if out is not None:
        for place in write_configuration(files, settings.directory / out):
            click.echo(place)
    else:
        click.echo(_printed(files, only), nl=False)
    if domain is None and listen is None:
        click.echo(
            f"{EXAMPLE} stands for your own domain: give it with --domain, or write private_address in "
            "content/practice.yml.",
            err=True,
        )


def _printed(files: tuple[HostFile, ...], only: str | None) -> str:
    """One file as it is; several each below its name, as `head` shows them."""
    if only is not None:
        found = [file.text for file in files if file.name == only]
        if not found:
            raise click.UsageError(
                f"There is no file {only!r}. There are: {', '.join(file.name for file in files)}."
            )
        return found[0]
    if len(files) == 1:
        return files[0].text
    return "\n".join(f"==> {file.name} <==\n{file.text}" for file in files)
