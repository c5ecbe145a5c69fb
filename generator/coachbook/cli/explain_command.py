"""`coachbook explain`: why a diagnostic exists and what to do, with a bad and a good example."""

from __future__ import annotations

import click

from coachbook.shell.reference import code_body, code_facts
from coachbook.shell.shipped import code_page, codes
from coachbook.source.suggest import suggest


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic code.

    Without a code, list them all.
    """
    if code is None:
        width = max(map(len, codes()))
        for each in codes():
            click.echo(f"{each:<{width}}  {code_facts(each)['title']}")
        return
    if code_page(code) is None:
        meant = suggest(code, codes())
        hint = f" Did you mean {meant!r}?" if meant else " `coachbook explain` lists them all."
        raise click.UsageError(f"There is no diagnostic {code!r}.{hint}")
    facts = code_facts(code)
    click.echo(f"{code} ({facts['severity']}): {facts['title']}\n\n{code_body(code)}", nl=False)
