"""core.js in Node: the vectors of the vault, and a site sealed in Python with fresh random keys."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from pathlib import Path

import pytest
from sealed_sample import TEMPLATES, Sample, plain_files

from coachbook.vault.site import File

NODE = shutil.which("node")
HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed; tools/test installs it")

READER = """
const psv1 = require(process.argv[1]);
const {site, code, files} = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const bytes = (name) => new Uint8Array(Buffer.from(files[name], "hex"));
(async () => {
  const k = psv1.readKeyFile(bytes("k.bin"));
  const keys = await psv1.openSlot(site, k, await psv1.makePass(site, await psv1.readCode(code), k));
  const manifest = await psv1.openManifest(keys, bytes("m.bin")), out = {};
  for (const [path, entry] of manifest.files) {
    const object = bytes(`d/${entry.o}.bin`);
    if (!(await psv1.isNamed(keys, path, entry, object))) throw new Error("name");
    out[path] = Buffer.from(await psv1.openObject(keys, path, object)).toString("hex");
  }
  console.log(JSON.stringify(out));
})();
"""


def _node(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(NODE), *arguments], input=said, capture_output=True, text=True, timeout=60)


def test_the_vectors() -> None:
    done = _node("--test", "--test-reporter=tap", str(HERE / "core.test.js"))
    assert done.returncode == 0, done.stdout


def test_what_python_sealed_at_random() -> None:
    random = {
        f"file-{i}.txt": File("text/plain", secrets.token_bytes(secrets.randbelow(70_000))) for i in range(6)
    }
    sample = Sample(
        uid=secrets.token_hex(4), epoch=1 + secrets.randbelow(99), plain={**plain_files(), **random}
    )
    files = {name: body.hex() for name, body in sample.sealed().items()}
    said = json.dumps({"site": sample.id, "code": sample.code(), "files": files})
    done = _node("-e", READER, str(TEMPLATES / "seal" / "core.js"), said=said)
    assert done.returncode == 0, done.stderr
    opened = {path: bytes.fromhex(body) for path, body in json.loads(done.stdout).items()}
    assert len(opened) == len(sample.plain)
    for name, file in random.items():
        assert opened[sample.alias(name)] == file.body
