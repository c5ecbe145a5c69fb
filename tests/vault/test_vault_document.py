"""docs/sealed-format.md is enough: a reader written from it alone opens what we seal and refuses what we refuse."""

from __future__ import annotations

import ast
import base64
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coachbook.vault import encoding, manifest, media, objects, schedule, slots
from coachbook.vault.encoding import code_of
from coachbook.vault.site import File, seal_site
from coachbook.vault.slots import site_pass
from vault import independent_reader as reader
from vault.make_vectors import (
    ANA,
    DAY,
    FIRM,
    KEYS,
    PHRASE,
    SITE,
    Content,
    noise,
    prose,
    tiny_content,
    tiny_site,
)
from vault.test_vault_vectors import VECTORS, unpacked

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sealed-format.md").read_text(encoding="utf-8")


def refused(call: Any, *given: object) -> bool:
    try:
        call(*given)
    except reader.Refused:
        return True
    return False


def test_the_reader_is_a_stranger() -> None:
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_opens_a_released_site_with_every_code() -> None:
    site = VECTORS["site"]
    for holder in site["holders"]:
        secret = reader.secret_of_code(holder["code"].lower())
        files = reader.read_site(site["site_id"], lambda url: unpacked(site["files"][url]), secret)

        assert {alias: body.decode() for alias, body in files.items()} == {
            alias: file["body"] for alias, file in site["opened"].items()
        }


def test_it_opens_a_fresh_site_of_large_and_small_files() -> None:
    keys = FIRM.site_keys(SITE)
    home = keys.alias("index.html", "html")
    bodies = {
        f"{at}.bin": body for at, body in enumerate((b"", prose(30_000), noise(70_000), prose(300_000)))
    }
    files = {home: File("text/html", b"home")}
    files |= {keys.alias(path, "bin"): File("x/y", body, path) for path, body in bodies.items()}
    sealed = seal_site(Content(files, home), site_pass(FIRM, SITE, (ANA,)), DAY)
    on_host = {each.url: each.body for each in sealed.files}

    assert reader.read_site(sealed.site_id, on_host.__getitem__, ANA.raw) == {
        alias: file.body for alias, file in files.items()
    }


def test_it_opens_a_site_as_a_program(tmp_path: Path) -> None:
    folder, target = tmp_path / KEYS.site_id, tmp_path / "clear"
    (folder / "d").mkdir(parents=True)
    target.mkdir()
    for each in tiny_site().files:
        (folder / each.url).write_bytes(each.body)
    subprocess.run((sys.executable, reader.__file__, str(folder), code_of(ANA.raw), str(target)), check=True)

    assert {path.name: path.read_bytes() for path in target.iterdir()} == {
        alias: file.body for alias, file in tiny_content().files.items()
    }


def test_it_reads_pass_phrases_and_codes_as_we_do() -> None:
    key_file = unpacked(VECTORS["key_file"]["bytes"])
    for phrase in VECTORS["pass_phrases"]:
        assert reader.secret_of_phrase(phrase["typed"], key_file).hex() == phrase["secret"]
    opened = reader.Site(KEYS.site_id, key_file, reader.secret_of_phrase(PHRASE, key_file))
    assert opened.enc == KEYS.encryption
    assert {reader.secret_of_code(typed) for typed in VECTORS["codes"]["accepted"]["typed"]} == {ANA.raw}
    for code in VECTORS["codes"]["refused"]:
        with pytest.raises(reader.Refused, match=code["problem"]):
            reader.secret_of_code(code["typed"])


def test_it_refuses_every_object_manifest_and_key_file_that_we_refuse() -> None:
    site = reader.Site(KEYS.site_id, unpacked(VECTORS["key_file"]["bytes"]), ANA.raw)
    through = [
        each["what"]
        for each in VECTORS["refused_objects"]
        if not refused(site.open_object, each["path"], each["name"], unpacked(each["object"]))
    ]
    through += [
        each["what"]
        for each in VECTORS["refused_manifests"]
        if not refused(site.open_manifest, unpacked(each["bytes"]))
    ]
    through += [
        each["what"]
        for each in VECTORS["refused_key_files"]
        if not refused(reader.check_key_file, unpacked(each["bytes"]))
    ]

    assert through == []
    assert not refused(site.open_manifest, unpacked(VECTORS["manifest"]["bytes"]))


def test_the_table_of_media_types_is_the_one_in_the_code() -> None:
    rows = re.findall(r"^\| `([^`]+/[^`]+)` \| `(\w+)` \| (shows|saves) it \|$", DOCUMENT, re.MULTILINE)

    assert rows == [
        (medium.media_type, medium.extension, "shows" if medium.is_shown else "saves")
        for medium in media.TABLE
    ]


@pytest.mark.parametrize(
    "number",
    [
        *(slots.MOST_SLOTS, schedule.LEAST_ITERATIONS, schedule.MOST_ITERATIONS, objects.MOST_RAW_BYTES),
        *(objects.MOST_OBJECT_BYTES, objects.LEAST_OBJECT_BYTES, manifest.MOST_BYTES, manifest.MOST_FILES),
        *(objects.SIZES.step, objects.SIZES.flat_up_to, encoding.N_CODE_SYMBOLS, media.LONGEST_FILE_NAME),
    ],
)
def test_every_bound_is_said(number: int) -> None:
    assert re.search(rf"(?<![\d,]){number:,}(?![\d,])", DOCUMENT)


def test_every_magic_and_label_is_said() -> None:
    labels = re.findall(
        r'_expand\((?:N_\w+|\d+), "([a-z-]+)"', Path(schedule.__file__).read_text(encoding="utf-8")
    )

    assert len(labels) >= 9
    assert [label for label in (*labels, "PSK1", "PSO1", "PSM1") if label not in DOCUMENT] == []


def test_the_document_describes_every_part_of_the_vectors() -> None:
    parts = set(VECTORS) - {"format", "version"}

    assert [part for part in sorted(parts) if f"`{part}`" not in DOCUMENT] == []


def test_a_reader_that_forgets_the_name_is_caught_by_the_tests_of_the_vectors() -> None:
    """The independent reader is held to the name as well: an older object under a newer name."""
    site = reader.Site(KEYS.site_id, unpacked(VECTORS["key_file"]["bytes"]), ANA.raw)
    small, empty = VECTORS["objects"][0], VECTORS["objects"][1]
    sealed = base64.b64decode(small["object"])

    assert site.open_object(small["path"], small["name"], sealed) == b"hello"
    assert refused(site.open_object, small["path"], empty["name"], sealed)
