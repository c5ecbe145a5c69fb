"""Why the vault refused. No message holds a key, a code, a file name of the client's or any client text.

    VaultError
    ├── KeyRefused        a key, seed or bundle is malformed, weak or not for this purpose
    ├── SealRefused       what should be sealed breaks a rule of the format
    └── OpenRefused       what should be opened is not what was sealed
        ├── NoSlot        the secret is sound and opens nothing here: revoked, or for another site
        └── EpochDiffers  key file and manifest are of different epochs: half published, or rotated

Each carries one string, so that it survives the way back from another process.
"""

from __future__ import annotations


class VaultError(Exception):
    """Anything the vault refuses to do; the one string says what and why, in words fit for a log."""


class KeyRefused(VaultError):
    """A key, seed or bundle is malformed, weak or not meant for this."""


class SealRefused(VaultError):
    """A file or a list of files breaks a rule of the format and was not sealed."""


class OpenRefused(VaultError):
    """Sealed bytes are damaged, exchanged, or sealed for somebody else."""


class NoSlot(OpenRefused):
    """The secret opens no slot of this key file."""


class EpochDiffers(OpenRefused):
    """Key file and manifest belong to different epochs."""
