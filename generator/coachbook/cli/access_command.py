"""`coachbook access`: who can open what; links made, replaced and withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import click

from coachbook.cli import Settings
from coachbook.cli.common import the_day, the_engagements, the_keys, the_workspace, today_option
from coachbook.model.terms import Reader
from coachbook.shell import access as links
from coachbook.shell.access import Link, NotPossible, Place
from coachbook.shell.keys import Keys
from coachbook.shell.letters import (
    letter_pdf,
    letter_to_coach,
    letter_to_holder,
    link_drawing,
    message_text,
    refuse_published_place,
    statement_html,
)
from coachbook.shell.publish import write_file
from coachbook.shell.register import read_practice_access
from coachbook.shell.workspace import Workspace, read_practice
from coachbook.vault.errors import VaultError

F = TypeVar("F", bound=Callable[..., Any])
Parts = Literal["both", "link", "code"]
DEMO = "Made with a demo key: replace it with  coachbook keygen  before you publish or send anything."


def in_words(function: F) -> F:
    """What cannot be done becomes one sentence and exit code 2."""

    @wraps(function)
    def wrapped(*arguments: object, **options: object) -> object:
        try:
            return function(*arguments, **options)
        except (NotPossible, VaultError) as error:
            raise click.UsageError(str(error)) from error

    return cast(F, wrapped)


@click.group("access")
def command() -> None:
    """List, make, replace and withdraw the links that open sealed sites."""


@command.command("list")
@click.argument("engagements", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_obj
@in_words
def list_(settings: Settings, engagements: tuple[str, ...], as_json: bool) -> None:
    """Say who has a link to what. Shows no code."""
    workspace = the_workspace(settings)
    rows = [
        row
        for id in the_engagements(workspace, engagements)
        for row in _rows(links.find_place(workspace, id))
    ]
    if as_json:
        click.echo(json.dumps({"version": 1, "holders": rows}, indent=2))
        return
    for row in rows:
        click.echo("  ".join(f"{row[name]:<{width}}" for name, width in _COLUMNS).rstrip())


_COLUMNS = (("engagement", 16), ("reader", 10), ("holder", 20), ("state", 30))


def _rows(place: Place) -> list[dict[str, str]]:
    rows = []
    for holder in place.access.holders:
        state = f"withdrawn {holder.revoked}" if holder.revoked else f"link {holder.version}"
        state = f"closed {place.access.closed}" if place.access.closed else state
        rows.append(
            {"engagement": place.engagement.id, "reader": holder.reader, "holder": holder.id, "state": state}
        )
    return rows


@command.command("link")
@click.argument("engagement", required=False)
@click.argument("holder", required=False)
@click.option("--coach", help="A coach's own link, to her desk, by her id.")
@click.option("--split", is_flag=True, help="Address and code apart, to be sent by two different ways.")
@click.option("--qr", type=click.Path(path_type=Path, dir_okay=False), help="Also as a QR code, an SVG file.")
@click.pass_obj
@in_words
def link(
    settings: Settings,
    engagement: str | None,
    holder: str | None,
    coach: str | None,
    split: bool,
    qr: Path | None,
) -> None:
    """Print a link. Whoever has it can open the site.

    HOLDER is `executive` unless another is named. The code on its own, typed on the site, does the same and leaves no
    trace in the browser's history.
    """
    workspace = the_workspace(settings)
    keys = the_keys(workspace)
    if coach is not None:
        made = _coach_link(workspace, keys, coach)
    elif engagement is None:
        raise click.UsageError("Name an engagement, or a coach with --coach.")
    else:
        the_engagements(workspace, (engagement,))
        place = links.find_place(workspace, engagement)
        made = links.holder_link(place, keys, links.find_holder(place, holder or "executive"))
    _say_link(made, split)
    if qr is not None:
        _write_new(workspace, qr, link_drawing(made))
    if keys.is_demo:
        click.echo(DEMO, err=True)


def _coach_link(workspace: Workspace, keys: Keys, coach: str) -> Link:
    practice, _ = read_practice(workspace)
    register, _ = read_practice_access(workspace)
    if practice is None or register is None or practice.coach(coach) is None:
        raise NotPossible(f"There is no coach {coach!r} in content/practice.yml.")
    return links.coach_link(practice.file.private_address or links.LOCAL_ADDRESS, keys, register.of(coach))


def _say_link(made: Link, split: bool) -> None:
    if split:
        click.echo(
            f"First message, the address:\n  {made.address}\n\nSecond, by another way, the code:\n  {made.code}"
        )
    else:
        click.echo(made.one_click)


@command.command("letter")
@click.argument("engagement")
@click.argument("holder", default="executive")
@click.option("--coach", "to_coach", is_flag=True, help="To the engagement's coach, for her desk.")
@click.option(
    "--parts",
    type=click.Choice(["both", "link", "code"]),
    default="both",
    show_default=True,
    help="What it holds.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write."
)
@today_option
@click.pass_obj
@in_words
def letter(
    settings: Settings,
    engagement: str,
    holder: str,
    to_coach: bool,
    parts: Parts,
    out: Path,
    today: date | None,
) -> None:
    """Write a letter to print: what it is, how to open it, and the link and code.

    With --parts link and --parts code the two go on letters of their own, to travel by different ways.
    """
    place = _place(settings, engagement)
    keys, day = the_keys(place.workspace), the_day(place.workspace, today)
    made = letter_to_coach(place, keys, day) if to_coach else letter_to_holder(place, keys, holder, day)
    _write_new(place.workspace, out, letter_pdf(made, parts))
    click.echo(f"Wrote {out}, which only you can read. Print it, give it, then delete the file.")
    if keys.is_demo:
        click.echo(DEMO, err=True)


@command.command("message")
@click.argument("engagement")
@click.argument("holder", default="executive")
@click.option("--split", is_flag=True, help="Two messages, to be sent by different ways.")
@today_option
@click.pass_obj
@in_words
def message(settings: Settings, engagement: str, holder: str, split: bool, today: date | None) -> None:
    """Print a message that is ready to send, with the link, or in two parts."""
    place = _place(settings, engagement)
    keys = the_keys(place.workspace)
    made = letter_to_holder(place, keys, holder, the_day(place.workspace, today))
    click.echo(message_text(made, split))
    if keys.is_demo:
        click.echo(DEMO, err=True)


@command.command("statement")
@click.argument("engagement")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write."
)
@today_option
@click.pass_obj
@in_words
def statement(settings: Settings, engagement: str, out: Path, today: date | None) -> None:
    """Write how an engagement's data is handled, as one page for procurement. Holds no code."""
    place = _place(settings, engagement)
    _write_new(place.workspace, out, statement_html(place, the_day(place.workspace, today)))
    click.echo(f"Wrote {out}.")


def _write_new(workspace: Workspace, out: Path, body: bytes) -> None:
    refuse_published_place(workspace, out)
    if out.exists():
        raise NotPossible(f"There is a file {out} already. Choose another name.")
    write_file(out, body, mode=0o600)


@command.command("add")
@click.argument("engagement")
@click.argument("holder")
@click.option(
    "--reader",
    type=click.Choice(["executive", "sponsor"]),
    default="executive",
    show_default=True,
    help="Whose site.",
)
@click.pass_obj
@in_words
def add(settings: Settings, engagement: str, holder: str, reader: Reader) -> None:
    """Give one more person, or device, a link of her own."""
    place = _place(settings, engagement)
    links.add_holder(place, holder, reader)
    click.echo(f"{holder} gets a link with the next build. Then: coachbook access link {engagement} {holder}")


@command.command("rotate")
@click.argument("engagement", required=False)
@click.argument("holder", required=False)
@click.option("--coach", help="Replace a coach's own link, by her id.")
@click.pass_obj
@in_words
def rotate(settings: Settings, engagement: str | None, holder: str | None, coach: str | None) -> None:
    """Replace a link; everybody else's stays as it is.

    From the next build on the old link opens nothing new. What was read or copied before cannot be taken back.
    """
    workspace = the_workspace(settings)
    if coach is not None:
        practice, _ = read_practice(workspace)
        if practice is None:
            raise click.UsageError("content/practice.yml cannot be read. See  coachbook check")
        links.rotate_coach(workspace, practice, coach)
        click.echo(
            f"{coach} gets a new link. Next: coachbook build, publish, coachbook access link --coach {coach}"
        )
        return
    if engagement is None or holder is None:
        raise click.UsageError("Name an engagement and a holder, or a coach with --coach.")
    links.rotate(_place(settings, engagement), holder)
    click.echo(
        f"{holder} gets a new link. Next: coachbook build, publish, coachbook access link {engagement} {holder}"
    )


@command.command("revoke")
@click.argument("engagement")
@click.argument("holder")
@today_option
@click.pass_obj
@in_words
def revoke(settings: Settings, engagement: str, holder: str, today: date | None) -> None:
    """Withdraw a link. It opens nothing that is published from now on."""
    place = _place(settings, engagement)
    links.revoke(place, holder, the_day(place.workspace, today))
    click.echo(
        f"Withdrawn with the next build. Next: coachbook build, then publish. {holder} keeps what was read before."
    )


@command.command("close")
@click.argument("engagement")
@today_option
@click.confirmation_option(prompt="Close the sites of this engagement for every reader?")
@click.pass_obj
@in_words
def close(settings: Settings, engagement: str, today: date | None) -> None:
    """Close an engagement's sites for everybody; a notice stays in their place."""
    place = _place(settings, engagement)
    links.close(place, the_day(place.workspace, today))
    click.echo("Closed with the next build. Next: coachbook build, then publish.")


@command.command("erasable")
@click.argument("engagement")
@click.pass_obj
@in_words
def erasable(settings: Settings, engagement: str) -> None:
    """Give an engagement a seed of its own, so that it can be made unreadable.

    Destroy every copy of the seed, and its sites cannot be built again, nor can a link to them be made from the master
    key. What that does not reach: a link somebody kept together with the files, the coach's desk, bundles, and git.
    Every link of the engagement is then new, and the coach's own code no longer opens it.
    """
    links.make_erasable(_place(settings, engagement))
    click.echo(
        f"The seed lies in .coachbook/seeds/{engagement}.seed, outside git. Back it up apart from everything else."
    )


def _place(settings: Settings, engagement: str) -> Place:
    workspace = the_workspace(settings)
    the_engagements(workspace, (engagement,))
    return links.find_place(workspace, engagement)
