"""A made-up site, sealed with the vault and dressed with the gate, as bytes by address: nothing touches a disk."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from coachbook.vault.encoding import code_of
from coachbook.vault.master import Master
from coachbook.vault.media import TABLE
from coachbook.vault.objects import open_unnamed
from coachbook.vault.schedule import AccessSecret, FirmKeys, Site, SiteKeys, slot_keys
from coachbook.vault.site import Content, File, close_site, seal_site
from coachbook.vault.slots import site_pass

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
PRACTICE: Final = "Northlight Coaching"
GATE_SCRIPTS: Final = ("core.js", "shell.js", "viewer.js", "shell.css")
FIRM: Final = FirmKeys(Master(hashlib.sha256(b"a practice that is made up").digest()))
DAY: Final = date(2026, 3, 16)

_FRAME: Final = """<!doctype html>
<html lang="en" translate="no"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="@site.css">{head}</head>
<body><header><a href="@index.html">Home</a> <a href="@session.html">Session</a> <a href="@search.html">Search</a>
<button class="lock" id="lock" type="button" hidden>Lock</button>
<label hidden><input type="checkbox" id="remember"> Remember on this device for 30 days</label></header>
<div role="status"><p id="updated" hidden>These pages have been updated. <a href="">Show the new version</a></p></div>
<main><h1>{title}</h1>
{main}
</main><script src="@lock.js"></script>{scripts}</body></html>"""

PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ICS: Final = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:made up\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260316T090000Z\r\n"
    b"SUMMARY:Session 5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<rect width="9" height="9" fill="green"/></svg>'
)

PLANTED: Final = "planted.js"
"""A script that is one of the site's files and that no page may run."""

WORDS: Final = "The secret of the third quarter"
"""On the session page: to be found when it is opened, and nowhere on a disk."""


def page(title: str, main: str, *, head: str = "", scripts: str = "") -> File:
    """A page; ``@name`` in it stands for the address of the file of that name."""
    return File("text/html", _FRAME.format(title=title, main=main, head=head, scripts=scripts).encode())


def plain_files(home: str = "Good morning, Ines") -> dict[str, File]:
    """The files of the site by the names people would give them."""
    index = [["@session.html#asked", "Session", "Agreed", f"{WORDS}: café and naïveté"]]
    search = (
        '<div id="search" hidden><label for="words">Words</label><input id="words" type="search">'
        '<p id="found" role="status"></p><ol id="results"></ol></div>'
    )
    return {
        "index.html": page(
            home,
            '<p>One step. <img src="@dot.png" alt="a dot" id="dot" width="20"></p><p>'
            '<a href="@session.html#asked">What was agreed</a> <a href="@report.pdf" id="pdf">Report</a> '
            '<a href="@session.ics" id="ics">Add to calendar</a> <a href="@drawing.svg" id="svg">Drawing</a> '
            '<a href="@attached.html" id="attached">Attached</a> '
            '<a href="https://example.org/" id="away" rel="noreferrer">Away</a></p>',
        ),
        "session.html": page("Session", f'<p>{WORDS}</p><p class="tall"></p><h2 id="asked">Agreed</h2>'),
        "search.html": page(
            "Search",
            search,
            scripts='<script src="@search-index.js"></script><script src="@search.js"></script>',
        ),
        "site.css": File(
            "text/css",
            b"body { background: rgb(1, 2, 3); color: white; background-image: url('@dot.png'); }"
            b" .tall { height: 150vh; }",
        ),
        "lock.js": File("text/javascript", (TEMPLATES / "seal" / "lock.js").read_bytes()),
        "search.js": File("text/javascript", (TEMPLATES / "scripts" / "search.js").read_bytes()),
        "search-index.js": File("text/javascript", f"window.coachbookIndex={json.dumps(index)};\n".encode()),
        "dot.png": File("image/png", PNG),
        "drawing.svg": File("image/svg+xml", SVG),
        "report.pdf": File("application/pdf", PDF, "360 Bericht – Ünal.pdf"),
        "session.ics": File("text/calendar", ICS, "session-5.ics"),
        "attached.html": File("text/html", b"<script>top.fired = 1</script>", "attached.html"),
    }


EXTENSIONS: Final = {medium.media_type.partition(";")[0]: medium.extension for medium in TABLE}


@dataclass(slots=True)
class Sample:
    """One site of the practice: what it holds, who may open it, and everything to publish for it."""

    uid: str = "engagement-1"
    audience: str = "exec"
    epoch: int = 1
    day: date = DAY
    holders: dict[str, int] = field(default_factory=lambda: {"ines": 1, "aide": 1})
    plain: dict[str, File] = field(default_factory=plain_files)
    passphrases: tuple[AccessSecret, ...] = ()

    @property
    def site(self) -> Site:
        return Site(self.uid, self.audience, self.epoch)

    @property
    def keys(self) -> SiteKeys:
        return FIRM.site_keys(self.site)

    @property
    def id(self) -> str:
        return self.keys.site_id

    def code(self, holder: str = "ines") -> str:
        """The code of a person, as it stands in a link."""
        return code_of(FIRM.holder_secret(self.site, holder, self.holders.get(holder, 1)).raw)

    def alias(self, name: str) -> str:
        """The address of a file below p/."""
        file = self.plain[name]
        return self.keys.alias(name, EXTENSIONS[file.media_type])

    def object_url(self, name: str) -> str:
        """The address of the sealed object of a file, below the site's folder."""
        return f"d/{self.manifest['files'][self.alias(name)]['o']}.bin"

    @property
    def manifest(self) -> Mapping[str, object]:
        return json.loads(
            open_unnamed(self.keys.content(), "\0manifest", self.sealed()["m.bin"][8:]).decode()
        )

    def sealed(self) -> dict[str, bytes]:
        """Key file, manifest and objects by address below the site's folder."""
        names = {name.encode(): self.alias(name).encode() for name in self.plain}
        refer = re.compile(rb"@(" + b"|".join(re.escape(name) for name in names) + rb")\b")
        files = {
            self.alias(name): replace(file, body=refer.sub(lambda m: names[m[1]], file.body))
            for name, file in self.plain.items()
        }
        scripts = tuple(self.alias(name) for name in self.plain if name.endswith(".js") and name != PLANTED)
        secrets = [FIRM.holder_secret(self.site, who, version) for who, version in self.holders.items()]
        given = site_pass(FIRM, self.site, (*secrets, *self.passphrases), 600_000)
        found = seal_site(Content(files, self.alias("index.html"), scripts), given, self.day)
        return {each.url: each.body for each in found.files}

    def published(self) -> dict[str, bytes]:
        """Everything on the host, by address from the root."""
        return {f"/{self.id}/{name}": body for name, body in {**gate_files(), **self.sealed()}.items()}

    def closed(self) -> dict[str, bytes]:
        """What is left on the host when the site is closed."""
        rest = {each.url: each.body for each in close_site(FIRM, self.site)}
        return {f"/{self.id}/{name}": body for name, body in {**closed_files(), **rest}.items()}


_TEMPLATES: Final = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


def gate_files(version: str = "a1b2c3", practice: str = PRACTICE) -> dict[str, bytes]:
    """The gate of one site; the same for all sites of a version."""
    files = {"": rendered("index.html", practice_name=practice, version=version)}
    files |= {name: (TEMPLATES / "seal" / name).read_bytes() for name in GATE_SCRIPTS}
    return files | {"sw.js": rendered("sw.js", version=version)}


def closed_files() -> dict[str, bytes]:
    """What takes the gate's place when a site is closed."""
    return {
        "": rendered("closed/index.html", practice_name=PRACTICE, version="a1b2c3"),
        "sw.js": rendered("closed/sw.js"),
        "shell.css": (TEMPLATES / "seal" / "shell.css").read_bytes(),
    }


def root_files() -> dict[str, bytes]:
    """What lies at the root of the host."""
    return {
        "/404.html": rendered("404.html", base_path="/"),
        "/404.js": (TEMPLATES / "seal" / "404.js").read_bytes(),
    }


def single_file(sample: Sample) -> bytes:
    """The whole site in one HTML file."""
    style = (TEMPLATES / "seal" / "shell.css").read_text()
    scripts = [(TEMPLATES / "seal" / name).read_text() for name in ("core.js", "viewer.js", "shell.js")]
    files = {name: base64.b64encode(body).decode() for name, body in sample.sealed().items()}
    return rendered(
        "single.html",
        practice_name=PRACTICE,
        version="a1b2c3",
        style=Markup(style),
        style_hash=Markup(_hash(style)),
        scripts=[Markup(each) for each in scripts],
        script_hashes=[Markup(_hash(each)) for each in scripts],
        packed=Markup(json.dumps({"site": sample.id, "files": files})),
    )


def rendered(template: str, **values: object) -> bytes:
    """A template of the gate with its few placeholders filled."""
    return _TEMPLATES.get_template(f"seal/{template}").render(values).encode()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def together(*sites: Mapping[str, bytes]) -> dict[str, bytes]:
    """Several sites on one host."""
    return root_files() | {url: body for each in sites for url, body in each.items()}


def grouped(code: str) -> str:
    """A code as it stands in a letter."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def raw_keys(samples: Iterable[Sample], holder: str = "ines") -> dict[str, bytes]:
    """Every key a browser must not leave on a disk, by what it is."""
    found = {}
    for each in samples:
        content = each.keys.content()
        secret = FIRM.holder_secret(each.site, holder, each.holders[holder])
        found |= {
            f"{each.uid} site key": each.keys.site_key,
            f"{each.uid} encryption": content.encryption,
            f"{each.uid} name": content.name,
            f"{each.uid} secret": secret.raw,
            f"{each.uid} slot key": slot_keys(each.id, secret).key,
            f"{each.uid} code": each.code(holder).encode(),
        }
    return found
