/* On every unsealed page: holds what opens the site and lends it to the worker, locks all tabs, tells of updates, and
   saves attachments where WebKit does not save what a worker answers. Does nothing in a preview. */
(function () {
  "use strict";

  const site = /^(.*\/[a-z2-7]{26}\/)p\//.exec(location.pathname);
  const workers = navigator.serviceWorker;
  if (!site || !workers || !workers.controller) return;
  const gate = location.origin + site[1];
  const at = (id) => document.getElementById(id);
  let pass = null;  // in this closure only
  let ending = 0;

  /* Without a controller the site has been closed or its storage cleared: then there is nothing to stay for. */
  function tell(message, heard) {
    const { port1, port2 } = new MessageChannel();
    if (heard) port1.onmessage = ({ data }) => heard(data);
    (workers.controller || { postMessage: leave }).postMessage(message, [port2]);
  }

  function leave() {
    pass = null;
    document.documentElement.replaceChildren();
    location.replace(gate);
  }

  function keep() {
    tell({ type: "keep" }, (reply) => {
      if (!reply.open) return leave();
      pass = reply.pass;
      clearTimeout(ending);
      ending = setTimeout(leave, Math.min(reply.until - Date.now(), 0x7fffffff));
      if (at("remember")) at("remember").checked = reply.device;
    });
  }

  function lockAll() {
    pass = null;
    setTimeout(leave, 1000);  // even if the worker does not answer
    tell({ type: "lock" }, leave);
  }

  /* Any worker of this origin can send messages here; only this site's own is answered. */
  workers.addEventListener("message", ({ data, source, ports }) => {
    if (!data || !source || source.scriptURL !== gate + "sw.js") return;
    if (data.type === "lend") ports[0].postMessage(pass);
    else if (data.type === "locked") leave();
    else if (data.type === "updated" && at("updated")) at("updated").hidden = false;
  });
  workers.startMessages();
  // Back to a page that the browser had set aside: it may have been locked meanwhile.
  addEventListener("pageshow", (event) => { if (event.persisted) keep(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell({ type: "check" }); });

  if (at("lock")) {
    at("lock").hidden = false;
    at("lock").addEventListener("click", lockAll);
  }
  if (at("remember")) {
    at("remember").closest("[hidden]")?.removeAttribute("hidden");
    at("remember").addEventListener("change", ({ target }) => {
      tell({ type: "remember", on: target.checked }, (reply) => { target.checked = reply.device; keep(); });
    });
  }

  const isWebKit = /AppleWebKit\//.test(navigator.userAgent) && !/Chrom(e|ium)\//.test(navigator.userAgent);
  if (isWebKit) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || !link.href.startsWith(gate + "p/") || /\.(html|pdf|svg|png|jpg|webp|gif|txt)(#.*)?$/.test(link.href)) return;
      event.preventDefault();
      save(link.href).catch(() => { location.href = link.href; });
    });
  }

  /* The address is a blob: in this page's memory. On an address of the site, `download` would go past the worker. */
  async function save(url) {
    const response = await fetch(url);
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") || "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name ? decodeURIComponent(name[1]) : "file";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  keep();
})();
