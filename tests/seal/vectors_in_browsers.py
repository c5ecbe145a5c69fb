"""The vault's vectors for objects, to be opened by a browser's own cryptography and inflating, in the gate page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "vault" / "vectors" / "psv1.json"

SCRIPT = """async ({ site, code, keyFile, objects, refused }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const k = psv1.readKeyFile(bytes(keyFile)), pass = await psv1.makePass(site, await psv1.readCode(code), k);
  const keys = await psv1.openSlot(site, k, pass), wrong = [];
  for (const { what, path, object, raw_bytes } of objects) {
    const raw = await psv1.openObject(keys, path, bytes(object)).catch(() => null);
    if (!raw || raw.length !== raw_bytes) wrong.push("refused: " + what);
  }
  for (const { what, path, object } of refused) {
    const kind = await psv1.openObject(keys, path, bytes(object)).then(() => "", (problem) => problem.kind);
    if (kind !== "unverified") wrong.push("opened: " + what);
  }
  return wrong;
}"""
"""Takes what `vectors` returns; resolves to what went wrong."""


def vectors() -> dict[str, Any]:
    """Key file, a code that opens it, objects that open and objects that must not."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        "site": found["key_file"]["site_id"],
        "code": found["codes"]["accepted"]["typed"][0],
        "keyFile": found["key_file"]["bytes"],
        "objects": [each for each in found["objects"] if each.get("object")],
        "refused": found["refused_objects"],
    }
