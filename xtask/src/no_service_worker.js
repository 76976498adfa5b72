// `cargo xtask serve` has this in the place of the service worker: it takes away what one has left at this address,
// so that what is built is seen at once.
"use strict";
const PREFIX = `matinee:${new URL(registration.scope).pathname}:`;

oninstall = () => skipWaiting();
onactivate = (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) await caches.delete(name);
  }
  const tabs = await clients.matchAll({ type: "window" });
  await registration.unregister();
  for (const tab of tabs) await tab.navigate(tab.url);
})());
