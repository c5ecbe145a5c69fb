"""A reader of sealed sites written from docs/sealed-format.md and nothing else: not a line of it is Coachbook's.

Run as a program it writes a site in the clear: ``independent_reader.py FOLDER CODE TARGET``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BLANKS = "\t\n\v\f\r \u1680\u2028\u2029"
UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    '<>:"/\\\\|?*;%]'
)
TYPES = {
    *(
        "text/html; charset=utf-8",
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
        "application/json",
    ),
    *("image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif", "font/woff2", "application/pdf"),
    *("text/plain; charset=utf-8", "text/calendar; charset=utf-8", "text/vcard; charset=utf-8"),
    *("text/csv; charset=utf-8", "application/zip", "application/octet-stream"),
}
FIELDS = {"v", "site", "epoch", "build", "at", "home", "scripts", "max_offline_days", "files"}


class Refused(Exception):
    """Something on the host is not what the format says."""


def need(holds: object, what: str) -> None:
    if not holds:
        raise Refused(what)


def base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def expand(key: bytes, info: str, n: int) -> bytes:
    out = block = b""
    counter = 1
    while len(out) < n:
        block = hmac.digest(key, block + info.encode() + bytes((counter,)), "sha256")
        out += block
        counter += 1
    return out[:n]


def secret_of_code(typed: str) -> bytes:
    signs = [sign for sign in unicodedata.normalize("NFKC", typed) if sign.isalnum()]
    need(signs, "EMPTY")
    need(all(sign.isascii() for sign in signs), "FOREIGN_SIGN")
    need(len(signs) == 28, "WRONG_LENGTH")
    plain = "".join(signs).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    need(all(sign in ALPHABET for sign in plain), "TYPING_ERROR")
    bits = "".join(f"{ALPHABET.index(sign):05b}" for sign in plain)
    secret = int(bits[2:130], 2).to_bytes(16, "big")
    digest = hashlib.sha256(b"psv1/check" + secret).digest()
    need(bits[:2] == "00" and bits[130:] == f"{int.from_bytes(digest, 'big'):0256b}"[:10], "TYPING_ERROR")
    return secret


def secret_of_phrase(phrase: str, key_file: bytes) -> bytes:
    iterations, salt = struct.unpack(">I16s", key_file[4:24])
    one = "".join(" " if sign in BLANKS else sign for sign in unicodedata.normalize("NFKC", phrase))
    tidy = re.sub(" +", " ", one).strip(" ")
    return hashlib.pbkdf2_hmac("sha256", tidy.encode(), salt, iterations, 32)


def check_key_file(raw: bytes) -> list[bytes]:
    need(len(raw) >= 26, "short")
    magic, iterations, _, n = struct.unpack(">4sI16sH", raw[:26])
    need(magic == b"PSK1", "magic")
    need(n in range(8, 257, 8), "number of slots")
    need(len(raw) == 26 + 80 * n, "length")
    need(600_000 <= iterations <= 10_000_000, "iterations")
    slots = [raw[at : at + 80] for at in range(26, len(raw), 80)]
    ids = [slot[:16] for slot in slots]
    need(ids == sorted(set(ids)), "order of slots")
    return slots


class Site:
    """The keys of one site in one epoch, from its key file and a secret."""

    def __init__(self, site_id: str, key_file: bytes, secret: bytes) -> None:
        prk = hmac.digest(b"psv1/slot/" + site_id.encode(), secret, "sha256")
        slot_id, slot_key = expand(prk, "psv1/slot-id", 16), expand(prk, "psv1/slot-kek", 32)
        mine = [slot for slot in check_key_file(key_file) if slot[:16] == slot_id]
        need(mine, "no slot")
        aad = b"PSK1" + site_id.encode() + slot_id
        self.epoch, site_key = struct.unpack(">I32s", decrypt(slot_key, mine[0][16:], aad))
        self.site_id = site_id
        self.enc, self.name = expand(site_key, "psv1/enc", 32), expand(site_key, "psv1/name", 32)

    def aad(self, path: str) -> bytes:
        place = path.encode()
        return b"PSO1" + self.site_id.encode() + struct.pack(">IH", self.epoch, len(place)) + place

    def open_object(self, path: str, name: str | None, sealed: bytes) -> bytes:
        need(40 <= len(sealed) <= 75_497_472, "length of object")
        if name is not None:
            digest = hmac.digest(self.name, self.aad(path) + hashlib.sha256(sealed).digest(), "sha256")
            need(base32(digest)[:26] == name, "name of object")
        return unpack(decrypt(self.enc, sealed, self.aad(path)))

    def open_manifest(self, raw: bytes) -> dict[str, object]:
        need(len(raw) >= 8 and raw[:4] == b"PSM1", "magic")
        need(struct.unpack(">I", raw[4:8])[0] == self.epoch, "epoch")
        text = self.open_object("\0manifest", None, raw[8:])
        need(len(text) <= 8_388_608, "length of manifest")
        try:
            said = json.loads(text.decode())
        except ValueError:
            raise Refused("JSON") from None
        self.check_manifest(said)
        return said  # type: ignore[no-any-return]

    def check_manifest(self, said: object) -> None:
        need(isinstance(said, dict) and said.keys() == FIELDS, "fields")
        assert isinstance(said, dict)
        need(said["v"] == 1 and type(said["v"]) is int, "version")
        need(said["site"] == self.site_id, "site")
        need(said["epoch"] == self.epoch and type(said["epoch"]) is int, "epoch")
        need(type(said["build"]) is int and 1 <= said["build"] < 2**53, "build")
        need(type(said["max_offline_days"]) is int and 1 <= said["max_offline_days"] <= 366, "offline days")
        need(isinstance(said["at"], str) and is_day(said["at"]), "day")
        files = said["files"]
        need(isinstance(files, dict) and 1 <= len(files) <= 20_000, "files")
        for address, entry in files.items():
            check_entry(address, entry)
        need(of_type(files, said["home"], "text/html; charset=utf-8"), "home")
        scripts = said["scripts"]
        need(isinstance(scripts, list) and len(set(map(str, scripts))) == len(scripts), "scripts")
        need(all(of_type(files, each, "text/javascript; charset=utf-8") for each in scripts), "script")


def decrypt(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)
    except InvalidTag:
        raise Refused("decrypt") from None


def unpack(record: bytes) -> bytes:
    version, flags, zero, n_body, n_raw = struct.unpack(">BBHII", record[:12])
    need(version == 1 and flags in (0, 1) and zero == 0, "version or flags")
    need(12 + n_body <= len(record) and n_raw <= 67_108_864, "lengths")
    body, rest = record[12 : 12 + n_body], record[12 + n_body :]
    need(rest == bytes(len(rest)), "padding")
    if flags:
        stream = zlib.decompressobj(-15)
        try:
            body = stream.decompress(body, n_raw + 1)
        except zlib.error:
            raise Refused("deflate") from None
        need(stream.eof and not stream.unused_data, "end of deflate")
    need(len(body) == n_raw, "raw length")
    return body


def check_entry(address: str, entry: object) -> None:
    need(re.fullmatch(r"[a-z2-7]{10}\.[a-z0-9]{1,5}", address), "address")
    need(isinstance(entry, dict) and entry.keys() | {"f"} == {"o", "t", "n", "f"}, "entry")
    assert isinstance(entry, dict)
    need(isinstance(entry["o"], str) and re.fullmatch(r"[a-z2-7]{26}", entry["o"]), "name")
    need(isinstance(entry["t"], str) and entry["t"] in TYPES, "media type")
    need(type(entry["n"]) is int and 40 <= entry["n"] <= 75_497_472, "size")
    name = entry.get("f", "file")
    need(isinstance(name, str) and 1 <= len(name) <= 120 and not UNSAFE.search(name), "file name")


def is_day(text: str) -> bool:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text, re.ASCII)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (
        year > 0
        and 1 <= month <= 12
        and 1 <= day <= [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    )


def of_type(files: dict[str, dict[str, str]], address: object, media_type: str) -> bool:
    return isinstance(address, str) and address in files and files[address]["t"] == media_type


def read_site(site_id: str, fetch: Callable[[str], bytes], secret: bytes) -> dict[str, bytes]:
    """Every file by its address; ``fetch`` gives the bytes of a file of the host."""
    site = Site(site_id, fetch("k.bin"), secret)
    files = site.open_manifest(fetch("m.bin"))["files"]
    assert isinstance(files, dict)
    opened = {}
    for address, entry in files.items():
        sealed = fetch(f"d/{entry['o']}.bin")
        need(len(sealed) == entry["n"], "size of object")
        opened[address] = site.open_object(address, entry["o"], sealed)
    return opened


if __name__ == "__main__":
    folder, typed, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    for address, body in read_site(
        folder.name, lambda url: (folder / url).read_bytes(), secret_of_code(typed)
    ).items():
        (target / address).write_bytes(body)
