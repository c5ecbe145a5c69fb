/* core.js against the vectors that the vault publishes, and against the rules that have no vector. Run by test_core.py. */
"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const test = require("node:test");

const ROOT = join(__dirname, "..", "..");
const psv1 = require(join(ROOT, "templates", "seal", "core.js"));
const vectors = JSON.parse(readFileSync(join(ROOT, "tests", "vault", "vectors", "psv1.json"), "utf8"));

const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const fromHex = (hex) => new Uint8Array(Buffer.from(hex, "hex"));
const toHex = (data) => Buffer.from(data).toString("hex");
const sha256 = (data) => require("node:crypto").createHash("sha256").update(data).digest("hex");
const refuses = (kind) => (problem) => problem instanceof psv1.Refused && problem.kind === kind;

const SITE = vectors.key_file.site_id;
const ANA = vectors.codes.accepted.typed[0];

async function keysOf(typed = ANA) {
  const keyFile = psv1.readKeyFile(bytes(vectors.key_file.bytes));
  const pass = await psv1.makePass(SITE, await psv1.readCode(typed), keyFile);
  return psv1.openSlot(SITE, keyFile, pass);
}

/* Changes one bit of each byte in turn (or of every nth). */
function* flipped(data, step = 1) {
  for (let i = 0; i < data.length; i += step) {
    const other = data.slice();
    other[i] ^= 1 << (i % 8);
    yield other;
  }
}

test("codes, however they are typed", async () => {
  for (const typed of vectors.codes.accepted.typed) {
    assert.equal(toHex((await psv1.readCode(typed)).secret), vectors.codes.accepted.secret, typed);
  }
  for (const { secret, code, shown } of vectors.codes.pairs) {
    assert.equal(toHex((await psv1.readCode(code)).secret), secret);
    assert.equal(toHex((await psv1.readCode(shown)).secret), secret);
  }
});

test("codes that are none", async () => {
  const kinds = { EMPTY: ["empty", "length"], WRONG_LENGTH: ["length"], TYPING_ERROR: ["typing"], FOREIGN_SIGN: ["typing"] };
  for (const { typed, problem } of vectors.codes.refused) {
    await assert.rejects(psv1.readCode(typed), (found) => kinds[problem].includes(found.kind), typed);
  }
  await assert.rejects(psv1.readCode("2QAB FZT0"), (found) => found.kind === "length" && found.detail === 8);
});

test("a slip of one symbol, or two exchanged, is noticed or opens nothing", async () => {
  const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const others = [];
  for (let i = 0; i < ANA.length; i += 1) {
    for (const symbol of symbols) if (symbol !== ANA[i]) others.push(ANA.slice(0, i) + symbol + ANA.slice(i + 1));
    if (i && ANA[i] !== ANA[i - 1]) others.push(ANA.slice(0, i - 1) + ANA[i] + ANA[i - 1] + ANA.slice(i + 1));
  }
  let unnoticed = 0;
  for (const other of others) {
    const code = await psv1.readCode(other).catch(refuses("typing"));
    if (code === true) continue;
    unnoticed += 1;
    assert.notEqual(toHex(code.secret), vectors.codes.accepted.secret);
  }
  assert.ok(unnoticed <= 4, `${unnoticed} of ${others.length} slips passed the checksum; about 1 in 1024 does`);
});

test("pass phrases", async () => {
  for (const { typed, tidy } of vectors.pass_phrases) assert.equal((await psv1.readCode(typed)).passphrase, tidy);
  const keys = await keysOf("correct  horse battery staple ");
  assert.equal(keys.epoch, vectors.key_file.epoch);
});

test("what follows # in a link", () => {
  const read = (hash) => psv1.readFragment(hash);
  assert.deepEqual(read(""), { code: "", page: "", least: 0, exposed: false });
  assert.deepEqual(read("#ABC&b=17&!/qz4fuogh7w.html"), { code: "ABC", page: "qz4fuogh7w.html", least: 17, exposed: false });
  assert.deepEqual(read("#!/qz4fuogh7w.html"), { code: "", page: "qz4fuogh7w.html", least: 0, exposed: false });
  assert.equal(read("#ABC%26!/x").page, "x");
  assert.equal(read("#ABC&exposed").exposed, true);
  assert.equal(read("#ABC&utm_source=mail").code, "ABC");
  assert.equal(read("#%E0%A4%A").code, "%E0%A4%A");
});

test("every slot of the key file", async () => {
  const keyFile = psv1.readKeyFile(bytes(vectors.key_file.bytes));
  assert.equal(keyFile.rounds, vectors.key_file.iterations);
  assert.equal(toHex(keyFile.salt), vectors.key_file.salt);
  assert.equal(keyFile.slots.size, vectors.key_file.n_slots);
  for (const { who, secret, slot } of vectors.key_file.opens) {
    const pass = await psv1.makePass(SITE, { secret: fromHex(secret) }, keyFile);
    assert.equal(pass.slot, slot.slice(0, 32), who);
    assert.equal(pass.kek.extractable, false);
    const keys = await psv1.openSlot(SITE, keyFile, pass);
    assert.equal(keys.epoch, vectors.key_file.epoch, who);
    assert.equal(keys.enc.extractable || keys.name.extractable, false);
  }
  for (const secret of vectors.key_file.does_not_open) {
    const pass = await psv1.makePass(SITE, { secret: fromHex(secret) }, keyFile);
    await assert.rejects(psv1.openSlot(SITE, keyFile, pass), refuses("foreign"));
  }
  const ana = () => ({ secret: fromHex(vectors.schedule.holder.secret) });
  const nine = psv1.readKeyFile(bytes(vectors.key_file.nine_holders));
  assert.equal(nine.slots.size, 16);
  const closed = psv1.readKeyFile(bytes(vectors.key_file.closed));
  await assert.rejects(psv1.openSlot(SITE, closed, await psv1.makePass(SITE, ana(), closed)), refuses("foreign"));
});

test("a secret is wiped once it has been used", async () => {
  const code = { secret: fromHex(vectors.schedule.holder.secret) };
  await psv1.makePass(SITE, code, null);
  assert.deepEqual(code.secret, new Uint8Array(16));
});

test("damaged key files", async () => {
  for (const { what, bytes: base64 } of vectors.refused_key_files) {
    assert.throws(() => psv1.readKeyFile(bytes(base64)), refuses("unverified"), what);
  }
  const good = bytes(vectors.key_file.bytes), keyFile = psv1.readKeyFile(good);
  const pass = await psv1.makePass(SITE, await psv1.readCode(ANA), keyFile);
  const at = [...keyFile.slots.keys()].indexOf(pass.slot) * 80 + 26;
  for (const other of flipped(good.slice(at + 16, at + 80))) {
    const file = good.slice();
    file.set(other, at + 16);
    await assert.rejects(psv1.openSlot(SITE, psv1.readKeyFile(file), pass), refuses("unverified"));
  }
});

test("objects", async () => {
  const keys = await keysOf();
  for (const { what, path, object, name, raw_sha256: sum, object_bytes: n } of vectors.objects) {
    if (!object) continue;
    const data = bytes(object);
    assert.equal(await psv1.isNamed(keys, path, { o: name, n }, data), true, what);
    assert.equal(sha256(await psv1.openObject(keys, path, data)), sum, what);
    assert.equal(await psv1.isNamed(keys, "aaaaaaaazz.txt", { o: name, n }, data), false, what);
    await assert.rejects(psv1.openObject(keys, "aaaaaaaazz.txt", data), refuses("unverified"), what);
    await assert.rejects(psv1.openObject({ ...keys, epoch: 2 }, path, data), refuses("unverified"), what);
  }
});

test("damaged objects", async () => {
  const keys = await keysOf(), { path, object, name, object_bytes: n } = vectors.objects[0], good = bytes(object);
  for (const { what, path: other, object: bad } of vectors.refused_objects) {
    if (what === "bytes after the packed body") continue;  // Node inflates those; test_engines.py has them, in browsers
    await assert.rejects(psv1.openObject(keys, other, bytes(bad)), refuses("unverified"), what);
  }
  for (const other of flipped(good, 37)) {
    assert.equal(await psv1.isNamed(keys, path, { o: name, n }, other), false);
    await assert.rejects(psv1.openObject(keys, path, other), refuses("unverified"));
  }
  for (let length = 0; length < good.length; length += 211) {
    await assert.rejects(psv1.openObject(keys, path, good.subarray(0, length)), refuses("unverified"));
  }
  await assert.rejects(psv1.openObject(keys, path, new Uint8Array([...good, 0])), refuses("unverified"));
});

test("manifests", async () => {
  const keys = await keysOf(), good = bytes(vectors.manifest.bytes), said = JSON.parse(vectors.manifest.json);
  const manifest = await psv1.openManifest(keys, good);
  assert.equal(manifest.build, said.build);
  assert.deepEqual([...manifest.files.keys()].sort(), Object.keys(said.files).sort());
  for (const { what, bytes: base64 } of vectors.refused_manifests) {
    await assert.rejects(psv1.openManifest(keys, bytes(base64)), refuses("unverified"), what);
  }
  await assert.rejects(psv1.openManifest({ ...keys, epoch: 2 }, good), refuses("updating"));
  for (const other of flipped(good.slice(0, 400))) {
    await assert.rejects(psv1.openManifest(keys, new Uint8Array([...other, ...good.slice(400)])), psv1.Refused);
  }
});

test("a whole site", async () => {
  const { site_id: id, holders, files, opened, home, build } = vectors.site;
  for (const { code } of holders) {
    const keyFile = psv1.readKeyFile(bytes(files["k.bin"]));
    const keys = await psv1.openSlot(id, keyFile, await psv1.makePass(id, await psv1.readCode(code), keyFile));
    const manifest = await psv1.openManifest(keys, bytes(files["m.bin"]));
    assert.equal(manifest.home, home);
    assert.equal(manifest.build, build);
    assert.deepEqual([...manifest.files.keys()].sort(), Object.keys(opened).sort());
    for (const [path, entry] of manifest.files) {
      const object = bytes(files[`d/${entry.o}.bin`]);
      assert.equal(await psv1.isNamed(keys, path, entry, object), true);
      assert.equal(new TextDecoder().decode(await psv1.openObject(keys, path, object)), opened[path].body);
      assert.equal(entry.t, opened[path].t);
      assert.equal(entry.f, opened[path].f ?? undefined);
    }
  }
});

test("every problem has a sentence", () => {
  const source = ["core.js", "shell.js", "sw.js", "viewer.js"]
    .map((name) => readFileSync(join(ROOT, "templates", "seal", name), "utf8")).join("\n");
  const kinds = new Set([...source.matchAll(/Refused\("(\w+)"/g), ...source.matchAll(/kind: "(\w+)"/g)].map((found) => found[1]));
  const usual = psv1.sentence({ kind: "unverified" });
  for (const kind of kinds) {
    const words = psv1.sentence({ kind, detail: ["2026-03-01", "2026-04-01"] });
    assert.ok(kind === "unverified" || words !== usual, kind);
    assert.match(words, /^[A-Z].*\.$/);
  }
});
