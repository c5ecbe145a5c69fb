"""Writes vectors/psv1.json: what Python and JavaScript must agree on. Run it as a program; a test holds the file to it.

Keys are those of the published vectors: master 00 01 … 1f, uid E-2026-014, audience exec, epoch 1, 8 KiB classes.
Sealed bytes are base64, everything else is hex. Every `refused` entry is sealed with the right keys and wrong inside.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from struct import pack

from coachbook.vault.encoding import CodeProblem, code_of, hyphenated, link_fragment, parse_code
from coachbook.vault.manifest import numbered, open_manifest, seal_manifest, seal_manifest_text
from coachbook.vault.master import Master, Seed
from coachbook.vault.objects import SIZES, SizeClasses, associated_data, record_of, seal_object, seal_record
from coachbook.vault.schedule import (
    AccessSecret,
    ContentKeys,
    FirmKeys,
    Site,
    pass_phrase_secret,
    slot_keys,
    tidy_phrase,
)
from coachbook.vault.site import Content, File, SealedSite, seal_site
from coachbook.vault.slots import site_pass, write_key_file

VECTORS = Path(__file__).parent / "vectors" / "psv1.json"

FIRM = FirmKeys(Master(bytes(range(32))))
SITE = Site("E-2026-014", "exec")
ANA = FIRM.holder_secret(SITE, "ana", 1)
COACH = FIRM.coach_secret("bert", 1)
KEYS = FIRM.site_keys(SITE).content()
DAY = date(2026, 3, 1)
SMALL = SizeClasses(512)
"""For what must be refused: the sizes of objects are the writer's business, a reader takes any."""
PHRASE = "correct horse battery staple"


def noise(n_bytes: int, label: str = "noise") -> bytes:
    """Bytes that do not shrink, the same everywhere: SHA-256(label ‖ u32 counter), joined and cut."""
    blocks = (hashlib.sha256(label.encode() + pack(">I", at)).digest() for at in range(-(-n_bytes // 32)))
    return b"".join(blocks)[:n_bytes]


def prose(n_bytes: int) -> bytes:
    """Text that shrinks: numbered sentences."""
    text = "".join(
        f"<p>{at}. What would you like to be able to do by spring?</p>\n" for at in range(n_bytes // 40)
    )
    return text.encode()[:n_bytes]


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def vectors() -> dict[str, object]:
    return {
        "format": "psv1-vectors",
        "version": 1,
        "schedule": schedule(),
        "codes": codes(),
        "pass_phrases": pass_phrases(),
        "key_file": key_file(),
        "size_classes": [
            {"bytes": each, "size": SIZES.of(each)}
            for each in (40, 8192, 8193, 65536, *range(65537, 20_000_000, 1_999_993))
        ],
        "objects": [object_vector(*each) for each in bodies()],
        "refused_objects": list(refused_objects()),
        "manifest": manifest(),
        "refused_manifests": list(refused_manifests()),
        "refused_key_files": list(refused_key_files()),
        "site": site_vector(),
    }


def schedule() -> dict[str, object]:
    erasable = Site(SITE.uid, SITE.audience, 1, Seed(noise(16, "seed")))
    rotated = Site(SITE.uid, SITE.audience, 2)
    slot = slot_keys(KEYS.site_id, ANA)
    return {
        "master": bytes(range(32)).hex(),
        "uid": SITE.uid,
        "audience": SITE.audience,
        "epoch": 1,
        "prk": "f1df6e2addb23cc8b4b267e3e7bfb4e0bd5a16d91f1a05bd1c3bc5405d62b241",
        "site_id": KEYS.site_id,
        "site_key": FIRM.site_keys(SITE).site_key.hex(),
        "site_key_epoch_2": FIRM.site_keys(rotated).site_key.hex(),
        "k_enc": KEYS.encryption.hex(),
        "k_nonce": KEYS.nonce.hex(),
        "k_name": KEYS.name.hex(),
        "alias_key": FIRM.site_keys(SITE).alias_key.hex(),
        "alias": {"path": "sessions/5.html", "alias": FIRM.site_keys(SITE).alias("sessions/5.html", "html")},
        "holder": {"holder": "ana", "version": 1, "secret": ANA.raw.hex()},
        "holder_version_2": FIRM.holder_secret(SITE, "ana", 2).raw.hex(),
        "coach": {"coach": "bert", "version": 1, "secret": COACH.raw.hex()},
        "firm": {"version": 1, "secret": FIRM.firm_secret(1).raw.hex()},
        "slot_id": slot.slot_id.hex(),
        "slot_kek": slot.key.hex(),
        "slot_nonce_key": FIRM.slot_nonce_key().hex(),
        "pass_salt": FIRM.pass_salt(SITE).hex(),
        "dummy_slot_0": FIRM.dummy_slot(SITE, 0).hex(),
        "erasable": {
            "seed": noise(16, "seed").hex(),
            "site_key": FIRM.site_keys(erasable).site_key.hex(),
            "holder_secret": FIRM.holder_secret(erasable, "ana", 1).raw.hex(),
        },
    }


def codes() -> dict[str, object]:
    code = code_of(ANA.raw)
    shown = hyphenated(code)
    accepted = [
        code,
        shown,
        shown.lower(),
        f"  “{shown}”\n",
        shown.replace("-", "\u00ad-"),
        shown[:14] + "=\r\n" + shown[14:],
        shown.replace("0", "O").replace("1", "I"),
        shown.replace("0", "o").replace("1", "l"),
        "".join(chr(ord(each) + 0xFEE0) for each in code),
    ]
    refused = {
        "": "EMPTY",
        " - ": "EMPTY",
        code[:-1]: "WRONG_LENGTH",
        code + "0": "WRONG_LENGTH",
        code.replace("Q", "R"): "TYPING_ERROR",
        code.replace("Q", "U"): "TYPING_ERROR",
        code.replace("2Q", "Q2"): "TYPING_ERROR",
        "Z" + code[1:]: "TYPING_ERROR",
        "A" + code[1:]: "TYPING_ERROR",
        code.replace("A", "А"): "FOREIGN_SIGN",
    }
    assert all(parse_code(each) == ANA.raw for each in accepted)
    assert all(parse_code(each) is CodeProblem[why] for each, why in refused.items())
    more = [noise(16, f"code {at}") for at in range(8)] + [bytes(16), b"\xff" * 16]
    return {
        "accepted": {"secret": ANA.raw.hex(), "typed": accepted},
        "refused": [{"typed": typed, "problem": why} for typed, why in refused.items()],
        "fragments": [
            {"fragment": code, "secret": ANA.raw.hex(), "least_build": None, "page": None},
            {
                "fragment": link_fragment(ANA.raw, 2_051_300, "2luvg4vzie.html"),
                "secret": ANA.raw.hex(),
                "least_build": 2_051_300,
                "page": "2luvg4vzie.html",
            },
        ],
        "pairs": [
            {"secret": each.hex(), "code": code_of(each), "shown": hyphenated(code_of(each))} for each in more
        ],
    }


def pass_phrases() -> list[dict[str, object]]:
    salt = FIRM.pass_salt(SITE)
    typed = [PHRASE, f" \t{PHRASE.replace(' ', chr(0x3000) + chr(0xA0))}\n", "Größe ﬁnden heute"]
    return [
        {
            "typed": each,
            "tidy": tidy_phrase(each),
            "salt": salt.hex(),
            "iterations": 600_000,
            "secret": pass_phrase_secret(each, salt, 600_000).raw.hex(),
        }
        for each in typed
    ]


def key_file() -> dict[str, object]:
    phrase = pass_phrase_secret(PHRASE, FIRM.pass_salt(SITE), 600_000)
    raw = write_key_file(FIRM, SITE, (ANA, COACH, phrase), 600_000)
    opened = [
        {"who": "ana", "secret": ANA.raw.hex()},
        {"who": "bert", "secret": COACH.raw.hex()},
        {"who": "pass phrase", "secret": phrase.raw.hex()},
    ]
    nine = [FIRM.holder_secret(SITE, f"holder {at}", 1) for at in range(9)]
    return {
        "site_id": KEYS.site_id,
        "bytes": b64(raw),
        "iterations": 600_000,
        "salt": FIRM.pass_salt(SITE).hex(),
        "n_slots": 8,
        "opens": [
            each | {"slot": slot_of(raw, AccessSecret(bytes.fromhex(each["secret"])))} for each in opened
        ],
        "epoch": 1,
        "site_key": FIRM.site_keys(SITE).site_key.hex(),
        "does_not_open": [FIRM.holder_secret(SITE, "ana", 2).raw.hex(), bytes(range(1, 17)).hex()],
        "nine_holders": b64(write_key_file(FIRM, SITE, nine, 600_000)),
        "closed": b64(write_key_file(FIRM, Site(SITE.uid, SITE.audience, 2), (), 600_000)),
    }


def slot_of(raw: bytes, secret: AccessSecret) -> str:
    at = raw.index(slot_keys(KEYS.site_id, secret).slot_id)
    return raw[at : at + 80].hex()


def bodies() -> Iterator[tuple[str, str, bytes, bool]]:
    edge = 8192 - 40
    yield "small text", "aaaaaaaaaa.txt", b"hello", True
    yield "empty", "aaaaaaaaab.txt", b"", True
    yield "12 kB that shrinks", "aaaaaaaaac.html", prose(12_000), True
    yield "exactly at the edge of a class", "aaaaaaaaad.bin", noise(edge), True
    yield "one byte below the edge", "aaaaaaaaae.bin", noise(edge - 1), True
    yield "one byte above the edge", "aaaaaaaaaf.bin", noise(edge + 1), True
    yield "100 kB in a Padmé class", "aaaaaaaaai.bin", noise(100_000), True
    yield "already compressed", "aaaaaaaaaj.png", prose(9_000), False
    yield "another path, same bytes", "aaaaaaaaak.txt", b"hello", True


def object_vector(what: str, path: str, raw: bytes, may_shrink: bool) -> dict[str, object]:
    record = record_of(raw, may_shrink=may_shrink)
    sealed = seal_object(KEYS, path, raw, may_shrink=may_shrink)
    found: dict[str, object] = {
        "what": what,
        "path": path,
        "raw_bytes": len(raw),
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "flags": record[1],
        "record_sha256": hashlib.sha256(record).hexdigest(),
        "aad": associated_data(KEYS, path).hex(),
        "nonce": sealed.body[:12].hex(),
        "name": sealed.name,
        "object_bytes": len(sealed.body),
        "object_sha256": hashlib.sha256(sealed.body).hexdigest(),
        "object": b64(sealed.body),
    }
    return found


def header(n_body: int, n_raw: int, version: int = 1, flags: int = 0, reserved: int = 0) -> bytes:
    return pack(">BBHII", version, flags, reserved, n_body, n_raw)


def filled(record: bytes) -> bytes:
    return record.ljust(SMALL.step - 28, b"\0")


def packed(raw: bytes) -> bytes:
    return zlib.compress(raw, 6, wbits=-15)


def lies() -> Iterator[tuple[str, bytes]]:
    """Records that are sealed soundly and say something untrue."""
    body, small = b"hello", packed(b"hello" * 100)
    bomb = packed(bytes(400_000))
    yield "unknown version", filled(header(5, 5, version=2) + body)
    yield "unknown flag", filled(header(5, 5, flags=2) + body)
    yield "unknown flag beside deflate", filled(header(len(small), 500, flags=3) + small)
    yield "reserved bytes not zero", filled(header(5, 5, reserved=1) + body)
    yield (
        "body longer than the record",
        filled(header(SMALL.step - 28 - 12 + 1, SMALL.step - 28 - 12 + 1) + body),
    )
    yield "body length near 2^32", filled(header(0xFFFFFFFF, 0xFFFFFFFF) + body)
    yield (
        "raw length beyond the largest file",
        filled(header(len(small), 64 * 1024 * 1024 + 1, flags=1) + small),
    )
    yield "raw length too short, not packed", filled(header(5, 4) + body)
    yield "raw length too long, not packed", filled(header(5, 6) + body)
    yield "padding not zero at its beginning", filled(header(5, 5) + body + b"\1")
    yield "padding not zero at its end", filled(header(5, 5) + body)[:-1] + b"\1"
    yield "inflates to more than it says", filled(header(len(small), 499, flags=1) + small)
    yield "inflates to less than it says", filled(header(len(small), 501, flags=1) + small)
    yield "inflates to much more than it says", filled(header(len(bomb), 10, flags=1) + bomb)
    yield "packed body without its end", filled(header(len(small) - 1, 500, flags=1) + small[:-1])
    yield "bytes after the packed body", filled(header(len(small) + 1, 500, flags=1) + small + b"x")
    yield "not packed at all", filled(header(5, 5, flags=1) + b"\xff" * 5)
    yield (
        "packed with a zlib header",
        filled(header(len(zlib.compress(body)), 5, flags=1) + zlib.compress(body)),
    )


def refused_objects() -> Iterator[dict[str, object]]:
    for what, record in lies():
        sealed = seal_record(KEYS, "aaaaaaaaaa.txt", record)
        yield {"what": what, "path": "aaaaaaaaaa.txt", "name": sealed.name, "object": b64(sealed.body)}


def sound_manifest() -> dict[str, object]:
    home = seal_object(KEYS, "homeaaaaaa.html", b"<h1>Home</h1>")
    script = seal_object(KEYS, "scriptaaaa.js", b"void 0")
    return {
        "v": 1,
        "site": KEYS.site_id,
        "epoch": 1,
        "build": 17,
        "at": "2026-03-01",
        "home": "homeaaaaaa.html",
        "scripts": ["scriptaaaa.js"],
        "max_offline_days": 14,
        "files": {
            "homeaaaaaa.html": {"o": home.name, "t": "text/html; charset=utf-8", "n": 8192},
            "scriptaaaa.js": {"o": script.name, "t": "text/javascript; charset=utf-8", "n": 8192},
            "reportaaaa.pdf": {
                "o": home.name,
                "t": "application/pdf",
                "n": 8192,
                "f": "360 Bericht – Ünal.pdf",
            },
        },
    }


def canonical(said: object) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def manifest() -> dict[str, object]:
    text = canonical(sound_manifest())
    raw = seal_manifest_text(KEYS, text)
    assert seal_manifest(KEYS, open_manifest(KEYS, raw)) == raw
    return {"json": text, "bytes": b64(raw), "nonce": raw[8:20].hex(), "epoch": 1}


def changed(**changes: object) -> dict[str, object]:
    return sound_manifest() | changes


def with_file(alias: str, **changes: object) -> dict[str, object]:
    said = sound_manifest()
    files = dict(said["files"])  # type: ignore[call-overload]
    files[alias] = {**files["homeaaaaaa.html"], **changes}
    return said | {"files": files}


def without(key: str) -> dict[str, object]:
    said = sound_manifest()
    del said[key]
    return said


def odd_manifests() -> Iterator[tuple[str, str]]:
    plain: list[tuple[str, object]] = [
        ("a list", []),
        ("null", None),
        ("another version", changed(v=2)),
        ("version as text", changed(v="1")),
        ("version as true", changed(v=True)),
        ("another site", changed(site="a" * 26)),
        ("another epoch inside", changed(epoch=2)),
        ("epoch as true", changed(epoch=True)),
        ("build as true", changed(build=True)),
        ("build zero", changed(build=0)),
        ("build negative", changed(build=-1)),
        ("build with a fraction", changed(build=1.5)),
        ("build beyond 2^53", changed(build=2**53)),
        ("no such day", changed(at="2026-02-30")),
        ("a day with a time", changed(at="2026-03-01T00:00:00")),
        ("a field missing", without("scripts")),
        ("an unknown field", changed(extra=1)),
        ("home not in files", changed(home="nobodyaaaa.html")),
        ("home is not a page", changed(home="scriptaaaa.js")),
        ("home empty", changed(home="")),
        ("home is __proto__", changed(home="__proto__")),
        ("script not in files", changed(scripts=["nobodyaaaa.js"])),
        ("script is a page", changed(scripts=["homeaaaaaa.html"])),
        ("script named twice", changed(scripts=["scriptaaaa.js", "scriptaaaa.js"])),
        ("script is a list", changed(scripts=[["scriptaaaa.js"]])),
        ("scripts not a list", changed(scripts="scriptaaaa.js")),
        ("offline days zero", changed(max_offline_days=0)),
        ("offline days without end", changed(max_offline_days=100_000)),
        ("no files", changed(files={})),
        ("files as a list", changed(files=[])),
        ("address __proto__", with_file("__proto__")),
        ("address constructor", with_file("constructor")),
        ("address leads up", with_file("../aaaaaaa.html")),
        ("address absolute", with_file("/aaaaaaaaa.html")),
        ("address empty", with_file("")),
        ("address in a folder", with_file("aaaa/aaaaa.html")),
        ("address in capitals", with_file("AAAAAAAAAA.html")),
        ("address with a line end", with_file("aaaaaaaaaa.html\n")),
        ("object name with a slash", with_file("otheraaaaa.html", o="../" + "a" * 23)),
        ("object name too short", with_file("otheraaaaa.html", o="a" * 25)),
        ("object name with a line end", with_file("otheraaaaa.html", o="a" * 26 + "\n")),
        ("object name as a number", with_file("otheraaaaa.html", o=1)),
        ("media type not of the table", with_file("otheraaaaa.html", t="text/html")),
        ("media type with a line end", with_file("otheraaaaa.html", t="text/html; charset=utf-8\r\nX: y")),
        ("size zero", with_file("otheraaaaa.html", n=0)),
        ("size below the smallest object", with_file("otheraaaaa.html", n=39)),
        ("size as text", with_file("otheraaaaa.html", n="8192")),
        ("size beyond the largest object", with_file("otheraaaaa.html", n=72 * 1024 * 1024 + 1)),
        ("file name with a line end", with_file("otheraaaaa.html", f="a\r\nb.pdf")),
        ("file name with a quote", with_file("otheraaaaa.html", f='a".pdf')),
        ("file name with a slash", with_file("otheraaaaa.html", f="../a.pdf")),
        ("file name that turns direction", with_file("otheraaaaa.html", f="a\u202efdp.exe")),
        ("file name empty", with_file("otheraaaaa.html", f="")),
        ("entry with an unknown field", with_file("otheraaaaa.html", x=1)),
    ]
    yield from ((what, canonical(said)) for what, said in plain)
    yield "not JSON", "{"
    yield "empty", ""
    yield "two documents", canonical(sound_manifest()) * 2


def refused_manifests() -> Iterator[dict[str, object]]:
    for what, text in odd_manifests():
        yield {"what": what, "json": text, "bytes": b64(seal_manifest_text(KEYS, text, SMALL))}


def odd_key_files() -> Iterator[tuple[str, bytes]]:
    raw = write_key_file(FIRM, SITE, (ANA, COACH), 600_000)
    slots = [raw[at : at + 80] for at in range(26, len(raw), 80)]
    yield "empty", b""
    yield "header cut short", raw[:25]
    yield "another magic", b"PSK2" + raw[4:]
    yield "one byte less", raw[:-1]
    yield "one byte more", raw + b"\xff"
    yield "no slots", raw[:24] + pack(">H", 0)
    yield "65535 slots said", raw[:24] + pack(">H", 65535) + raw[26:]
    yield "16 slots said, 8 there", raw[:24] + pack(">H", 16) + raw[26:]
    yield "264 slots", raw[:24] + pack(">H", 264) + b"".join(pack(">Q72x", at) for at in range(264))
    yield "7 slots", raw[:24] + pack(">H", 7) + raw[26:-80]
    yield "iterations 1", raw[:4] + pack(">I", 1) + raw[8:]
    yield "iterations 599999", raw[:4] + pack(">I", 599_999) + raw[8:]
    yield "iterations 2^32-1", raw[:4] + pack(">I", 2**32 - 1) + raw[8:]
    yield "a slot twice", raw[:26] + b"".join([slots[0], *slots[:-1]])
    yield "slots out of order", raw[:26] + b"".join(reversed(slots))


def refused_key_files() -> Iterator[dict[str, str]]:
    yield from ({"what": what, "bytes": b64(raw)} for what, raw in odd_key_files())


HOME = (
    '<!doctype html><title>Home</title><link rel="stylesheet" href="{style}"><h1>Your site</h1>'
    '<a href="{session}">Session 5</a> <a href="{report}">Report</a><script src="{script}"></script>'
)
SESSION = '<!doctype html><title>Session 5</title><h1>Session 5</h1><a href="{home}">Home</a>'
PAGES = {
    "index.html": ("text/html", HOME),
    "sessions/5.html": ("text/html", SESSION),
    "style.css": ("text/css", "body { color: #1a1a2e; }"),
    "site.js": ("text/javascript", "document.documentElement.dataset.ready = 'yes';"),
    "search.json": ("application/json", '{"pages":[]}'),
    "session.ics": ("text/calendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    "report.pdf": ("application/pdf", "%PDF-1.7\n% a stand-in\n%%EOF\n"),
}
FILE_NAMES = {"report.pdf": "360 Bericht – Ünal.pdf", "session.ics": "session-5.ics"}


def tiny_content() -> Content:
    keys = FIRM.site_keys(SITE)
    alias = {path: keys.alias(path, path.rpartition(".")[2]) for path in PAGES}
    links = {
        "home": alias["index.html"],
        "session": alias["sessions/5.html"],
        "style": alias["style.css"],
        "script": alias["site.js"],
        "report": alias["report.pdf"],
    }
    files = {}
    for path, (media_type, text) in PAGES.items():
        body = text.format(**links) if media_type == "text/html" else text
        files[alias[path]] = File(media_type, body.encode(), FILE_NAMES.get(path))
    return Content(files, alias["index.html"], (alias["site.js"],))


def tiny_site() -> SealedSite:
    return seal_site(tiny_content(), site_pass(FIRM, SITE, (ANA, COACH), 600_000), DAY)


def site_vector() -> dict[str, object]:
    site, content = tiny_site(), tiny_content()
    assert numbered(site.manifest, site.manifest) == site.manifest
    opened = {
        alias: {"t": entry.media_type, "f": entry.file_name, "body": content.files[alias].body.decode()}
        for alias, entry in site.manifest.files.items()
    }
    return {
        "site_id": site.site_id,
        "holders": [
            {"who": "ana", "code": code_of(ANA.raw)},
            {"who": "bert, coach", "code": code_of(COACH.raw)},
        ],
        "aliases": {path: FIRM.site_keys(SITE).alias(path, path.rpartition(".")[2]) for path in PAGES},
        "home": site.manifest.home,
        "scripts": list(site.manifest.scripts),
        "build": site.manifest.build,
        "at": site.manifest.at.isoformat(),
        "files": {each.url: b64(each.body) for each in site.files},
        "opened": opened,
    }


def as_text() -> str:
    return json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n"


def keys_of(site: Site) -> ContentKeys:
    return FIRM.site_keys(site).content()


if __name__ == "__main__":
    VECTORS.write_text(as_text(), encoding="utf-8")
