// The service worker of one build: it keeps all files of that build, and answers with them.
// `cargo xtask build` writes it to the site as sw.js, with the build's name and its files.
"use strict";
const BUILD = "%BUILD%";
// Names below the scope (the empty one is the page) and the SHA-256 of each, in base64.
const FILES = new Map(/* %FILES% */);

const SCOPE = registration.scope;
// All project pages of one github.io user share one CacheStorage: no other's cache is touched.
const PREFIX = `matinee:${new URL(SCOPE).pathname}:`;
const NAME = PREFIX + BUILD;
// Where it is noted which builds have been active here (`used`, the last one is), and which tabs were open when
// that one became it (`before`).
const NOTES = `${PREFIX}notes`;

oninstall = (event) => event.waitUntil(install());
onactivate = (event) => event.waitUntil(activate());
onmessage = (event) => event.waitUntil(hear(event));
onfetch = answer;

// All files or none: a failure is that of the installation, and what was active before stays so.
async function install() {
  // After a roll-back it may be there.
  const isNew = !(await caches.has(NAME));
  const cache = await caches.open(NAME);
  try {
    for (const file of FILES.keys()) {
      if (!(await cache.match(SCOPE + file))) {
        await cache.put(SCOPE + file, (await kept(file)) ?? (await fetched(file)));
      }
    }
    if (!(await caches.has(NAME))) throw new Error("the cache went while it was filled");
  } catch (failure) {
    if (isNew) await caches.delete(NAME);
    throw failure;
  }
  // Builds that nobody has seen: another came before they were loaded, or they were broken off.
  const { used } = await notes();
  for (const name of await others()) {
    if (!used.includes(name)) await caches.delete(name);
  }
}

// A file as another build has it, if it is the same.
async function kept(file) {
  for (const name of await others()) {
    const found = await caches.match(SCOPE + file, { cacheName: name });
    if (found && (await digest(found.clone())) === FILES.get(file)) return found;
  }
}

async function digest(response) {
  const bytes = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

// The browser refuses other bytes than those of this build. GitHub Pages lets it keep a file for ten
// minutes: where that is one of another build, the site itself is asked.
async function fetched(file) {
  const ask = async (cache) => {
    const integrity = `sha256-${FILES.get(file)}`;
    const response = await fetch(SCOPE + file, { integrity, cache, priority: "low" });
    if (!response.ok) throw new TypeError(`${file}: the site answered ${response.status}`);
    return response;
  };
  return ask("default").catch(() => ask("reload"));
}

async function activate() {
  const before = (await tabs()).map(({ id }) => id);
  const { used } = await notes();
  const there = await others();
  const noted = { used: [...used.filter((name) => there.includes(name)), NAME], before };
  await (await caches.open(NOTES)).put(SCOPE, new Response(JSON.stringify(noted)));
  // So that the tab of a first visit has every view offline without being loaded again.
  await clients.claim();
  await sweep();
}

async function notes() {
  const noted = await caches.match(SCOPE, { cacheName: NOTES });
  return noted ? noted.json() : { used: [], before: [] };
}

// Tabs that were open before go on with their own builds: those are deleted when the last of these tabs is closed.
async function sweep() {
  const { used, before } = await notes();
  const isActive = used.at(-1) === NAME;
  if (!isActive || (await tabs()).some(({ id }) => before.includes(id))) return;
  for (const name of await others()) {
    // What comes next may be an older build again.
    if (registration.installing || registration.waiting) return;
    if (used.includes(name)) await caches.delete(name);
  }
}

// A tab says which build it is of and hears which this one is, or asks for it (public/offline.js).
async function hear({ data, source }) {
  if (data.takeOver) return skipWaiting();
  source?.postMessage({ build: BUILD });
  await sweep();
}

function answer(event) {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const isPage = request.mode === "navigate";
  const [address] = request.url.slice(SCOPE.length).split("#");
  const file = isPage ? address.split("?")[0] : address;
  if (FILES.has(file)) event.respondWith(own(file, request));
  // An address that is no file's is for the site's 404.html.
  else if (!isPage) event.respondWith(older(request));
  if (isPage) event.waitUntil(sweep());
}

// A file of this build. Where it is asked for past all caches, what they hold may be what is wrong.
async function own(file, request) {
  if (request.cache === "reload" && request.mode !== "navigate") {
    const fresh = await fetch(request).catch(() => undefined);
    if (fresh?.ok) return fresh;
  }
  return (await caches.match(SCOPE + file, { cacheName: NAME })) ?? fetch(request);
}

// A file that a tab of an older build asks for, or none of any build.
async function older(request) {
  for (const name of await others()) {
    const found = await caches.match(request.url, { cacheName: name });
    if (found) return found;
  }
  return fetch(request);
}

async function others() {
  const isOther = (name) => name.startsWith(PREFIX) && name !== NAME && name !== NOTES;
  return (await caches.keys()).filter(isOther);
}

async function tabs() {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => url.startsWith(SCOPE));
}
