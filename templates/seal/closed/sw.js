/* The worker of a closed site: takes the place of the one before it, deletes what that one kept, and goes. */
"use strict";

const SCOPE = self.registration.scope;
const OURS = `psv1-${new URL(SCOPE).pathname.slice(-27, -1)}`;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
  indexedDB.deleteDatabase(OURS);
  await self.clients.claim();
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await self.registration.unregister();
  await fetch(SCOPE, { cache: "reload", referrerPolicy: "no-referrer" }).catch(() => {});  // or the old gate is shown from the browser's own cache
  for (const each of windows) if (each.url.startsWith(SCOPE)) await each.navigate(SCOPE).catch(() => {});
})()));
