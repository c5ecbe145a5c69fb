"""What is written by the code is what is committed."""

from __future__ import annotations

import json

import pytest

from coachbook.model.reference import format_reference
from coachbook.model.schema import SCHEMAS
from coachbook.shell.reference import codes_reference
from coachbook.shell.schemas import schema_texts, stale_schemas
from practices import ROOT


def test_the_committed_schemas_are_current() -> None:
    assert stale_schemas(ROOT) == ()


def test_docs_codes_is_current() -> None:
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == codes_reference()


def test_docs_format_is_current() -> None:
    assert (ROOT / "docs" / "format.md").read_text(encoding="utf-8") == format_reference()


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_nothing_that_misleads_an_editor(name: str) -> None:
    text = schema_texts()[f"schemas/{name}.schema.json"]

    assert '"anyOf"' not in text
    assert '"format"' not in text
    assert '"default": null' not in text
    assert "$defs" not in text
    assert json.loads(text)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_editor_settings_name_every_schema_that_files_use() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    wired = {path.split("/")[1].removesuffix(".schema.json") for path in settings["yaml.schemas"]}

    assert wired == set(SCHEMAS) - {"kit", "stage"}  # those two are front matter, which editors do not check
