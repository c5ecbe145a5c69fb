"""The key schedule: every key of a practice from one master, every key of a site from its site key.

In: a master key and the names of a site. Out: keys, as values that never show what they hold. Deliberately absent:
where a master comes from (`master`), and what is done with the keys (`slots`, `objects`, `manifest`).

All derivation is HKDF with SHA-256 (RFC 5869). Fields of `info` carry their length, so that no two lists of fields
run into each other, and no label is the beginning of another.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from typing import Final, NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from coachbook.vault.encoding import N_SECRET_BYTES, base32
from coachbook.vault.errors import KeyRefused
from coachbook.vault.master import Master, Seed

N_KEY_BYTES: Final = 32
N_NAME_LETTERS: Final = 26
N_ALIAS_LETTERS: Final = 10
N_SLOT_BYTES: Final = 80
N_SALT_BYTES: Final = 16

LEAST_ITERATIONS: Final = 600_000
"""A key file that asks for fewer is refused (OWASP's figure for PBKDF2-HMAC-SHA256)."""
USUAL_ITERATIONS: Final = 1_000_000
MOST_ITERATIONS: Final = 10_000_000
"""A key file that asks for more is refused: it would only hang the reader."""

_LONGEST_FIELD: Final = 0xFFFF
LARGEST_EPOCH: Final = 0xFFFF_FFFF

BLANKS: Final = "\t\n\v\f\r \u1680\u2028\u2029"
"""What counts as blank in a pass phrase, after NFKC has made plain blanks of all others."""


@dataclass(frozen=True, slots=True)
class Site:
    """Which site: one reader's view of one engagement, in one epoch (1 or more) of its key.

    ``uid`` is the engagement's own random name, never what people call it: renaming must not change keys.
    With a ``seed`` the site can be erased by forgetting the seed.
    """

    uid: str
    audience: str
    epoch: int = 1
    seed: Seed | None = None

    def __post_init__(self) -> None:
        if not self.uid or not self.audience:
            raise KeyRefused("A site needs the name of its engagement and of its audience.")
        if not 1 <= self.epoch <= LARGEST_EPOCH:
            raise KeyRefused("An epoch is a whole number from 1 on.")


@dataclass(frozen=True, slots=True, eq=False)
class AccessSecret:
    """What a link or a typed code holds (16 bytes), or what a pass phrase stretches to (32 bytes).

    ``is_shared`` says that it can be derived without the seed of a site: such a secret would survive an erasure.
    """

    raw: bytes = field(repr=False)
    is_shared: bool = False

    def __post_init__(self) -> None:
        if len(self.raw) not in (N_SECRET_BYTES, N_KEY_BYTES):
            raise KeyRefused("An access secret has 16 bytes, or 32 when it comes from a pass phrase.")


@dataclass(frozen=True, slots=True, eq=False)
class ContentKeys:
    """What seals and opens the objects and the manifest of one site in one epoch."""

    site_id: str
    epoch: int
    encryption: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    name: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class SiteKeys:
    """Everything a builder needs to seal one site in one epoch, and nothing that opens another site."""

    site_id: str
    epoch: int
    site_key: bytes = field(repr=False)
    alias_key: bytes = field(repr=False)

    def content(self) -> ContentKeys:
        """The three keys below the site key."""
        return content_keys(self.site_id, self.epoch, self.site_key)

    def alias(self, path: str, extension: str) -> str:
        """The address of a file on the site: ten letters that stay the same over all epochs, and an extension."""
        digest = hmac.digest(self.alias_key, path.encode(), "sha256")
        return f"{base32(digest)[:N_ALIAS_LETTERS]}.{extension}"


@dataclass(frozen=True, slots=True, eq=False)
class SlotKeys:
    """What an access secret becomes on one site: the name of its slot, and the key of it."""

    slot_id: bytes = field(repr=False)
    key: bytes = field(repr=False)


class FirmKeys:
    """All keys of a practice. Cannot be pickled: no other process needs them."""

    __slots__ = ("_prk",)

    def __init__(self, master: Master) -> None:
        self._prk = _extract(b"psv1/firm", master.raw)

    def __repr__(self) -> str:
        return "FirmKeys()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the keys of a practice stay in the process that read them")

    def site_id(self, site: Site) -> str:
        """The 26 letters that name a site; nothing ties them to the engagement or to another audience."""
        return base32(self._expand(17, "site-id", site.uid, site.audience))[:N_NAME_LETTERS]

    def site_keys(self, site: Site) -> SiteKeys:
        """What a builder needs for one site."""
        key = self._expand(N_KEY_BYTES, "site-key", site.uid, site.audience, site.epoch, *_seed(site))
        alias_key = self._expand(N_KEY_BYTES, "alias", site.uid, site.audience)
        return SiteKeys(self.site_id(site), site.epoch, key, alias_key)

    def holder_secret(self, site: Site, holder: str, version: int) -> AccessSecret:
        """The secret of one person or occasion on one site; the next version replaces the link.

        It depends on the seed of an erasable site: otherwise the master and an archived key file would bring the
        site back after the seed is gone.
        """
        place = (site.uid, site.audience)
        return AccessSecret(self._expand(N_SECRET_BYTES, "access", *place, holder, version, *_seed(site)))

    def coach_secret(self, coach: str, version: int) -> AccessSecret:
        """One secret for all sites of a coach; not for erasable sites."""
        return AccessSecret(self._expand(N_SECRET_BYTES, "coach", coach, version), is_shared=True)

    def firm_secret(self, version: int) -> AccessSecret:
        """One secret for all sites of the practice, for emergencies; not for erasable sites."""
        return AccessSecret(self._expand(N_SECRET_BYTES, "firm-open", version), is_shared=True)

    def pass_salt(self, site: Site) -> bytes:
        """The salt for pass phrases of a site; in its key file whether or not there is a pass phrase."""
        return self._expand(N_SALT_BYTES, "pass-salt", site.uid, site.audience)

    def dummy_slot(self, site: Site, place: int) -> bytes:
        """The bytes of a slot that nobody opens, always the same for a site and epoch."""
        return self._expand(N_SLOT_BYTES, "dummy-slot", site.uid, site.audience, site.epoch, place)

    def slot_nonce_key(self) -> bytes:
        """The key from which the nonces of slots come."""
        return self._expand(N_KEY_BYTES, "slot-nonce")

    def _expand(self, n_bytes: int, label: str, *fields: str | int | bytes) -> bytes:
        return _expand(self._prk, info(label, *fields), n_bytes)


def content_keys(site_id: str, epoch: int, site_key: bytes) -> ContentKeys:
    """The keys for objects and manifest below a site key of 32 bytes."""
    derived = (_expand(site_key, info(label), N_KEY_BYTES) for label in ("enc", "nonce", "name"))
    return ContentKeys(site_id, epoch, *derived)


def slot_keys(site_id: str, secret: AccessSecret) -> SlotKeys:
    """Salted by the site, so that the same coach cannot be recognised across sites; the name commits to the secret."""
    prk = _extract(b"psv1/slot/" + site_id.encode("ascii"), secret.raw)
    return SlotKeys(_expand(prk, info("slot-id"), 16), _expand(prk, info("slot-kek"), N_KEY_BYTES))


def pass_phrase_secret(phrase: str, salt: bytes, iterations: int) -> AccessSecret:
    """PBKDF2-HMAC-SHA256 of a pass phrase: 32 bytes. About 150 ms for a million iterations."""
    if not LEAST_ITERATIONS <= iterations <= MOST_ITERATIONS or len(salt) != N_SALT_BYTES:
        raise KeyRefused("The settings for pass phrases are out of bounds.")
    words = tidy_phrase(phrase).encode()
    if not words:
        raise KeyRefused("The pass phrase is empty.")
    return AccessSecret(hashlib.pbkdf2_hmac("sha256", words, salt, iterations, N_KEY_BYTES))


def tidy_phrase(phrase: str) -> str:
    """NFKC, runs of blanks as one blank, none at the ends."""
    plain = unicodedata.normalize("NFKC", phrase)
    words = "".join(" " if sign in BLANKS else sign for sign in plain).split(" ")
    return " ".join(filter(None, words))


def info(label: str, *fields: str | int | bytes) -> bytes:
    """``"psv1/" ‖ label ‖ (u16 length ‖ field)*``; whole numbers as u32, text as UTF-8, all big-endian."""
    parts = [b"psv1/", label.encode("ascii")]
    for each in fields:
        raw = _bytes_of(each)
        if len(raw) > _LONGEST_FIELD:
            raise KeyRefused("A name is too long to derive a key from.")
        parts += (len(raw).to_bytes(2, "big"), raw)
    return b"".join(parts)


def _bytes_of(value: str | int | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if not 0 <= value <= LARGEST_EPOCH:
        raise KeyRefused("An epoch, a version or a place is out of bounds.")
    return value.to_bytes(4, "big")


def _seed(site: Site) -> tuple[bytes, ...]:
    return () if site.seed is None else (site.seed.raw,)


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def _expand(prk: bytes, context: bytes, n_bytes: int) -> bytes:
    return HKDFExpand(SHA256(), n_bytes, context).derive(prk)
