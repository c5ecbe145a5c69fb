/* The reader's half of PSV1 (docs/sealed-format.md): codes, slots, manifest, objects. Bytes in, values out:
   no page, no network, no storage. Shared by the gate, its worker, the viewer and the tests, so it is a classic
   script that leaves one name behind. Everything that does not check is an error with a `kind` (see `sentences`). */
const psv1 = (function () {
  "use strict";

  const SLOT = 80;
  const MOST_SLOTS = 256;
  const LEAST_ROUNDS = 600000;
  const MOST_ROUNDS = 10000000;  // more would only hang the reader
  const MOST_RAW = 64 * 1024 * 1024;
  const MOST_OBJECT = 72 * 1024 * 1024;
  const LEAST_OBJECT = 40;
  const MOST_MANIFEST = 8 * 1024 * 1024;
  const MOST_FILES = 20000;
  const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  const subtle = globalThis.crypto && globalThis.crypto.subtle;

  class Refused extends Error {
    constructor(kind, detail) {
      super(kind);
      this.kind = kind;
      this.detail = detail;
    }
  }

  /* Bytes */

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function join(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  function number(value, width) {
    const bytes = new Uint8Array(width);
    for (let i = width - 1, rest = value; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    return bytes;
  }

  const u32 = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
  const starts = (bytes, magic) => bytes.length >= 4 && magic === String.fromCharCode(...bytes.subarray(0, 4));

  /* "psv1/" label, then each field after its length: no label is a prefix of another. */
  const info = (label, ...fields) => join(utf8("psv1/" + label), ...fields.flatMap((f) => [number(f.length, 2), f]));

  function base32(bytes, length) {
    let text = "", bits = 0, held = 0;
    for (const byte of bytes) {
      held = ((held << 8) | byte) & 0xfff;
      for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31];
    }
    return text.slice(0, length);
  }

  /* Codes and passphrases */

  /* The 28 symbols of a code as typed, read aloud, or mangled by a mail programme; letters only, in words, are a
     passphrase. Resolves to {secret} or {passphrase}; refuses with "empty", "length" (detail: how many) or "typing".
     The checksum means that a slip of the finger is answered here, before any request is made. */
  async function readCode(text) {
    const plain = text.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "").trim();
    if (!plain) throw new Refused("empty");
    if (/^\p{L}[\p{L}'’-]*(\s+\p{L}[\p{L}'’-]*){2,}$/u.test(plain)) return { passphrase: plain.replace(/\s+/g, " ") };
    const symbols = plain.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    const values = Array.from(symbols, (symbol) => CROCKFORD.indexOf(symbol));
    if (values.length !== 28) throw new Refused("length", values.length);
    if (values.includes(-1) || values[0] > 7) throw new Refused("typing");
    const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
    const secret = Uint8Array.from({ length: 16 }, (_, i) => parseInt(bits.slice(2 + 8 * i, 10 + 8 * i), 2));
    const sum = new Uint8Array(await subtle.digest("SHA-256", join(utf8("psv1/check"), secret)));
    if (((sum[0] << 2) | (sum[1] >> 6)) !== parseInt(bits.slice(130), 2)) throw new Refused("typing");
    return { secret };
  }

  /* What follows "#" in an address: CODE, then any of b=BUILD (the least to accept), !/PAGE and `exposed`. */
  function readFragment(hash) {
    let text = hash.replace(/^#/, "");
    try {
      text = decodeURIComponent(text);
    } catch { /* not percent-encoded after all */ }
    const found = { code: "", page: "", least: 0, exposed: false };
    for (const part of text.split("&")) {
      const least = /^b=(\d{1,15})$/.exec(part);
      if (part.startsWith("!/")) found.page = part.slice(2);
      else if (least) found.least = Number(least[1]);
      else if (part === "exposed") found.exposed = true;
      else if (!found.code && !part.includes("=")) found.code = part;
    }
    return found;
  }

  /* Slots */

  /* {rounds, salt, slots} of a k.bin. `slots` maps hex ids to the 80 bytes. Exact length, ids strictly ascending
     (so none twice), and limits that keep a hostile file from keeping the reader busy. */
  function readKeyFile(bytes) {
    if (!starts(bytes, "PSK1") || bytes.length < 26) throw new Refused("unverified");
    const rounds = u32(bytes, 4), count = (bytes[24] << 8) | bytes[25];
    if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS || count < 8 || count % 8 || count > MOST_SLOTS
        || bytes.length !== 26 + count * SLOT) throw new Refused("unverified");
    const slots = new Map();
    let last = "";
    for (let at = 26; at < bytes.length; at += SLOT) {
      const id = hex(bytes.subarray(at, at + 16));
      if (id <= last) throw new Refused("unverified");
      slots.set(id, bytes.subarray(at, at + SLOT));
      last = id;
    }
    return { rounds, salt: bytes.slice(8, 24), slots };
  }

  /* A pass is what one person's secret becomes for one site: {slot, kek}, the key not extractable. It follows
     rotations, because a slot is found by its id in whatever k.bin says today. The secret's bytes are wiped. */
  async function makePass(site, code, keyFile) {
    const secret = code.secret || new Uint8Array(await passphraseBits(code.passphrase, keyFile));
    const base = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits", "deriveKey"]);
    secret.fill(0);
    const from = (label) => ({ name: "HKDF", hash: "SHA-256", salt: utf8("psv1/slot/" + site), info: info(label) });
    const [slot, kek] = await Promise.all([
      subtle.deriveBits(from("slot-id"), base, 128),
      subtle.deriveKey(from("slot-kek"), base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]),
    ]);
    return { slot: hex(new Uint8Array(slot)), kek };
  }

  async function passphraseBits(passphrase, keyFile) {
    const base = await subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: keyFile.salt, iterations: keyFile.rounds };
    return subtle.deriveBits(how, base, 256);
  }

  async function unseal(key, nonce, sealed, aad) {
    try {
      const open = await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, key, sealed);
      return new Uint8Array(open);
    } catch {
      throw new Refused("unverified");
    }
  }

  /* The site's keys {site, epoch, enc, name} from the slot of this pass; "foreign" when there is none. */
  async function openSlot(site, keyFile, pass) {
    const slot = keyFile.slots.get(pass.slot);
    if (!slot) throw new Refused("foreign");
    const aad = join(utf8("PSK1" + site), slot.subarray(0, 16));
    const payload = await unseal(pass.kek, slot.subarray(16, 28), slot.subarray(28), aad);
    if (payload.length !== 36) throw new Refused("unverified");
    const siteKey = payload.subarray(4);
    const base = await subtle.importKey("raw", siteKey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const epoch = u32(payload, 0);
    payload.fill(0);
    const [enc, name] = await Promise.all([expand(base, "enc"), expand(base, "name")]);
    const keys = { site, epoch, enc: null, name: null };
    keys.enc = await subtle.importKey("raw", enc, "AES-GCM", false, ["decrypt"]);
    keys.name = await subtle.importKey("raw", name, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    enc.fill(0);
    name.fill(0);
    return keys;
  }

  /* HKDF-Expand to 32 bytes is one HMAC; WebCrypto's HKDF would extract first. */
  async function expand(base, label) {
    return new Uint8Array(await subtle.sign("HMAC", base, join(info(label), number(1, 1))));
  }

  /* Objects and the manifest */

  function aadOf(keys, path) {
    const bytes = utf8(path);
    return join(utf8("PSO1" + keys.site), number(keys.epoch, 4), number(bytes.length, 2), bytes);
  }

  /* Is this the object the manifest names? The name is an HMAC over path and bytes, so an old or a foreign object
     under a new name is caught here, before it is stored. */
  async function isNamed(keys, path, entry, object) {
    if (object.length !== entry.n) return false;
    const sum = new Uint8Array(await subtle.digest("SHA-256", object));
    const mac = new Uint8Array(await subtle.sign("HMAC", keys.name, join(aadOf(keys, path), sum)));
    return base32(mac, 26) === entry.o;
  }

  /* The bytes of one object: unsealed, unpadded, inflated to exactly the length it declares. */
  async function openObject(keys, path, object) {
    if (object.length < LEAST_OBJECT || object.length > MOST_OBJECT) throw new Refused("unverified");
    const record = await unseal(keys.enc, object.subarray(0, 12), object.subarray(12), aadOf(keys, path));
    const flags = record[1], length = u32(record, 4), raw = u32(record, 8);
    if (record[0] !== 1 || flags > 1 || record[2] || record[3] || length > record.length - 12 || raw > MOST_RAW
        || record.subarray(12 + length).some((byte) => byte)) throw new Refused("unverified");
    const body = record.subarray(12, 12 + length);
    if (flags === 0 && length !== raw) throw new Refused("unverified");
    return flags === 0 ? body : inflate(body, raw);
  }

  async function inflate(body, raw) {
    const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = stream.getReader(), out = new Uint8Array(raw);
    try {
      for (let at = 0; ;) {
        const { done, value } = await reader.read();
        if (done && at === raw) return out;
        if (done || at + value.length > raw) throw new Refused("unverified");  // a bomb is cut off here
        out.set(value, at);
        at += value.length;
      }
    } catch {
      reader.cancel().catch(() => {});
      throw new Refused("unverified");
    }
  }

  const ALIAS = /^[a-z2-7]{10}\.[a-z0-9]{1,5}$/;
  const NAME = /^[a-z2-7]{26}$/;
  const TYPE = new RegExp("^(text/(html|css|javascript|plain|calendar|vcard|csv); charset=utf-8"
    + "|image/(svg\\+xml|png|jpeg|webp|gif)|font/woff2|application/(json|pdf|zip|octet-stream))$");
  // In a file name: what trips headers, disks or eyes.
  const UNFIT = /[<>:"/\\|?*;%\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/u;
  const FIELDS = "at build epoch files home max_offline_days scripts site v";

  const isCount = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
  const has = (thing, fields) => Boolean(thing) && Object.keys(thing).sort().join(" ") === fields;
  const isDay = (text) => typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
    && new Date(text).toISOString().startsWith(text);

  const isFileName = (text) => typeof text === "string" && text !== "" && [...text].length <= 120 && !UNFIT.test(text);

  function isEntry(entry) {
    return (has(entry, "n o t") || (has(entry, "f n o t") && isFileName(entry.f)))
      && typeof entry.o === "string" && NAME.test(entry.o) && typeof entry.t === "string" && TYPE.test(entry.t)
      && isCount(entry.n, MOST_OBJECT) && entry.n >= LEAST_OBJECT;
  }

  function isManifest(said, keys, files) {
    const isOf = (path, type) => files.has(path) && files.get(path).t === type + "; charset=utf-8";
    return has(said, FIELDS) && said.v === 1 && said.site === keys.site && said.epoch === keys.epoch
      && isCount(said.build, Number.MAX_SAFE_INTEGER) && isCount(said.max_offline_days, 366) && isDay(said.at)
      && !Array.isArray(said.files) && files.size >= 1 && files.size <= MOST_FILES
      && [...files].every(([path, entry]) => ALIAS.test(path) && isEntry(entry)) && isOf(said.home, "text/html")
      && Array.isArray(said.scripts) && new Set(said.scripts).size === said.scripts.length
      && said.scripts.every((path) => isOf(path, "text/javascript"));
  }

  /* The manifest in an m.bin, its `files` a Map so that no path can be mistaken for a property. "updating" when the
     clear epoch is not the keys': one of the two files has been published before the other. */
  async function openManifest(keys, bytes) {
    if (!starts(bytes, "PSM1") || bytes.length < 48) throw new Refused("unverified");
    if (u32(bytes, 4) !== keys.epoch) throw new Refused("updating");
    const raw = await openObject(keys, "\0manifest", bytes.subarray(8));
    if (raw.length > MOST_MANIFEST) throw new Refused("unverified");
    let said, files;
    try {
      said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
      files = new Map(Object.entries(said.files));
    } catch {
      throw new Refused("unverified");
    }
    if (!isManifest(said, keys, files)) throw new Refused("unverified");
    const { epoch, build, at, home, scripts, max_offline_days: offlineDays } = said;
    return { epoch, build, at, home, scripts, offlineDays, files };
  }

  const isOlder = (one, other) => one.epoch < other.epoch || (one.epoch === other.epoch && one.build < other.build);

  /* What a reader is told, by kind. Plain words, the remedy in the second sentence. */
  const sentences = {
    welcome: () => "Open the link you were sent, or type the code from your letter.",
    empty: () => "Please type your code first.",
    length: (count) => `A code has 28 letters and digits, and this has ${count}. Please compare it with your letter, group by group.`,
    typing: () => "That code has a typing error. Please compare it with your letter, group by group.",
    mangled: () => "This link did not arrive whole. Please open it again from the message, or type your code.",
    foreign: () => "This does not open these pages: it belongs to others, or it has been replaced. Please ask for a new link.",
    updating: () => "These pages are being updated at this moment. Please try again in a minute.",
    unverified: () => "What arrived could not be verified, so nothing of it is shown. A network that wants you to sign in first can cause this. Please try again later, and tell the practice if it stays so.",
    missing: () => "This page did not arrive. The others still open. Please try again in a minute.",
    older: (dates) => `An older version was offered (of ${dates[0]}) than ${dates[1] ? `the one of ${dates[1]} that this device has seen` : "the one your link belongs to"}, and it has been refused. Please try again later, and tell the practice if it stays so.`,
    offline: () => "There is no connection at the moment. Please try again when there is one.",
    stale: () => "This device has been offline for a long time. Please connect once, so that these pages can make sure that they are still current.",
    revoked: () => "This access has ended, and what this device had kept is deleted. If that surprises you, please ask for a new link.",
    expired: () => "Your time on this device is over. Please open your link again, or type your code.",
    locked: () => "Locked. To read on, open your link again or type your code.",
    exposed: () => "A mail filter changed your link on its way and sent its secret part to the web host. You can read on now, but please ask for a new link soon.",
    framed: () => "For your safety, these pages do not open inside another page.",
    insecure: () => "This address is not safe to use. Please open your link exactly as you received it; it begins with https.",
    browser: () => "This browser is too old to open these pages. Please update it, or ask for the single-file or printed copy.",
    moved: () => "These pages open only at the address they were published at. Please open your link.",
    nothing: () => "There is no such page here.",
  };
  const sentence = (problem) => (sentences[problem.kind] || sentences.unverified)(problem.detail);

  return { Refused, readCode, readFragment, readKeyFile, makePass, openSlot, openManifest, openObject, isNamed,
           isOlder, base32, hex, sentence };
})();

if (typeof module !== "undefined") module.exports = psv1;
