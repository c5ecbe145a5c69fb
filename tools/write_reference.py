#!/usr/bin/env python3
"""Writes docs/codes.md and docs/format.md from the code; run it after a code page or a model has changed."""

from __future__ import annotations

from pathlib import Path

from coachbook.model.reference import format_reference
from coachbook.shell.reference import codes_reference

DOCS = Path(__file__).resolve().parent.parent / "docs"

if __name__ == "__main__":
    DOCS.joinpath("codes.md").write_text(codes_reference(), encoding="utf-8")
    DOCS.joinpath("format.md").write_text(format_reference(), encoding="utf-8")
    print("Wrote docs/codes.md and docs/format.md")
