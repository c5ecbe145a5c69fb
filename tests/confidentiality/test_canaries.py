"""Nothing that only the coach may read is found in any byte of what the executive gets.

Two proofs: every text in `coach/` is replaced by a canary and all bytes are searched for it; and the bytes with and
without the canaries are identical, so that not even a count can leak. The planted fault (a canary in a session's
summary) shows that the search finds what is there.
"""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from coachbook.shell.build import BuildRequest, build
from coachbook.shell.workspace import Workspace
from practices import AS_OF, change, copy_of_sample, files_below

CANARY = "zanzibar-quillfeather"


def build_all(workspace: Workspace, with_pdf: bool = False) -> dict[str, bytes]:
    report = build(BuildRequest(workspace, AS_OF, (), 1, with_pdf, with_public=False))
    assert not report.has_errors
    return files_below(workspace.root / "preview")


def not_the_coachs(outputs: dict[str, bytes]) -> dict[str, bytes]:
    """What executives and sponsors get: everything but the desks."""
    return {name: body for name, body in outputs.items() if not name.startswith("desk.")}


def plant(workspace: Workspace) -> None:
    """Puts the canary into every line of text that only the coach reads."""
    planted = 0
    for path in sorted(workspace.path("clients").glob("*/coach/*.yml")):
        path.write_text(
            f"date: 2026-03-16\nnotes: |\n  {CANARY}\nhypotheses:\n  - {CANARY}\npreparation: {CANARY}\n"
            f"supervision: {CANARY}\nlimits: {CANARY}\n",
            encoding="utf-8",
        )
        planted += 1
    assert planted >= 3


def everything_in(body: bytes, name: str) -> bytes:
    """The bytes, and for a PDF its text and metadata as well."""
    if not name.endswith(".pdf"):
        return body
    reader = PdfReader(io.BytesIO(body))
    text = (
        "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata) + str(reader.outline)
    )
    streams = []
    for part in body.split(b"stream")[1::2]:
        try:
            streams.append(zlib.decompress(part.strip(b"\r\n")))
        except zlib.error:
            continue
    return body + text.encode() + b"".join(streams)


def test_no_byte_of_any_output_holds_a_coach_note(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    workspace = copy_of_sample(tmp_path / "practice")
    plant(workspace)

    outputs = build_all(workspace, with_pdf=True)
    found = [name for name, body in outputs.items() if CANARY.encode() in everything_in(body, name).lower()]

    assert [name for name in found if not name.startswith("desk.")] == []
    assert found != [], "the coach's own desk shows her notes"
    assert any(name.endswith(".pdf") for name in outputs)


def test_changing_only_coach_notes_changes_no_byte(tmp_path: Path) -> None:
    plain = copy_of_sample(tmp_path / "plain")
    planted = copy_of_sample(tmp_path / "planted")
    plant(planted)

    assert not_the_coachs(build_all(plain)) == not_the_coachs(build_all(planted))


def test_a_coach_note_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    plain = copy_of_sample(tmp_path / "plain", ("harbour",))
    broken = copy_of_sample(tmp_path / "broken", ("harbour",))
    for path in broken.path("clients/harbour/coach").glob("*.yml"):
        path.write_bytes(b"\xff\xfe\x00 not YAML: [")

    assert not_the_coachs(build_all(plain)) == not_the_coachs(build_all(broken))


def test_the_search_finds_a_canary_that_is_there(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    change(workspace, "clients/harbour/goals.yml", "title: Delegate", f"title: {CANARY} Delegate")

    outputs = build_all(workspace, with_pdf=True)
    found = [name for name, body in outputs.items() if CANARY.encode() in everything_in(body, name).lower()]

    assert "goals.html" in {name.split("/")[-1] for name in found}
    assert any(name.endswith(".pdf") for name in found)


def test_file_names_carry_the_code_name_and_no_person(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice")

    names = " ".join(not_the_coachs(build_all(workspace))).lower()

    assert not any(
        person in names for person in ("ines", "duarte", "marcus", "adeyemi", "sofia", "lindqvist", "priya")
    )


def test_page_titles_say_nothing_of_a_goal(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    outputs = build_all(workspace)

    titles = [
        body.split(b"<title>")[1].split(b"</title>")[0].decode()
        for n, body in outputs.items()
        if n.endswith(".html")
    ]

    assert titles
    assert not any("Delegate the weekly" in title or "Ines" in title for title in titles)
