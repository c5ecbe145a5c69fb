"""The key file of a site, ``k.bin``: one slot for each secret that opens it, and dummies up to a multiple of eight.

    "PSK1" | u32 iterations | 16 salt | u16 n | n * slot
    slot = 16 slot id | 12 nonce | 52 = AES-256-GCM(slot key, nonce, u32 epoch | 32 site key)

In: keys and secrets, or the bytes of a key file. Out: bytes, or the content keys behind one slot. Deliberately
absent: whose slot is whose; the file does not know.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from struct import Struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coachbook.vault.errors import EpochDiffers, KeyRefused, NoSlot, OpenRefused
from coachbook.vault.schedule import (
    LEAST_ITERATIONS,
    MOST_ITERATIONS,
    N_SLOT_BYTES,
    USUAL_ITERATIONS,
    AccessSecret,
    ContentKeys,
    FirmKeys,
    Site,
    SiteKeys,
    content_keys,
    slot_keys,
)

MAGIC: Final = b"PSK1"
N_SLOTS_STEP: Final = 8
MOST_SLOTS: Final = 256

_HEADER: Final = Struct(">4sI16sH")
_PAYLOAD: Final = Struct(">I32s")
_N_ID_BYTES: Final = 16
_N_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file taken apart and found well-formed; ``slots`` has every slot by its id."""

    iterations: int
    salt: bytes
    slots: tuple[tuple[bytes, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SitePass:
    """What it takes to build one site in one epoch: its keys, and the key file that lets its readers in.

    The two travel together, because a key file of another epoch would lock everybody out.
    """

    keys: SiteKeys
    key_file: bytes = field(repr=False)


def site_pass(
    firm: FirmKeys, site: Site, secrets: Iterable[AccessSecret], iterations: int = USUAL_ITERATIONS
) -> SitePass:
    """The pass for a site that these secrets open."""
    return SitePass(firm.site_keys(site), write_key_file(firm, site, secrets, iterations))


def write_key_file(
    firm: FirmKeys, site: Site, secrets: Iterable[AccessSecret], iterations: int = USUAL_ITERATIONS
) -> bytes:
    """The bytes of ``k.bin``; the order of the secrets does not matter. No secrets at all: the site is closed.

    Taking a secret away without raising the epoch takes nothing away: the earlier key file is public.
    """
    if not LEAST_ITERATIONS <= iterations <= MOST_ITERATIONS:
        raise KeyRefused("The iterations for pass phrases are out of bounds.")
    slots = [_write_slot(firm, site, secret) for secret in secrets]
    n_slots = max(N_SLOTS_STEP, -(-len(slots) // N_SLOTS_STEP) * N_SLOTS_STEP)
    if n_slots > MOST_SLOTS:
        raise KeyRefused(f"A site has at most {MOST_SLOTS} ways in.")
    slots += [firm.dummy_slot(site, place) for place in range(n_slots - len(slots))]
    slots.sort()
    if any(one[:_N_ID_BYTES] == other[:_N_ID_BYTES] for one, other in pairwise(slots)):
        raise KeyRefused("The same secret is given to two holders.")
    return _HEADER.pack(MAGIC, iterations, firm.pass_salt(site), n_slots) + b"".join(slots)


def read_key_file(raw: bytes) -> KeyFile:
    """Takes a key file apart; every length and bound is checked before anything is computed."""
    if len(raw) < _HEADER.size:
        raise OpenRefused("The key file is cut short.")
    magic, iterations, salt, n_slots = _HEADER.unpack_from(raw)
    if magic != MAGIC:
        raise OpenRefused("The key file is of another version, or not a key file.")
    if n_slots % N_SLOTS_STEP or not N_SLOTS_STEP <= n_slots <= MOST_SLOTS:
        raise OpenRefused("The key file says a number of slots that cannot be.")
    if len(raw) != _HEADER.size + n_slots * N_SLOT_BYTES:
        raise OpenRefused("The key file has another length than it says.")
    if not LEAST_ITERATIONS <= iterations <= MOST_ITERATIONS:
        raise OpenRefused("The key file asks for an amount of work that is out of bounds.")
    starts = range(_HEADER.size, len(raw), N_SLOT_BYTES)
    slots = tuple((raw[at : at + _N_ID_BYTES], raw[at + _N_ID_BYTES : at + N_SLOT_BYTES]) for at in starts)
    if any(one[0] >= other[0] for one, other in pairwise(slots)):
        raise OpenRefused("The slots of the key file are not in order, or one is there twice.")
    return KeyFile(iterations, salt, slots)


def open_slot(key_file: KeyFile, site_id: str, secret: AccessSecret) -> ContentKeys:
    """The content keys behind the one slot that belongs to the secret; no other slot is tried.

    `NoSlot` when there is none; `OpenRefused` when it is there and damaged.
    """
    keys = slot_keys(site_id, secret)
    # Every id is compared, so that the time does not tell which slot it was.
    found = [sealed for slot_id, sealed in key_file.slots if hmac.compare_digest(slot_id, keys.slot_id)]
    if not found:
        raise NoSlot("This code does not open this site: it was replaced, or belongs to another site.")
    nonce, sealed = found[0][:_N_NONCE_BYTES], found[0][_N_NONCE_BYTES:]
    try:
        payload = AESGCM(keys.key).decrypt(nonce, sealed, _associated_data(site_id, keys.slot_id))
    except InvalidTag:
        raise OpenRefused("The slot of this code is damaged.") from None
    epoch, site_key = _PAYLOAD.unpack(payload)
    return content_keys(site_id, epoch, site_key)


def expect_epoch(keys: ContentKeys, epoch: int) -> None:
    """Refuses a manifest of another epoch than the key file's."""
    if keys.epoch != epoch:
        raise EpochDiffers(
            "Key file and manifest are of different epochs: the site is being published, or was."
        )


def _write_slot(firm: FirmKeys, site: Site, secret: AccessSecret) -> bytes:
    if site.seed is not None and secret.is_shared:
        raise KeyRefused(
            "An erasable site takes no shared secret: the master key would open it after its erasure."
        )
    site_keys = firm.site_keys(site)
    keys = slot_keys(site_keys.site_id, secret)
    associated = _associated_data(site_keys.site_id, keys.slot_id)
    payload = _PAYLOAD.pack(site.epoch, site_keys.site_key)
    nonce = hmac.digest(firm.slot_nonce_key(), associated + payload, "sha256")[:_N_NONCE_BYTES]
    return keys.slot_id + nonce + AESGCM(keys.key).encrypt(nonce, payload, associated)


def _associated_data(site_id: str, slot_id: bytes) -> bytes:
    return MAGIC + site_id.encode("ascii") + slot_id
