"""One file of a site as one sealed object: packed, padded, encrypted, and named by its content.

    record = u8 1 | u8 flags (bit 0: deflate-raw) | u16 0 | u32 body length | u32 raw length | body | zeros
    aad    = "PSO1" | 26 site id | u32 epoch | u16 length | path
    nonce  = HMAC-SHA256(K_nonce, aad | record)[:12]
    object = nonce | AES-256-GCM(K_enc, nonce, record, aad)
    name   = base32(HMAC-SHA256(K_name, aad | SHA-256(object)))[:26]

In: keys, a path and the bytes of a file, or an object and its name. Out: the other. Deliberately absent: which
files a site has (`manifest`).
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from dataclasses import dataclass
from struct import Struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coachbook.vault.encoding import base32
from coachbook.vault.errors import OpenRefused, SealRefused
from coachbook.vault.schedule import N_NAME_LETTERS, ContentKeys

MAGIC: Final = b"PSO1"
MOST_RAW_BYTES: Final = 64 * 1024 * 1024
"""Largest file: a reader on a phone must be able to hold it. Bounds what a reader inflates, too."""

_HEADER: Final = Struct(">BBHII")
_VERSION: Final = 1
_DEFLATED: Final = 1
_N_NONCE_BYTES: Final = 12
_N_TAG_BYTES: Final = 16
_N_OVERHEAD: Final = _N_NONCE_BYTES + _N_TAG_BYTES
LEAST_OBJECT_BYTES: Final = _N_OVERHEAD + _HEADER.size
_LEVELS: Final = (1, 6)
_RAW_DEFLATE: Final = -15
_LONGEST_PATH: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class SizeClasses:
    """The sizes objects come in: multiples of ``step`` bytes up to ``flat_up_to``, above that Padmé."""

    step: int = 8 * 1024
    flat_up_to: int = 64 * 1024

    def of(self, n_bytes: int) -> int:
        """The smallest size that holds so many bytes."""
        if n_bytes <= self.flat_up_to:
            return -(-n_bytes // self.step) * self.step
        return padme(n_bytes)


SIZES: Final = SizeClasses()
"""8 KiB steps: on real prose they leave 0.4 bits of a page's length to be seen, 4 KiB steps 1.3."""

MOST_OBJECT_BYTES: Final = 72 * 1024 * 1024
"""No object is larger: the largest file, its overhead and at most 12 % of padding. Longer downloads are cut off."""


@dataclass(frozen=True, slots=True)
class SealedObject:
    """An object and the name that its content gives it."""

    name: str
    body: bytes


def seal_object(
    keys: ContentKeys, path: str, raw: bytes, *, may_shrink: bool = True, sizes: SizeClasses = SIZES
) -> SealedObject:
    """Seals one file; the same bytes and keys always give the same object."""
    if len(raw) > MOST_RAW_BYTES:
        raise SealRefused(f"A file of a site has at most {MOST_RAW_BYTES // 1024 // 1024} MiB.")
    return seal_record(keys, path, record_of(raw, may_shrink=may_shrink, sizes=sizes))


def seal_record(keys: ContentKeys, path: str, record: bytes) -> SealedObject:
    """Encrypts a finished record.

    The nonce covers exactly the bytes that GCM sees: one made from the file as it was before packing would repeat
    with different bytes on the day zlib packs differently, which gives GCM's key away.
    """
    associated = associated_data(keys, path)
    nonce = hmac.digest(keys.nonce, associated + record, "sha256")[:_N_NONCE_BYTES]
    sealed = nonce + AESGCM(keys.encryption).encrypt(nonce, record, associated)
    return SealedObject(_name(keys, associated, sealed), sealed)


def open_object(keys: ContentKeys, path: str, name: str, sealed: bytes) -> bytes:
    """The file in an object. `OpenRefused` for any other object, path, name, epoch, site, or a single changed bit."""
    if not LEAST_OBJECT_BYTES <= len(sealed) <= MOST_OBJECT_BYTES:
        raise OpenRefused("An object has a length that no object has.")
    associated = associated_data(keys, path)
    if not hmac.compare_digest(_name(keys, associated, sealed), name):
        raise OpenRefused("An object does not have the name that its content gives it.")
    return _unpacked(_decrypted(keys, associated, sealed))


def open_unnamed(keys: ContentKeys, path: str, sealed: bytes) -> bytes:
    """As `open_object`, for the one object that has a fixed address: the manifest."""
    if not LEAST_OBJECT_BYTES <= len(sealed) <= MOST_OBJECT_BYTES:
        raise OpenRefused("An object has a length that no object has.")
    return _unpacked(_decrypted(keys, associated_data(keys, path), sealed))


def record_of(raw: bytes, *, may_shrink: bool, sizes: SizeClasses = SIZES) -> bytes:
    """Packs and pads a file. It is deflated only if that brings it into a smaller size class.

    Why: within a class, packing saves no byte and costs both sides time; and what is not packed tells nothing
    through its length. The quick level is enough for nearly every page; the thorough one is for what stays larger.
    """
    body, flags, size = raw, 0, sizes.of(LEAST_OBJECT_BYTES + len(raw))
    for level in _LEVELS if may_shrink else ():
        if size <= sizes.step:
            break
        packed = zlib.compress(raw, level, wbits=_RAW_DEFLATE)
        if sizes.of(LEAST_OBJECT_BYTES + len(packed)) < size:
            body, flags, size = packed, _DEFLATED, sizes.of(LEAST_OBJECT_BYTES + len(packed))
    header = _HEADER.pack(_VERSION, flags, 0, len(body), len(raw))
    return (header + body).ljust(size - _N_OVERHEAD, b"\0")


def padme(n_bytes: int) -> int:
    """The next size that has a short floating point form; at most 12 % more, 2.2 % at 20 MB.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019.
    """
    exponent = n_bytes.bit_length() - 1
    n_low_bits = exponent - exponent.bit_length()
    low = (1 << n_low_bits) - 1
    return (n_bytes + low) & ~low


def associated_data(keys: ContentKeys, path: str) -> bytes:
    """What binds an object to its site, epoch and place."""
    place = path.encode()
    if len(place) > _LONGEST_PATH:
        raise SealRefused("A path is too long.")
    return b"".join(
        (
            MAGIC,
            keys.site_id.encode("ascii"),
            keys.epoch.to_bytes(4, "big"),
            len(place).to_bytes(2, "big"),
            place,
        )
    )


def _name(keys: ContentKeys, associated: bytes, sealed: bytes) -> str:
    digest = hmac.digest(keys.name, associated + hashlib.sha256(sealed).digest(), "sha256")
    return base32(digest)[:N_NAME_LETTERS]


def _decrypted(keys: ContentKeys, associated: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(keys.encryption).decrypt(sealed[:_N_NONCE_BYTES], sealed[_N_NONCE_BYTES:], associated)
    except InvalidTag:
        raise OpenRefused("An object was changed, or sealed for another place.") from None


def _unpacked(record: bytes) -> bytes:
    version, flags, reserved, n_body, n_raw = _HEADER.unpack_from(record)
    if version != _VERSION or flags & ~_DEFLATED or reserved:
        raise OpenRefused("An object is of a newer version.")
    end = _HEADER.size + n_body
    if end > len(record) or n_raw > MOST_RAW_BYTES:
        raise OpenRefused("An object says a length that cannot be.")
    if record.count(0, end) != len(record) - end:
        raise OpenRefused("The padding of an object is not empty.")
    body = record[_HEADER.size : end]
    raw = _inflated(body, n_raw) if flags & _DEFLATED else body
    if len(raw) != n_raw:
        raise OpenRefused("An object has another length than it says.")
    return raw


def _inflated(body: bytes, n_raw: int) -> bytes:
    # One byte more than announced is asked for: enough to see that there is more, not enough to fill the memory.
    stream = zlib.decompressobj(_RAW_DEFLATE)
    try:
        raw = stream.decompress(body, n_raw + 1)
    except zlib.error:
        raise OpenRefused("An object is not packed as it says.") from None
    if not stream.eof or stream.unused_data:
        raise OpenRefused("An object is packed to another length than it says.")
    return raw
