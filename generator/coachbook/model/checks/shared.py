"""What every engagement shares: practice.yml, programmes, workbooks and the kit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from coachbook.model.checks.context import Finding, Placed, days, within
from coachbook.model.checks.levels import may_be_set
from coachbook.model.checks.references import repeated
from coachbook.model.checks.waivers import unsettable
from coachbook.model.practice import KitPiece, Practice, PracticeFile
from coachbook.source.diagnostics import Keys, Span
from coachbook.source.suggest import suggest
from coachbook.source.yamltext import Document

PRACTICE_FILE: Final = "content/practice.yml"

_LINK: Final = re.compile(r"(!?)\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)")
_CODE: Final = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shared:
    """The practice, the documents of content/ by path, the day, and what could not be read."""

    practice: Practice
    documents: Mapping[str, Document]
    today: date
    broken: frozenset[str]

    @property
    def file(self) -> Placed[PracticeFile] | None:
        """practice.yml; None if its document was not handed over."""
        document = self.documents.get(PRACTICE_FILE)
        return Placed(self.practice.file, document) if document else None


def coaches(shared: Shared) -> Iterator[Finding]:
    """`duplicate-id`: two coaches with one id."""
    if shared.file:
        yield from repeated(tuple(within(shared.file, shared.file.value.coaches, "coaches")), "coach")


def credentials(shared: Shared) -> Iterator[Finding]:
    """`credential-expired`, `date-in-future`, `end-before-start`: qualifications that may not be claimed."""
    if shared.file is None:
        return
    document = shared.file.document
    for coach in within(shared.file, shared.file.value.coaches, "coaches"):
        for held in within(coach, coach.value.credentials, "credentials"):
            value, keys = held.value, held.keys
            if value.expires and value.expires < value.granted:
                message = "this day is before 'granted'"
                yield _finding(
                    "end-before-start", message, "correct one of the two", document, (*keys, "expires")
                )
            elif value.expires and value.expires < shared.today:
                ago = days((shared.today - value.expires).days)
                yield _finding(
                    "credential-expired",
                    f"this credential expired {ago} ago and is no longer shown",
                    "write the new day when it is renewed, or take it out",
                    document,
                    (*keys, "expires"),
                )
            if value.granted > shared.today:
                yield _finding(
                    "date-in-future",
                    "this day has not come yet, so the credential is not shown",
                    "correct the date; look at the year first",
                    document,
                    (*keys, "granted"),
                )


def addresses(shared: Shared) -> Iterator[Finding]:
    """`bad-address`: an address that a reader could not open."""
    if shared.file is None:
        return
    file, document = shared.file.value, shared.file.document
    if file.address and not file.address.startswith("https://"):
        yield _address("a web address begins with https://", document, ("address",))
    for number, coach in enumerate(file.coaches):
        if coach.booking_url and not coach.booking_url.startswith("https://"):
            yield _address("a web address begins with https://", document, ("coaches", number, "booking_url"))
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", coach.email):
            yield _address(
                "an e-mail address has a name, an @ and a domain", document, ("coaches", number, "email")
            )


def _address(message: str, document: Document, keys: Keys) -> Finding:
    return _finding("bad-address", message, "copy it whole from where it works", document, keys)


def lint_codes(shared: Shared) -> Iterator[Finding]:
    """`unknown-level`, `fixed-level`: `lint:` names a code that does not exist, or an error."""
    if shared.file:
        for code in shared.file.value.lint:
            if not may_be_set(code):
                yield unsettable("unknown-level", code, shared.file.document, ("lint", code))


def programmes(shared: Shared) -> Iterator[Finding]:
    """`unknown-kit`, `unknown-workbook`: what a programme lists and content/ does not have."""
    kit, books = shared.practice.kit, shared.practice.workbooks
    for id_, programme in shared.practice.programmes.items():
        document = shared.documents.get(f"content/programmes/{id_}.yml")
        if document is None:
            continue
        for number, piece in enumerate(programme.kit):
            if piece not in kit and f"content/kit/{piece}.md" not in shared.broken:
                yield _unknown(
                    "kit", "the id of a piece in content/kit", piece, kit, document, ("kit", number)
                )
        for number, book in enumerate(programme.workbooks):
            if book not in books and f"content/workbooks/{book}.yml" not in shared.broken:
                keys: Keys = ("workbooks", number)
                yield _unknown("workbook", "a workbook in content/workbooks", book, books, document, keys)


def kit_names(shared: Shared) -> Iterator[Finding]:
    """`file-name-differs`, `duplicate-id`: the id of a piece of the kit is the name of its file."""
    for piece in shared.practice.kit.values():
        name = piece.path.rpartition("/")[2].removesuffix(".md")
        document = shared.documents.get(piece.path)
        if piece.front.id != name and document:
            yield _finding(
                "file-name-differs",
                f"the file is called {name}, and its id is '{piece.front.id}'",
                f"rename the file to {piece.front.id}.md, or write id: {name}",
                document,
                ("id",),
            )


def kit_links(shared: Shared) -> Iterator[Finding]:
    """`broken-link`, `image-without-alt`: links between pieces of the kit, and pictures nobody describes."""
    names = {piece.path.rpartition("/")[2] for piece in shared.practice.kit.values()}
    for piece in shared.practice.kit.values():
        document = shared.documents.get(piece.path)
        for found in _links(piece) if document else ():
            is_image, words, target = found[1], found[2], found[3].partition("#")[0]
            if is_image and not words.strip():
                yield _in_body(
                    "image-without-alt",
                    "this picture has no words for those who cannot see it",
                    "describe between the square brackets what it shows",
                    piece,
                    document,
                    found,
                )
            is_ours = not is_image and target.endswith(".md") and "://" not in target
            is_broken = f"content/kit/{target}" in shared.broken
            if is_ours and target.rpartition("/")[2] not in names and not is_broken:
                yield _in_body(
                    "broken-link",
                    "this link leads to a piece that content/kit does not have",
                    "correct the file's name in the link, or take the link out",
                    piece,
                    document,
                    found,
                )


def _links(piece: KitPiece) -> Iterator[re.Match[str]]:
    """The links of a piece's Markdown, without those in examples of code; places stay as they were."""
    if "](" not in piece.body:
        return iter(())
    blanked = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), piece.body)
    return _LINK.finditer(blanked)


def _in_body(
    code: str, message: str, help_: str, piece: KitPiece, document: Document | None, found: re.Match[str]
) -> Finding:
    line = piece.body.count("\n", 0, found.start())
    column = found.start() - (piece.body.rfind("\n", 0, found.start()) + 1)
    span = Span(piece.body_line + line, column + 1, column + 1 + len(found[0]))
    return Finding(code=code, message=message, help=help_, document=document, span=span)


def _unknown(
    noun: str, kind: str, id_: str, known: Mapping[str, object], document: Document, keys: Keys
) -> Finding:
    meant = suggest(id_, tuple(known))
    return Finding(
        code=f"unknown-{noun}",
        message=f"'{{typed}}' is not {kind}",
        help=f"did you mean '{meant}'?" if meant else f"there is: {', '.join(sorted(known)) or 'none yet'}",
        document=document,
        keys=keys,
        typed=id_,
    )


def _finding(code: str, message: str, help_: str, document: Document, keys: Keys) -> Finding:
    return Finding(code=code, message=message, help=help_, document=document, keys=keys)


RULES = (coaches, credentials, addresses, lint_codes, programmes, kit_names, kit_links)
