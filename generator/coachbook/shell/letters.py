"""Letters of access, messages and statements: made from the registers, written where the coach says, never below site/.

A letter holds a code, so it is written for its owner's eyes only (mode 0600) and is never part of a build.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coachbook.model.datahandling import data_handling
from coachbook.model.handover import coach_letter, executive_letter, sponsor_letter
from coachbook.model.letters import AccessLetterView, KeyBackupView, LetterParts, WayIn
from coachbook.model.practice import Practice
from coachbook.render.environment import template_environment
from coachbook.render.letters import (
    Message,
    data_handling_html,
    key_backup_html,
    letter_css,
    letter_html,
    letter_messages,
)
from coachbook.render.pdf import PdfUnavailable, document_pdf
from coachbook.render.qr import qr_svg
from coachbook.shell.access import Link, NotPossible, Place, coach_link, find_holder, holder_link
from coachbook.shell.books import how_to_add_pdfs, print_fonts
from coachbook.shell.engagements import keeping_of
from coachbook.shell.keys import Keys
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import Workspace
from coachbook.vault.master import Master, master_paper


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a holder, with the workspace whose templates draw it."""

    workspace: Workspace
    view: AccessLetterView


def letter_to_holder(place: Place, keys: Keys, holder: str, today: date) -> Letter:
    """The letter to an executive or a sponsor. Raises NotPossible for a link that was withdrawn."""
    found = find_holder(place, holder)
    way_in = _way_in(holder_link(place, keys, found))
    others = tuple(each.id for each in place.access.active(found.reader) if each.id != holder)
    write = executive_letter if found.reader == "executive" else sponsor_letter
    view = write(
        place.engagement, place.practice, today, way_in, holders=others, is_erasable=place.access.erasable
    )
    return Letter(place.workspace, view)


def letter_to_coach(place: Place, keys: Keys, today: date) -> Letter:
    """The letter to the engagement's coach, for her own desk."""
    way_in = _way_in(coach_link(place.base, keys, place.coach))
    return Letter(place.workspace, coach_letter(place.engagement.coach, place.practice, today, way_in))


def letter_pdf(letter: Letter, parts: LetterParts) -> bytes:
    """The letter on one page; link and code can be printed apart, to travel by different ways."""
    environment = template_environment(load_templates(letter.workspace))
    return _pdf(letter_html(letter.view, environment, parts), letter_css(letter.view.paper, environment))


def message_text(letter: Letter, is_split: bool) -> str:
    """What to send instead of a letter or with it, each part with a word to the coach before it is sent."""
    messages = letter_messages(letter.view, template_environment(load_templates(letter.workspace)))
    parts = (messages.address, messages.code) if is_split else (messages.one_click,)
    return "\n\n".join(f"[{part.before_sending}]\n\nSubject: {part.subject}\n\n{part.body}" for part in parts)


def _as_sent(part: Message) -> str:
    """A message, and above it, in brackets, what the coach should know before she sends it."""
    warning = f"[{part.before_sending}]\n\n" if part.before_sending else ""
    return f"{warning}Subject: {part.subject}\n\n{part.body}"


def statement_html(place: Place, today: date) -> bytes:
    """How this engagement's data is handled, as one file for procurement."""
    view = data_handling(
        place.engagement,
        place.practice,
        today,
        keeping_of(place.workspace, place.engagement),
        voice="procurement",
    )
    return data_handling_html(view, template_environment(load_templates(place.workspace))).encode()


def link_drawing(link: Link) -> bytes:
    """The one-click link as a QR code, an SVG file. Whoever can see it can open the site."""
    return f"{qr_svg(link.one_click, 'A link to private pages')}\n".encode()


def key_paper_pdf(workspace: Workspace, practice: Practice, master: Master, today: date) -> bytes:
    """The paper copy of the master key."""
    file = practice.file
    symbols = master_paper(master)
    backup = KeyBackupView(
        file.name, file.language, file.paper, today, symbols, "coachbook keygen --from-paper"
    )
    environment = template_environment(load_templates(workspace))
    return _pdf(key_backup_html(backup, environment), letter_css(file.paper, environment))


def refuse_published_place(workspace: Workspace, out: Path) -> None:
    """Raises NotPossible for a place below site/, where nothing with a code in it may ever lie."""
    if out.resolve().is_relative_to(workspace.root / "site"):
        raise NotPossible("Nothing that holds a code goes below site/. Choose another place.")


def _way_in(link: Link) -> WayIn:
    return WayIn(link.address, link.one_click, link.code)


def _pdf(html: str, css: str) -> bytes:
    fonts = print_fonts()
    if fonts is None:
        raise NotPossible(how_to_add_pdfs())
    try:
        return document_pdf(html, stylesheets=(css,), fonts=fonts)
    except PdfUnavailable:
        raise NotPossible(how_to_add_pdfs()) from None
