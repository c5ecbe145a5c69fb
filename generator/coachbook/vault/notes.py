"""A coach's note as an age file: sealed for a list of public keys, opened with a private one, looked at without any.

In: bytes and keys as text. Out: bytes, an `Envelope`, or a `VaultError`. The format is age's own
(https://age-encryption.org/v1, armoured, X25519), so that `age -d` opens every note without us. age draws its own
random bytes, and nobody can hand it others. Deliberately absent: where notes and keys lie, and whose keys they are.

age does not say for whom a file is sealed, only for how many: who can read it must be written down elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final

from .errors import KeyRefused, NoSlot, OpenRefused, SealRefused, VaultError

_BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_VERSION: Final = b"age-encryption.org/v1"
_MAC: Final = re.compile(rb"--- [A-Za-z0-9+/]{43}\Z")
_LEAST_PAYLOAD: Final = 16 + 16
"""Bytes after the header: a nonce, and the tag of an empty text."""

_SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_N_KEY_SIGNS: Final = 58
"""Signs of a key after its prefix: 32 bytes in groups of five bits, and six of check."""

_KEY_WORDS: Final = (
    "# Private key for the coach's own notes, in age's format. Whoever has it can read every note sealed for it.\n"
    "# Keep it out of git and out of shared folders, with a copy on paper.\n"
)


class AgeMissing(VaultError):
    """The library that reads and writes age files is not installed."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A private key and the public one that belongs to it; only the public one is ever shown."""

    private: str = field(repr=False)
    public: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an age file tells without a key."""

    digest: str
    """SHA-256 of the file without its armour, in hex: the same whatever was done to the ends of its lines."""
    n_keys: int
    """Public keys it is sealed for."""
    has_foreign: bool
    """Whether something else than such keys opens it too: a pass phrase, an SSH key, a plug-in."""


def new_note_key() -> NoteKey:
    """A fresh pair of keys."""
    identity = _age().x25519.Identity.generate()
    return NoteKey(str(identity), str(identity.to_public()))


def note_key_file(key: NoteKey) -> str:
    """The text of a key file, to be written with mode 0600; `age -d -i` takes it too."""
    return f"{_KEY_WORDS}# public key: {key.public}\n{key.private}\n"


def note_keys_of(text: str) -> tuple[NoteKey, ...]:
    """The keys in a key file, one to a line: an old one may stand below the new one. Raises `KeyRefused`."""
    age = _age()
    lines = [line.strip() for line in text.splitlines()]
    found = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        try:
            identity = age.x25519.Identity.from_str(line)
        except age.IdentityError as error:
            raise KeyRefused("The key file holds a line that is no private key of age's.") from error
        found.append(NoteKey(line, str(identity.to_public())))
    if not found:
        raise KeyRefused("The key file holds no key.")
    return tuple(found)


def is_public_key(text: str) -> bool:
    """Whether it is an X25519 key of age's, `age1…`, with a sound check sum (BIP 173): a slip in typing is seen."""
    prefix, signs = text[:4], text[4:]
    if prefix != "age1" or len(signs) != _N_KEY_SIGNS or not set(signs) <= set(_SIGNS):
        return False
    letters = [ord(each) for each in "age"]
    expanded = [each >> 5 for each in letters] + [0] + [each & 31 for each in letters]
    return _check_sum([*expanded, *map(_SIGNS.index, signs)]) == 1


def seal_note(plain: bytes, public_keys: Sequence[str]) -> bytes:
    """The text sealed for these keys, as ASCII in lines. Twice the same text gives different bytes."""
    if not public_keys:
        raise SealRefused("There is nobody to seal this for.")
    age = _age()
    try:
        recipients = [age.x25519.Recipient.from_str(each) for each in public_keys]
    except age.RecipientError as error:
        raise KeyRefused("One of the public keys is not a key of age's.") from error
    sealed: bytes = age.encrypt(plain, recipients, armored=True)
    return sealed


def open_note(sealed: bytes, keys: Iterable[NoteKey]) -> bytes:
    """The text. Raises `NoSlot` if it is sealed for other keys, `OpenRefused` if it is damaged or no age file."""
    envelope_of(sealed)
    age = _age()
    identities = [age.x25519.Identity.from_str(key.private) for key in keys]
    try:
        plain: bytes = age.decrypt(sealed, identities)
    except age.DecryptError as error:
        # The library has one exception for everything; a test holds it to these words.
        if "No matching keys" in str(error):
            raise NoSlot("It is sealed for other keys.") from error
        raise OpenRefused("It is damaged.") from error
    return plain


def envelope_of(sealed: bytes) -> Envelope:
    """What the file tells without a key; raises `OpenRefused` for what is not a whole age file. Needs no library."""
    raw = _without_armour(sealed) if sealed.lstrip().startswith(_BEGIN) else sealed
    version, _, rest = raw.partition(b"\n")
    if version != _VERSION:
        raise OpenRefused("It is not an age file.")
    kinds: list[bytes] = []
    while True:
        line, end, rest = rest.partition(b"\n")
        if not end:
            raise OpenRefused("It is damaged: the end of its header is missing.")
        if _MAC.match(line):
            break
        if line.startswith(b"-> "):
            kinds.append(line[3:].split(b" ")[0])
    if not kinds or len(rest) < _LEAST_PAYLOAD:
        raise OpenRefused("It is damaged: part of it is missing.")
    # Writers of age files add a stanza of noise, so that readers learn to pass over what they do not know.
    known = [kind for kind in kinds if not kind.endswith(b"-grease")]
    n_keys = known.count(b"X25519")
    return Envelope(hashlib.sha256(raw).hexdigest(), n_keys, n_keys != len(known))


def _without_armour(sealed: bytes) -> bytes:
    lines = sealed.strip().splitlines()
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise OpenRefused("It is damaged: its last line is missing.")
    try:
        return base64.b64decode(b"".join(lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise OpenRefused("It is damaged: it holds signs that no age file has.") from error


def _check_sum(values: Iterable[int]) -> int:
    """Bech32's polynomial, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki; 1 for a sound word."""
    sum_ = 1
    for value in values:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            sum_ ^= generator if top >> bit & 1 else 0
    return sum_


def _age() -> ModuleType:
    """The library, loaded when it is first needed: most practices and every other command do without it."""
    try:
        import pyrage
    except ImportError as error:
        raise AgeMissing("Sealed notes need one more library: pip install 'coachbook[age]'") from error
    module: ModuleType = pyrage
    return module
