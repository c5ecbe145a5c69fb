/* Shows a site without a worker: where browsers forbid one, and from a single file on a disk. Each page is unsealed,
   stripped and put into a frame that runs no script; links, history, saving and search are worked from out here. */
"use strict";

function psv1View({ keys, manifest, page, practice, sealed }) {
  const SESSION = 12 * 60 * 60 * 1000;
  const HERE = "https://site.invalid/p/";
  const addresses = new Map();  // path -> promise of a blob: address
  let showing = 0;

  async function read(path) {
    const entry = manifest.files.get(path);
    if (!entry) throw new psv1.Refused("nothing");
    const object = await sealed(entry.o);
    if (!(await psv1.isNamed(keys, path, entry, object))) throw new psv1.Refused("unverified");
    return psv1.openObject(keys, path, object);
  }

  const readText = async (path) => new TextDecoder().decode(await read(path));

  /* {path, part} of a link to one of our own pages; null for any other. */
  function own(link, from) {
    try {
      const url = new URL(link, HERE + from);
      return url.href.startsWith(HERE) ? { path: url.pathname.slice(3), part: decodeURIComponent(url.hash.slice(1)) } : null;
    } catch {
      return null;
    }
  }

  /* A file as a blob: address, made once. Style sheets get the addresses of what they name. */
  function address(path) {
    if (!addresses.has(path)) addresses.set(path, make(path).catch((problem) => { addresses.delete(path); throw problem; }));
    return addresses.get(path);
  }

  async function make(path) {
    const type = manifest.files.has(path) ? manifest.files.get(path).t : "";
    const body = type.startsWith("text/css") ? await withAddresses(path, await readText(path)) : await read(path);
    return URL.createObjectURL(new Blob([body], { type }));
  }

  async function withAddresses(path, css) {
    const NAMED = /url\(\s*["']?([^"')]+)["']?\s*\)/g;
    const found = new Map();
    for (const [whole, link] of css.matchAll(NAMED)) {
      const file = own(link, path);
      if (file && manifest.files.has(file.path)) found.set(whole, `url("${await address(file.path)}")`);
    }
    return css.replace(NAMED, (whole) => found.get(whole) || whole);
  }

  /* The page */

  const POLICY = "default-src 'none'; style-src blob:; img-src blob: data:; font-src blob:; base-uri 'none'; form-action 'none'";
  const UNWANTED = "script, base, iframe, frame, object, embed, meta[http-equiv], link:not([rel=stylesheet])";

  async function prepare(path) {
    const doc = new DOMParser().parseFromString(await readText(path), "text/html");
    const index = await searchIndex(doc, path);
    doc.querySelectorAll(UNWANTED).forEach((each) => each.remove());
    await Promise.all([...doc.querySelectorAll("link[href], img[src], image[href]")].map((each) => embed(each, path)));
    for (const link of doc.querySelectorAll("a[href], area[href]")) {
      const place = own(link.getAttribute("href"), path);
      if (place) {
        link.dataset.place = JSON.stringify(place);
        link.setAttribute("href", "#!/" + place.path);  // opened in a new tab, it asks for the code
      } else {
        link.target = "_blank";
        link.rel = "noopener noreferrer";
      }
    }
    const policy = doc.createElement("meta");  // tighter than the gate's own, which the frame inherits too
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = POLICY;
    doc.head.prepend(policy);
    return { html: "<!doctype html>" + doc.documentElement.outerHTML, index };
  }

  async function embed(element, path) {
    const name = element.hasAttribute("href") ? "href" : "src", link = element.getAttribute(name);
    if (/^data:/i.test(link)) return;
    const file = own(link, path);
    try {
      element.setAttribute(name, await address(file.path));
    } catch {
      element.removeAttribute(name);
    }
  }

  async function show(place, past) {
    const turn = (showing += 1);
    let ready;
    try {
      ready = await prepare(place.path);
    } catch (problem) {
      said.textContent = psv1.sentence(problem);
      return;
    }
    if (turn !== showing) return;
    said.textContent = "";
    if (!past) history.pushState({ place }, "");
    frame.onload = () => attend(place, ready.index);
    frame.srcdoc = ready.html;
  }

  function attend(place, index) {
    const doc = frame.contentDocument;
    document.title = doc.title;
    frame.title = doc.title;
    doc.addEventListener("click", (event) => follow(event, place.path));
    doc.addEventListener("auxclick", (event) => follow(event, place.path));
    if (index) attendSearch(doc, index);
    frame.contentWindow.focus();
    jump(doc, place.part);
  }

  function jump(doc, part) {
    const target = part && doc.getElementById(part);
    if (target) target.scrollIntoView();
  }

  function follow(event, path) {
    const link = event.target.closest && event.target.closest("a[href], area[href]");
    if (!link) return;
    if (!link.dataset.place) {
      if (!/^(https?|mailto|tel):/i.test(link.getAttribute("href"))) event.preventDefault();
      return;
    }
    event.preventDefault();
    const place = JSON.parse(link.dataset.place), entry = manifest.files.get(place.path);
    if (entry && (entry.f !== undefined || !entry.t.startsWith("text/html"))) save(place.path, entry);
    else if (place.path === path && place.part) jump(frame.contentDocument, place.part);
    else show(place);
  }

  /* The address is a blob: in this page's memory. On an address of the site this would go past the worker. */
  async function save(path, entry) {
    try {
      const link = document.createElement("a");
      link.href = await address(path);
      link.download = entry.f || path;
      link.click();
    } catch (problem) {
      said.textContent = psv1.sentence(problem);
    }
  }

  /* Search: the page's own script does not run in the frame, so its index is searched from here. */

  async function searchIndex(doc, path) {
    if (!doc.getElementById("words")) return null;
    for (const script of doc.querySelectorAll("script[src]")) {
      const file = own(script.getAttribute("src"), path);
      const found = file && /^window\.coachbookIndex=(.*);\s*$/s.exec(await readText(file.path));
      if (found) return JSON.parse(found[1]);
    }
    return null;
  }

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘]/g, "'").replace(/\s+/g, " ").toLowerCase();

  function attendSearch(doc, index) {
    const field = doc.getElementById("words"), results = doc.getElementById("results"), found = doc.getElementById("found");
    const parts = index.map(([url, title, heading, text]) => ({ url, title, heading, text, plain: folded(`${heading} ${text}`) }));
    doc.getElementById("search").hidden = false;
    field.addEventListener("input", () => {
      const words = folded(field.value).split(" ").filter(Boolean);
      const hits = words.join("").length < 2 ? [] : parts.filter(({ plain }) => words.every((word) => plain.includes(word)));
      results.replaceChildren(...hits.slice(0, 30).map((hit) => result(doc, hit)));
      found.textContent = hits.length ? `${hits.length} ${hits.length === 1 ? "place" : "places"}.` : "Nothing found. Try fewer letters.";
    });
    field.focus();
  }

  function result(doc, { url, title, heading, text }) {
    const item = doc.createElement("li"), link = doc.createElement("a"), line = doc.createElement("p");
    const place = own(url, page);
    link.href = "#!/" + place.path;
    link.dataset.place = JSON.stringify(place);
    link.textContent = heading && heading !== title ? `${title}: ${heading}` : title;
    line.textContent = text.length > 160 ? text.slice(0, 160) + " …" : text;
    item.append(link, line);
    return item;
  }

  /* The bar above, and the end */

  function lock() {
    for (const one of addresses.values()) one.then(URL.revokeObjectURL, () => {});
    document.documentElement.replaceChildren();
    location.reload();
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  const [bar, name, said, main, frame] = ["header", "h1", "p", "main", "iframe"].map((tag) => document.createElement(tag));
  name.className = "practice";
  name.textContent = practice;
  said.setAttribute("role", "status");
  bar.append(name, said, button("Print", () => frame.contentWindow.print()), button("Lock", lock));
  frame.setAttribute("sandbox", "allow-same-origin allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads");
  document.body.className = "viewer";
  main.append(frame);
  document.body.replaceChildren(bar, main);
  addEventListener("popstate", ({ state }) => { if (state && state.place) show(state.place, true); });
  setTimeout(lock, SESSION);
  history.replaceState({ place: { path: page, part: "" } }, "");
  show({ path: page, part: "" }, true);
}
