/* The worker of one site: answers every request below p/ with an unsealed file, and sets the headers the host cannot.
   Plain text never touches a disk: the caches hold sealed bytes only. Whoever may read holds a pass (core.js); it lives in
   this worker's memory, is lent back by open pages after the browser stopped the worker, and is stored only when the
   reader asked for it. docs/sealed-format.md says what the bytes mean. */
"use strict";

importScripts("core.js");

const SCOPE = self.registration.scope;
const ROOT = new URL(SCOPE).pathname;
const SITE = ROOT.slice(-27, -1);
const DATA = `psv1-${SITE}-data`;
const SHELLS = `psv1-${SITE}-shell-`;
const SHELL = SHELLS + "{{ version }}";
const GATE = { "": "text/html", "core.js": "text/javascript", "shell.js": "text/javascript",
               "viewer.js": "text/javascript", "shell.css": "text/css" };

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const SESSION = 12 * HOUR;
const DEVICE = 30 * 24 * HOUR;
const CHECK_EVERY = 30 * SECOND;  // how often the host is asked for news, at most
const CHECK_WAIT = SECOND;        // how long a page waits for the answer when a good copy is here
const HOST_LIMIT = 4 * SECOND;    // one bar of signal is worse than none
const FIRST_LIMIT = 30 * SECOND;  // ... except when there is nothing else to show; objects get a second more per 10 kB
const LEND_LIMIT = 700;
const ASIDE = 600 * SECOND;
const SMALL = 512 * 1024;         // objects fetched ahead

let pass = null;       // {slot, kek, until, since, device}
let site = null;       // {keys, manifest, previous}; previous serves pages still open
let trouble = null;    // why the host's present state is not accepted: {kind, detail}
let checked = 0;
let lockedAt = 0;
let locks = 0;         // grows with every lock: what began before one must not end after it
let aside = 0;         // until when a reader may be looking at a PDF or a picture, which is no window of ours

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // Chromium sends navigations to the host while a worker starts, paths and all. This route opts out.
  if (!event.addRoutes) return;
  const pathname = ROOT.replace(/[^\w/-]/g, "\\$&") + "p/*";
  const route = { condition: { urlPattern: new URLPattern({ pathname }) }, source: "fetch-event" };
  event.waitUntil(event.addRoutes([route]).catch(() => {}));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url), navigating = request.mode === "navigate";
  if (url.origin !== self.location.origin) {
    if (!navigating) event.respondWith(Response.error());
    return;
  }
  if (!url.pathname.startsWith(ROOT)) return;
  const path = url.pathname.slice(ROOT.length).replace(/^index\.html$/, "");
  if (request.method !== "GET") event.respondWith(new Response(null, { status: 405 }));
  else if (path.startsWith("p/")) event.respondWith(answer(event, path.slice(2), navigating));
  else if (Object.hasOwn(GATE, path)) event.respondWith(gateFile(path));
  else if (path === "k.bin" || path === "m.bin") event.respondWith(siteFile(path));
});

/* Pages */

async function answer(event, path, navigating) {
  const before = locks;
  let response;
  try {
    if (navigating) await forgetAlone();
    if (await findPass()) {
      await openSite(event, navigating);
      response = pass && await file(event.request, path, navigating);
    }
  } catch (problem) {
    response = refusal(problem, navigating);
  }
  if (response && pass && locks === before) return response;
  return navigating ? toGate(path) : new Response(null, { status: 403, headers: EVERY });
}

async function file(request, path, navigating) {
  if (trouble && (navigating || !site)) throw trouble;
  if (!path) return Response.redirect(`${SCOPE}p/${site.manifest.home}`, 302);
  let here = holderOf(path);
  if (!here) throw { kind: "nothing" };
  let bytes;
  try {
    bytes = await openFile(here, path, "default");
  } catch (problem) {
    if (problem.kind === "offline") throw problem;
    // Published a moment ago, or a remembered "404": look again, past the browser's own cache.
    await refresh();
    if (!pass) return null;
    here = holderOf(path) || here;
    bytes = await openFile(here, path, "reload");
  }
  if (navigating) aside = path.endsWith(".html") ? 0 : Date.now() + ASIDE;
  return served(request, here.manifest, here.manifest.files.get(path), bytes);
}

const holderOf = (path) => [site, site.previous].find((one) => one && one.manifest.files.has(path));

async function openFile({ keys, manifest }, path, caching) {
  const entry = manifest.files.get(path);
  return psv1.openObject(keys, path, await sealedFile(keys, path, entry, caching));
}

/* One object from the cache or the host, kept only if it is the one the manifest names. */
async function sealedFile(keys, path, entry, caching) {
  const url = `${SCOPE}d/${entry.o}.bin`, cache = await openCache(DATA);
  const held = cache && await cache.match(url);
  if (held) {
    const bytes = new Uint8Array(await held.arrayBuffer());
    if (await psv1.isNamed(keys, path, entry, bytes)) return bytes;
    await cache.delete(url);
  }
  const bytes = await fetchBytes(url, caching, FIRST_LIMIT + entry.n / 10);
  if (!(await psv1.isNamed(keys, path, entry, bytes))) throw new psv1.Refused("unverified");
  const before = locks;
  if (cache && pass) await cache.put(url, new Response(bytes)).catch(() => {});  // no room left is no reason not to read
  if (locks !== before) await forgetData();
  return bytes;
}

async function fetchBytes(url, caching, limit) {
  let response;
  try {
    response = await fetch(url, { cache: caching, redirect: "error", credentials: "same-origin",
                                  referrerPolicy: "no-referrer", signal: AbortSignal.timeout(limit) });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new psv1.Refused("offline");
  }
  throw new psv1.Refused("missing");
}

/* Headers */

const W = SCOPE + "sw.js";  // Firefox holds a response made by a worker against the worker's own address
const EVERY = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};
const GATE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' blob:; img-src 'self' blob: data:; "
  + "font-src blob:; connect-src 'self'; frame-src 'self' blob:; worker-src 'self'; base-uri 'none'; form-action 'none'; "
  + "frame-ancestors 'none'";
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

function pagePolicy(manifest) {
  const pages = `${SCOPE}p/`, scripts = manifest.scripts.map((path) => pages + path).join(" ");
  return `default-src 'none'; script-src ${scripts} ${W}; style-src ${pages} ${W}; img-src ${pages} data: ${W}; `
    + `font-src ${pages} ${W}; connect-src ${pages} ${W}; media-src ${pages} ${W}; base-uri 'none'; form-action 'none'; `
    + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
}

const SHOWN = /^(text\/(html|css|javascript|plain)|image\/(svg\+xml|png|jpeg|webp|gif)|font\/woff2|application\/(pdf|json))(;|$)/;

/* A page is HTML without a file name. HTML with one is somebody's attachment, and is saved, never opened. */
function served(request, manifest, entry, bytes) {
  const isPage = entry.t.startsWith("text/html") && entry.f === undefined;
  const isShown = SHOWN.test(entry.t) && (isPage || !entry.t.startsWith("text/html"));
  const headers = { ...EVERY, "Content-Type": entry.t, "Content-Length": String(bytes.length), "Accept-Ranges": "bytes" };
  if (isPage) headers["Content-Security-Policy"] = pagePolicy(manifest);
  else if (entry.t !== "application/pdf") headers["Content-Security-Policy"] = FILE_POLICY;
  const name = entry.f === undefined ? "" : `; filename*=UTF-8''${quoted(entry.f)}`;
  if (name || !isShown) headers["Content-Disposition"] = (isShown ? "inline" : "attachment") + name;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!range || isPage) return new Response(bytes, { headers });
  const first = Number(range[1]), last = Math.min(range[2] ? Number(range[2]) : Infinity, bytes.length - 1);
  headers["Content-Range"] = `bytes ${first <= last ? `${first}-${last}` : "*"}/${bytes.length}`;
  if (first > last) return new Response(null, { status: 416, headers: { ...headers, "Content-Length": "0" } });
  headers["Content-Length"] = String(last - first + 1);
  return new Response(bytes.subarray(first, last + 1), { status: 206, headers });
}

const quoted = (name) => encodeURIComponent(name.replace(/[/\\]/g, "-"))
  .replace(/['()*]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());

const STATUS = { nothing: 404, missing: 404, older: 409, offline: 503, updating: 503, stale: 503 };

function refusal(problem, navigating) {
  const status = STATUS[problem.kind] || 502;
  if (!navigating) return new Response(null, { status, headers: EVERY });
  const home = site && !trouble ? `<a href="${ROOT}p/${site.manifest.home}">To the first page</a>` : "";
  const html = `<!doctype html><html lang="en-GB" translate="no"><head><meta charset="utf-8"><title>Not shown</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${ROOT}shell.css"></head><body class="gate"><main><h1>Not shown</h1>
<p id="said">${psv1.sentence(problem)}</p><p class="ways"><a href="">Try again</a> ${home}</p></main></body></html>`;
  const policy = `default-src 'none'; style-src ${SCOPE}shell.css ${W}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(html, { status, headers: { ...EVERY, "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } });
}

/* Relative addresses of the gate stay right at any depth, because the browser really goes there. */
function toGate(path) {
  return Response.redirect(SCOPE + (/^[a-z0-9.]{1,40}$/.test(path) ? "#!/" + path : ""), 302);
}

/* The gate itself comes through here too: only so does it have headers on a host that sends none. */
async function gateFile(path) {
  const headers = { ...EVERY, "Content-Type": GATE[path] + "; charset=utf-8", "Content-Security-Policy": GATE_POLICY };
  const copy = await fetchGateFile(path, HOST_LIMIT) || await heldResponse(SHELL, SCOPE + path);
  return copy ? new Response(await copy.arrayBuffer(), { headers }) : Response.error();
}

/* null when the host does not answer, or a hotel's sign-in page answers for it. */
async function fetchGateFile(path, limit) {
  try {
    const response = await fetch(SCOPE + path, { cache: "no-cache", redirect: "error", referrerPolicy: "no-referrer",
                                                  signal: AbortSignal.timeout(limit) });
    if (!response.ok) return null;
    if (path) return /html/.test(response.headers.get("content-type") || "") ? null : response;
    return (await response.clone().text()).includes('name="psv1"') ? response : null;
  } catch {
    return null;
  }
}

async function siteFile(path) {
  try {
    return new Response(await fetchBytes(SCOPE + path, "no-cache", HOST_LIMIT), { headers: EVERY });
  } catch {
    return (await heldResponse(DATA, SCOPE + path)) || new Response(null, { status: 503 });
  }
}

/* The pass */

let finding = null;

const findPass = () => (finding ||= lookForPass().finally(() => { finding = null; }));

/* From memory, from the device, or lent by an open page. null means locked. */
async function lookForPass() {
  const before = locks;
  const found = pass || await recall("device") || await borrow();
  if (locks !== before) return null;
  if (found && found.until <= Date.now()) await lock("expired");
  else pass = found;
  return pass;
}

/* Asks the site's windows. A tab that has not heard of a lock yet still holds what was locked: hence `since`. */
async function borrow() {
  lockedAt = Math.max(lockedAt, await recall("lockedAt") || 0);
  const windows = await ourWindows();
  return new Promise((resolve) => {
    let silent = windows.length;
    const done = () => { silent -= 1; if (silent <= 0) resolve(null); };
    setTimeout(resolve, LEND_LIMIT, null);
    if (!silent) resolve(null);
    for (const each of windows) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data && data.kek instanceof CryptoKey && data.since > lockedAt ? resolve(data) : done());
      each.postMessage({ type: "lend" }, [port2]);
    }
  });
}

/* The session ends with its last window, even if the browser lets this worker live on for a while. */
async function forgetAlone() {
  if (pass && !pass.device && Date.now() > aside && !(await ourWindows()).length) pass = null;
}

async function ourWindows() {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter((each) => each.url.startsWith(SCOPE) && each.frameType !== "nested");
}

async function lock(why) {
  locks += 1;
  lockedAt = Math.max(Date.now(), lockedAt);
  pass = site = trouble = null;
  checked = 0;
  await Promise.all([keep("lockedAt", lockedAt), keep("why", why), forget("device")]);
  for (const each of await ourWindows()) each.postMessage({ type: "locked" });
  await forgetData();
}

/* Key file and manifest */

async function openSite(event, navigating) {
  if (!site) await openHeld();
  if (!site) await refresh();
  else if (navigating && (trouble || Date.now() - checked > CHECK_EVERY)) {
    const asking = refresh();
    event.waitUntil(asking.then(() => stocking));
    await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, CHECK_WAIT))]);
  }
}

async function openHeld() {
  const before = locks, [k, m] = await Promise.all(["k.bin", "m.bin"].map((path) => heldResponse(DATA, SCOPE + path)));
  if (!k || !m) return;
  try {
    const found = await verified(pass, new Uint8Array(await k.arrayBuffer()), new Uint8Array(await m.arrayBuffer()));
    if (locks === before && !site) site = { ...found, previous: null };
  } catch { /* then the host is asked */ }
}

let refreshing = null;

const refresh = () => (refreshing ||= askHost().finally(() => { refreshing = null; }));

async function askHost() {
  const before = locks;
  checked = Date.now();
  let k, m;
  try {
    [k, m] = await Promise.all(["k.bin", "m.bin"].map((path) => fetchBytes(SCOPE + path, "no-cache", site ? HOST_LIMIT : FIRST_LIMIT)));
    // Neither file begins as ours do: something in between answers for the host.
    if (!begins(k, "PSK1") && !begins(m, "PSM1") && site) throw new psv1.Refused("offline");
  } catch (problem) {
    trouble = site ? await staleness() : problem;
    return;
  }
  try {
    if (!pass) return;
    const found = await verified(pass, k, m);
    if (locks !== before) return;
    trouble = null;
    await adopt(found, k, m);
  } catch (problem) {
    if (locks !== before) return;
    if (problem.kind === "foreign") await lock("revoked");
    else trouble = problem.kind === "updating" && site ? null : problem;
  }
}

const begins = (bytes, magic) => String.fromCharCode(...bytes.subarray(0, 4)) === magic;

async function verified(mine, k, m) {
  const keys = await psv1.openSlot(SITE, psv1.readKeyFile(k), mine);
  const manifest = await psv1.openManifest(keys, m), seen = await recall("seen");
  if (seen && psv1.isOlder(manifest, seen)) throw new psv1.Refused("older", [manifest.at, seen.at]);
  return { keys, manifest };
}

/* What the host offers is good: it becomes the site, and open pages hear of it when it is newer. */
async function adopt({ keys, manifest }, k, m) {
  const was = site && site.manifest, { epoch, build, at } = manifest;
  await keep("fresh", Date.now());
  if (was && was.epoch === epoch && was.build === build) return;
  site = { keys, manifest, previous: site && { keys: site.keys, manifest: site.manifest } };
  await keep("seen", { epoch, build, at });
  const before = locks, cache = await openCache(DATA);
  if (cache) {
    await Promise.all([cache.put(SCOPE + "k.bin", new Response(k)), cache.put(SCOPE + "m.bin", new Response(m))]).catch(() => {});
  }
  if (locks !== before) return forgetData();
  if (was) for (const each of await ourWindows()) each.postMessage({ type: "updated" });
  stocking = stock().catch(() => {});
}

/* A courtesy, not a guard: clocks can be changed. */
async function staleness() {
  const fresh = await recall("fresh"), days = site.manifest.offlineDays;
  return fresh && Date.now() - fresh > days * 24 * HOUR ? { kind: "stale" } : null;
}

let stocking = Promise.resolve();

/* Fetches ahead everything small: for trains, and so that the host cannot tell which page is read when. */
async function stock() {
  const { keys, manifest } = site, kept = site.previous, before = locks;
  await stockGate();
  const ahead = [...manifest.files].filter(([, entry]) => entry.n <= SMALL).values();
  const lane = async () => {
    for (const [path, entry] of ahead) {
      if (locks !== before || !site || site.manifest !== manifest) return;
      await sealedFile(keys, path, entry, "default").catch(() => {});
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  const cache = await openCache(DATA);
  if (!cache || locks !== before) return;
  const named = new Set([manifest, ...(kept ? [kept.manifest] : [])]
    .flatMap((one) => [...one.files.values()].map((entry) => `${SCOPE}d/${entry.o}.bin`)));
  for (const { url } of await cache.keys()) if (url.startsWith(SCOPE + "d/") && !named.has(url)) await cache.delete(url);
}

/* All or nothing, so that an old and a new gate never mix; then older ones of this site go, and of no other. */
async function stockGate() {
  const cache = await openCache(SHELL), paths = Object.keys(GATE);
  if (!cache || (await cache.keys()).length === paths.length) return;
  const copies = await Promise.all(paths.map((path) => fetchGateFile(path, FIRST_LIMIT)));
  if (copies.includes(null)) return;
  await Promise.all(paths.map((path, i) => cache.put(SCOPE + path, copies[i]))).catch(() => {});
  for (const name of await caches.keys()) if (name.startsWith(SHELLS) && name !== SHELL) await caches.delete(name);
}

/* Messages, from this site's own windows only */

const deals = new Map(Object.entries({
  async enter({ pass: given, device, k, m }) {
    try {
      const found = await verified(given, k, m);
      lockedAt = Math.max(lockedAt, await recall("lockedAt") || 0);
      const since = Math.max(Date.now(), lockedAt + 1);  // a clock set back must not undo a lock, nor an unlock
      locks += 1;
      pass = { slot: given.slot, kek: given.kek, since, until: Date.now() + (device ? DEVICE : SESSION), device: false };
      site = trouble = null;
      checked = Date.now();
      await forget("device");
      if (device) pass.device = await keep("device", { ...pass, device: true });
      await forget("why");
      await adopt(found, k, m);
      return { pass: pass && !pass.device ? pass : null };
    } catch ({ kind, detail }) {
      return { problem: { kind, detail } };
    }
  },
  /* For the gate: may this device read already, and is the page it was asked for one of ours? */
  async status({ page }, event) {
    if (await findPass()) await openSite(event, true);
    if (!pass) return { why: await recall("why") };
    if (trouble || !site) return { problem: { kind: (trouble || { kind: "unverified" }).kind, detail: trouble && trouble.detail } };
    return { page: site.manifest.files.has(page) ? page : site.manifest.home };
  },
  /* For a page: what it may lend back. On a device that remembers there is nothing to lend. */
  async keep() {
    const mine = await findPass();
    return { open: Boolean(mine), device: Boolean(mine && mine.device), until: mine && mine.until, pass: mine && !mine.device ? mine : null };
  },
  async remember({ on }) {
    const mine = await findPass();
    if (!mine) return { device: false };
    await forget("device");
    mine.device = false;
    mine.until = Date.now() + (on ? DEVICE : SESSION);
    if (on) mine.device = await keep("device", { ...mine, device: true });
    return { device: mine.device };
  },
  async check() {
    if (pass && site && Date.now() - checked > CHECK_EVERY) await refresh();
  },
  async lock() {
    await lock("locked");
    return {};
  },
}));

self.addEventListener("message", (event) => {
  const from = event.source, data = event.data, port = event.ports[0];
  if (!from || from.type !== "window" || from.frameType === "nested" || !from.url.startsWith(SCOPE)) return;
  const deal = data && deals.get(data.type);
  if (deal) event.waitUntil(deal(data, event).then((reply) => { if (port) port.postMessage(reply); return stocking; }));
});

/* Storage. All of it may be missing (blocked, private, full): reading then goes on without. */

const openCache = (name) => caches.open(name).catch(() => null);
const forgetData = () => caches.delete(DATA).catch(() => {});

async function heldResponse(name, url) {
  const cache = await openCache(name);
  return cache && cache.match(url);
}

function stored(mode, act) {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(`psv1-${SITE}`, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
      opening.onerror = opening.onblocked = () => resolve(undefined);
      opening.onsuccess = () => {
        const database = opening.result;
        const end = (value) => { database.close(); resolve(value); };
        try {
          const work = database.transaction("kept", mode), asked = act(work.objectStore("kept"));
          work.oncomplete = () => end(mode === "readonly" ? asked.result : true);
          work.onabort = () => end(undefined);
        } catch {
          end(undefined);
        }
      };
    } catch {
      resolve(undefined);
    }
  });
}

const recall = (name) => stored("readonly", (kept) => kept.get(name));
const keep = async (name, value) => (await stored("readwrite", (kept) => kept.put(value, name))) === true;
const forget = (name) => stored("readwrite", (kept) => kept.delete(name));
