// Has the browser keep this build for offline use, once the page is whole, and says when there is another build
// (xtask/src/service_worker.js). Where a browser does not, nothing is said: the page works as it did.
(() => {
  "use strict";
  const AN_HOUR = 3600e3;
  const script = document.currentScript.src;
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);

  const keep = async () => {
    let workers, registration;
    try {
      workers = navigator.serviceWorker;
      registration = await workers.register(new URL("sw.js", script));
      if (!registration) return; // What blocks workers may answer so.
    } catch {
      return; // None here: an insecure address, a private window, a frame.
    }
    const build = find("meta[name=matinee-build]").content;
    const ask = (worker) => worker?.postMessage({ build });
    let takesOver = false;

    workers.addEventListener("message", ({ data, source }) => {
      const isMine = data.build === build;
      const isLast = source.state === "installed" || !registration.waiting;
      if (isLast) find(".static-newer").hidden = isMine;
      const works = find(".footer-offline");
      if (isMine && works) works.hidden = false;
    });
    workers.addEventListener("controllerchange", () => {
      if (takesOver) location.reload();
      else ask(workers.controller);
    });
    const follow = (worker) => worker?.addEventListener("statechange", () => {
      if (registration.active) ask(registration.waiting);
    });
    registration.addEventListener("updatefound", () => follow(registration.installing));
    follow(registration.installing);
    ask(registration.waiting);
    ask(workers.controller);

    addEventListener("click", ({ target }) => {
      const chosen = target instanceof Element && target.closest("[data-newer]");
      if (!chosen) return;
      takesOver = chosen.dataset.newer === "load";
      find(".static-newer").hidden = true;
      if (!takesOver) return;
      if (registration.waiting) registration.waiting.postMessage({ takeOver: true });
      else location.reload();
    });
    // A browser looks for a new build when a page is opened; this one may stay open for days.
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || Date.now() - looked < AN_HOUR) return;
      looked = Date.now();
      registration.update().catch(() => {});
    });
  };

  // Three megabytes nobody waits for: not before the page has all of its own, not where data is dear.
  const soon = () => (window.requestIdleCallback ?? setTimeout)(keep);
  const isWhole = () => root.hasAttribute("data-whole");
  if (navigator.connection?.saveData) return;
  if (isWhole()) soon();
  else new MutationObserver((_, observer) => {
    if (!isWhole()) return;
    observer.disconnect();
    soon();
  }).observe(root, { attributes: true });
})();
