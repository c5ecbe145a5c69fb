/* The gate: takes a link or a typed code, opens the key file with it, and hands the pass to the worker. Where there can
   be no worker (old in-app browsers, blocked storage, a file on a disk) it shows the pages itself, through viewer.js.
   The code stays in this page's memory; it is never sent, stored or left in the address bar. */
(function () {
  "use strict";

  const hash = location.hash;
  try {
    history.replaceState(null, "", location.pathname);  // before anything else can fail
  } catch { /* a browser that will not, for a file on a disk */ }

  const WORKER_LIMIT = 10000;
  const ANSWER_LIMIT = 30000;
  const base = new URL("./", location.href).href;
  const asked = psv1.readFragment(hash);
  const packed = document.getElementById("packed");  // a single file brings its site along
  const at = (id) => document.getElementById(id);
  let pass = null;

  /* What is said, and what can be done about it: the form, another try, or nothing. */

  function say(kind, detail) {
    at("patience").hidden = true;
    at("said").textContent = psv1.sentence({ kind, detail });
    at("said").classList.toggle("problem", kind !== "welcome" && kind !== "locked");
  }

  function busy(words) {
    at("form").hidden = at("ways").hidden = true;
    say("welcome");
    at("said").textContent = words;
  }

  function offerForm(kind, detail) {
    say(kind, detail);
    at("form").hidden = false;
    at("ways").hidden = true;
    const isSlip = ["empty", "length", "typing"].includes(kind);
    if (!isSlip) at("code").value = "";  // a slip may be mended; nothing else stays on the screen
    at("code").toggleAttribute("aria-invalid", isSlip);
    at("code").focus();
  }

  function offer(button, act) {
    at("form").hidden = true;
    at("ways").hidden = at(button).hidden = false;
    at(button === "again" ? "on" : "again").hidden = true;
    at(button).onclick = act;
    at("said").focus();
  }

  const ANOTHER_TRY = new Set(["updating", "unverified", "older", "offline", "missing", "stale"]);

  function refused({ kind, detail }, retry) {
    if (!ANOTHER_TRY.has(kind)) return offerForm(kind || "unverified", detail);
    say(kind, detail);
    offer("again", retry);
  }

  /* Where the sealed bytes come from */

  const site = packed ? JSON.parse(packed.textContent)
    : { site: (/\/([a-z2-7]{26})\/(?:index\.html)?$/.exec(location.pathname) || [])[1] };

  async function sealed(path, caching) {
    if (packed) {
      const text = Object.hasOwn(site.files, path) ? site.files[path] : null;
      if (text === null) throw new psv1.Refused("missing");
      return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    }
    let response;
    try {
      response = await fetch(base + path, { cache: caching, redirect: "error", credentials: "same-origin" });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
    } catch { /* said below */ }
    throw new psv1.Refused(response && response.status !== 503 ? "missing" : "offline");
  }

  const siteFiles = () => Promise.all([sealed("k.bin", "no-cache"), sealed("m.bin", "no-cache")]);

  /* The worker */

  let starting = null;

  /* Resolves to the active worker, or to null where there can be none. Started beside the key work, not after it. */
  function startWorker() {
    if (packed) return Promise.resolve(null);
    return (starting ||= (async () => {
      try {
        await navigator.serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" });
        const ready = navigator.serviceWorker.ready.then((registration) => registration.active);
        return await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, WORKER_LIMIT, null))]);
      } catch {
        return null;
      }
    })());
  }

  function ask(worker, message) {
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      setTimeout(() => reject(new psv1.Refused("unverified")), ANSWER_LIMIT);
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage(message, [port2]);
    });
  }

  /* Between the hand-over and the first page this tab is the only one that can lend the pass back. */
  function lend({ data, source, ports }) {
    if (data && data.type === "lend" && source && source.scriptURL === base + "sw.js") ports[0].postMessage(pass);
  }

  /* Opening */

  async function open(code, device, bytes) {
    const worker = startWorker(), [k, m] = await bytes, keyFile = psv1.readKeyFile(k);
    const given = await psv1.makePass(site.site, code, keyFile);
    const keys = await psv1.openSlot(site.site, keyFile, given), manifest = await psv1.openManifest(keys, m);
    if (manifest.build < asked.least) throw new psv1.Refused("older", [manifest.at, null]);
    const go = await worker ? await enter(await worker, { ...given }, device, k, m, manifest) : await view(keys, manifest);
    if (!asked.exposed) return go();
    say("exposed");
    return offer("on", go);
  }

  async function enter(worker, given, device, k, m, manifest) {
    const reply = await ask(worker, { type: "enter", pass: given, device, k, m });
    if (reply.problem) throw new psv1.Refused(reply.problem.kind, reply.problem.detail);
    pass = reply.pass;
    return () => location.replace(`${base}p/${manifest.files.has(asked.page) ? asked.page : manifest.home}`);
  }

  async function view(keys, manifest) {
    if (!globalThis.psv1View) await load("viewer.js?" + document.querySelector("meta[name=psv1]").content);
    return () => psv1View({
      keys, manifest, page: manifest.files.has(asked.page) ? asked.page : manifest.home,
      practice: document.querySelector(".practice").textContent,
      sealed: (name) => sealed(`d/${name}.bin`, "default"),
    });
  }

  function load(path) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = path;
      script.onload = resolve;
      script.onerror = () => reject(new psv1.Refused("offline"));
      document.head.append(script);
    });
  }

  /* Tries a code; `retry` tries it again, with fresh files. A code that cannot be right causes no request. */
  async function attempt(text, device, slip) {
    let code;
    try {
      code = await psv1.readCode(text);
    } catch (problem) {
      return offerForm(slip || problem.kind, problem.detail);
    }
    const retry = async () => {
      busy("Opening …");
      const again = { ...code, ...(code.secret ? { secret: code.secret.slice() } : {}) };  // makePass wipes what it used
      try {
        await open(again, device, siteFiles());
      } catch (problem) {
        refused(problem, retry);
      }
    };
    return retry();
  }

  /* Without a code: this device may be allowed in already. No worker is installed for somebody who only looks. */
  async function withoutCode() {
    try {
      const known = !packed && await navigator.serviceWorker.getRegistration("./");
      if (!known || known.scope !== base || !known.active) return offerForm("welcome");
      const reply = await ask(known.active, { type: "status", page: asked.page });
      if (reply.page) return location.replace(`${base}p/${reply.page}`);
      if (reply.problem) return refused(reply.problem, () => location.reload());
      return offerForm(reply.why || "welcome");
    } catch {
      return offerForm("welcome");
    }
  }

  function unable() {
    if (top !== self) return "framed";
    if (!site.site) return "moved";
    if (!isSecureContext || !globalThis.crypto || !crypto.subtle) return "insecure";
    try {
      new DecompressionStream("deflate-raw");
      return null;
    } catch {
      return "browser";
    }
  }

  function start() {
    const why = unable();
    if (why) return say(why);
    // A link pasted over an open gate changes only what follows "#": the browser loads nothing by itself.
    addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    if (navigator.serviceWorker) {
      navigator.serviceWorker.addEventListener("message", lend);
      navigator.serviceWorker.startMessages();
    }
    at("choice").hidden = Boolean(packed) || !navigator.serviceWorker;
    at("form").addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(at("code").value, at("remember").checked);
    });
    return asked.code ? attempt(asked.code, false, "mangled") : withoutCode();
  }

  start();
})();
