"""The JSON Schemas as files: written by `coachbook schema`, compared by `doctor` and by a test."""

from __future__ import annotations

import json
from pathlib import Path

from coachbook.model.schema import SCHEMAS, schema
from coachbook.shell.publish import write_file

FOLDER = "schemas"


def schema_texts() -> dict[str, str]:
    """Every schema by its path relative to the practice."""
    return {
        f"{FOLDER}/{name}.schema.json": json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"
        for name in SCHEMAS
    }


def write_schemas(root: Path) -> tuple[str, ...]:
    """Writes the schemas that differ below `root`; returns their paths."""
    stale = stale_schemas(root)
    texts = schema_texts()
    for path in stale:
        write_file(root / path, texts[path].encode("utf-8"))
    return stale


def stale_schemas(root: Path) -> tuple[str, ...]:
    """Schemas below `root` that are missing or not this version's."""
    return tuple(path for path, text in schema_texts().items() if _text(root / path) != text)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
