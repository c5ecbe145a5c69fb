"""What stands in prose that others read: details that should not, work left undone, signs that mean something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from coachbook.model.checks.context import Context, Finding
from coachbook.model.checks.wording import may_hold_telephone, texts_of, words_of
from coachbook.source.diagnostics import Keys
from coachbook.source.yamltext import Document

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE: Final = re.compile(r"(?<![\w/.-])(?:\+\d|\(?0\d)(?:[ ()./-]{0,2}\d){7,13}(?![\w-])")
_TODO: Final = re.compile(
    r"\b(?:TODO|TBC|TBD|FIXME|XXX+)\b|(?i:\blorem ipsum\b)|\{\{.*?\}\}|\[(?:name|date|text)\]"
)
_TODO_SIGNS: Final = ("{{", "[name]", "[date]", "[text]")
_INDENTED_SIGN: Final = re.compile("\n +#{1,6} ")
_HEADING: Final = re.compile(r"^ {0,3}#{1,6} ", re.MULTILINE)
_SECRETS: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{20,}|"
    r"\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bsk-[\w-]{20,}|\bAIza[\w-]{35}|\bAGE-SECRET-KEY-1\w+|"
    r"\beyJ[\w-]{10,}\.[\w-]{10,}\.|://[^/\s:@]+:[^/\s@]+@|"
    r"(?i:\b(?:password|passphrase|passcode|api key|secret key)\b\s*(?:is|:|=)\s*(?=\S*\d)\S{6,})"
)
_SECRET_SIGNS: Final = ("-----", "://", "AKIA", "AIza", "eyJ")
_SECRET_WORDS: Final = frozenset(
    words_of(
        "password passphrase passcode api secret ghp gho ghu ghs ghr github glpat sk xoxa xoxb xoxp xoxr xoxs"
    )
)
_TODO_WORDS: Final = frozenset((b"todo", b"tbc", b"tbd", b"fixme", b"xxx", b"xxxx", b"lorem"))
_SENSITIVE: Final = frozenset(
    words_of(
        "addiction alcoholic antidepressant antidepressants bereavement cancer chemotherapy depressed depression "
        "diagnosed diagnosis disciplinary dismissal divorce grievance harassment lawsuit litigation medication "
        "miscarriage pregnancy pregnant psychiatrist redundancies redundancy suicidal suicide therapist therapy "
        "tribunal whistleblower"
    )
)
"""Words of health, family, law and employment: fit to be said in a session, and worth a second look in writing."""
_SENSITIVE_ONE: Final = re.compile(
    r"(?i)\b(?:" + "|".join(sorted(word.decode() for word in _SENSITIVE)) + r")\b"
)
_LOOKED_FOR: Final = _SECRET_WORDS | _TODO_WORDS | _SENSITIVE

WAYS_TO_REACH: Final = "between_sessions"
"""The one key whose text is there to say how the coach can be reached."""


def prose(context: Context) -> Iterator[Finding]:
    """The rules on text, in one walk: `contact-detail-in-prose`, `looks-like-secret`, `sensitive-words`,
    `heading-in-field`, `todo-left`.
    """  # fmt: skip
    for document, words in context.shared:
        suspects = tuple(_suspects(document, words))
        if not suspects:
            continue
        for keys, text in texts_of(document):
            for judge in suspects:
                yield from judge(context, document, keys, text)
    for entry in context.notes:
        if _may_hold_secret(entry.document.source.text, words_of(entry.document.source.text)):
            for keys, text in texts_of(entry.document):
                yield from _secret(context, entry.document, keys, text)


Judge = Callable[[Context, Document, Keys, str], Iterator[Finding]]


def _suspects(document: Document, words: list[bytes]) -> Iterator[Judge]:
    """The rules that have anything to look for in this file."""
    text = document.source.text
    has_word = not _LOOKED_FOR.isdisjoint(words)
    if "@" in text or may_hold_telephone(text):
        yield _contact
    if _may_hold_secret(text, words if has_word else []):
        yield _secret
    if has_word and not document.source.path.endswith("/engagement.yml") and not _SENSITIVE.isdisjoint(words):
        yield _sensitive
    if _INDENTED_SIGN.search(text):
        yield _heading
    if any(sign in text for sign in _TODO_SIGNS) or (has_word and not _TODO_WORDS.isdisjoint(words)):
        yield _todo


def _may_hold_secret(text: str, words: list[bytes]) -> bool:
    return any(sign in text for sign in _SECRET_SIGNS) or not _SECRET_WORDS.isdisjoint(words)


def _contact(context: Context, document: Document, keys: Keys, text: str) -> Iterator[Finding]:
    if keys[-1:] == (WAYS_TO_REACH,):
        return
    ours = {coach.email.lower() for coach in context.practice.file.coaches}
    mail = next(
        (found[0] for found in _MAIL.finditer(text) if found[0].lower().rstrip(".") not in ours), None
    )
    if mail or _TELEPHONE.search(text):
        yield Finding(
            code="contact-detail-in-prose",
            message=f"there is {'an e-mail address' if mail else 'a telephone number'} in this text",
            help=f"take it out; how to reach the coach belongs under agreement: {WAYS_TO_REACH}",
            document=document,
            keys=keys,
        )


def _secret(context: Context, document: Document, keys: Keys, text: str) -> Iterator[Finding]:
    if _SECRETS.search(text):
        yield Finding(
            code="looks-like-secret",
            message="this looks like a password or a key",
            help="take it out and change it where it is used: it stays readable in the history of these files",
            document=document,
            keys=keys,
        )


def _sensitive(context: Context, document: Document, keys: Keys, text: str) -> Iterator[Finding]:
    if _SENSITIVE_ONE.search(text):
        yield Finding(
            code="sensitive-words",
            message="this text touches health, family, law or somebody's job",
            help="read it once more as the executive would, and as anybody would who finds it on her desk",
            document=document,
            keys=keys,
        )


def _heading(context: Context, document: Document, keys: Keys, text: str) -> Iterator[Finding]:
    if _HEADING.search(text):
        yield Finding(
            code="heading-in-field",
            message="a line that begins with # becomes a heading in the middle of the page",
            help="leave the # out; for weight, put two asterisks before and after the words",
            document=document,
            keys=keys,
        )


def _todo(context: Context, document: Document, keys: Keys, text: str) -> Iterator[Finding]:
    if _TODO.search(text):
        yield Finding(
            code="todo-left",
            message="something is left to be written here, and the executive would read the reminder",
            help="write it now, or take the reminder out",
            document=document,
            keys=keys,
        )


RULES = (prose,)
