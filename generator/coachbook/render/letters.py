"""Access letters, the paper copy of a key, messages to send, and the account of data handling as a file of its own.

In: views from `model.letters` and an environment over the templates. Out: HTML and a stylesheet for
`pdf.document_pdf`, one page each; plain text; or one HTML document that needs nothing beside it. A letter holds what
opens a site: whoever calls this writes it where only its owner may read, and never below `site/`.

The words are the templates' (templates/letters/), so that a firm can replace them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape

from jinja2 import Environment
from markupsafe import Markup

from coachbook.model.letters import AccessLetterView, DataHandlingView, KeyBackupView, LetterParts
from coachbook.model.terms import Paper
from coachbook.render.qr import qr_url


@dataclass(frozen=True, slots=True)
class Message:
    """A message as plain text, ready to send, and what its sender should know first; empty when there is nothing."""

    subject: str
    body: str = field(repr=False)
    before_sending: str


@dataclass(frozen=True, slots=True)
class Messages:
    """The same access twice: in two parts that travel by different ways, or in one that opens with one click."""

    address: Message
    code: Message
    one_click: Message


def letter_html(letter: AccessLetterView, environment: Environment, parts: LetterParts = "both") -> str:
    """One page: the whole letter, or only its address, or only its code.

    The square on the whole letter opens the pages; on the letter with the address it holds no more than the address.
    Very long names make two pages rather than none: what opens the pages is on the first in any case.
    """
    square = letter.way_in.link if parts == "both" else letter.way_in.address
    return environment.get_template("letters/access.html").render(
        letter=letter,
        parts=parts,
        qr=None if parts == "code" else Markup(qr_url(square, "QR code")),
    )


def key_backup_html(backup: KeyBackupView, environment: Environment) -> str:
    """The paper copy of the master key, one page."""
    return environment.get_template("letters/key-backup.html").render(backup=backup)


def letter_css(paper: Paper, environment: Environment) -> str:
    """The stylesheet of letters and key copies, for this paper."""
    return environment.get_template("letters/letters.css").render(paper=paper)


def letter_messages(letter: AccessLetterView, environment: Environment) -> Messages:
    """The messages that go with a letter, or instead of it."""
    return Messages(*(_message(name, letter, environment) for name in ("address", "code", "one_click")))


def data_handling_html(view: DataHandlingView, environment: Environment) -> str:
    """The account of data handling as one document without scripts, fonts or anything else from elsewhere."""
    return environment.get_template("letters/data-handling.html").render(view=view)


def _message(name: str, letter: AccessLetterView, environment: Environment) -> Message:
    """What a macro of letters/messages.html says, as text: templates escape, and a message is not HTML."""
    words = environment.get_template("letters/messages.html").module
    subject, body, before = (
        unescape(str(getattr(words, f"{name}_{part}")(letter))).strip()
        for part in ("subject", "body", "before_sending")
    )
    return Message(subject, f"{body}\n", before)
