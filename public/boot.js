// Works without WebAssembly: the theme before the first paint, and what is shown when the app
// cannot start or breaks.
(() => {
  "use strict";
  const root = document.documentElement;
  const PREFIX = "matinee:"; // All project pages of one github.io user share one storage.

  try {
    const theme = localStorage.getItem(PREFIX + "theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    // The introduction is for a first visit.
    if (localStorage.getItem(PREFIX + "visited")) root.dataset.visit = "again";
    localStorage.setItem(PREFIX + "visited", "yes");
  } catch {
    // No storage, no remembered theme; every visit is the first.
  }

  // What the page's policy asks of Trusted Types, where a browser has them: markup is a drawing of ours and runs
  // nothing, a worker is a file of the site, and no text is ever a script.
  const RUNS = /<(?:script|iframe|object|embed|base|form|link|meta)\b|\son\w+\s*=|javascript:/i;
  const site = new URL(".", document.currentScript.src).href;
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (markup) => (RUNS.test(markup) ? null : markup),
    createScriptURL: (url) => (new URL(url, location).href.startsWith(site) ? url : null),
  });

  // A module that does nothing but make a v128; without SIMD it is not valid.
  const simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  const able = typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(simd));

  // Shows a panel of the page. It may not be there yet: this runs before anything is painted.
  const show = (state) => {
    root.dataset.state = state;
    const panel = document.querySelector(`.static-${state}`);
    if (panel) panel.hidden = false;
    else addEventListener("DOMContentLoaded", () => show(state), { once: true });
  };
  if (!able) show("unsupported");

  // GitHub Pages lets a browser keep this page for ten minutes, while a newer build takes the files away that
  // it names: then the newer page is loaded, but not again and again. What a service worker answers with is
  // of one build.
  const AGAIN = PREFIX + "again";
  const look = async () => {
    const build = document.querySelector("meta[name=matinee-build]")?.content;
    try {
      if (!build || navigator.serviceWorker?.controller || sessionStorage.getItem(AGAIN)) return false;
      sessionStorage.setItem(AGAIN, "yes");
      const page = await fetch(location.href, { cache: "reload" });
      return !(await page.text()).includes(build);
    } catch {
      return false;
    }
  };
  let looked; // Once, however many files are gone.
  const isRenewed = async () => {
    const isOld = await (looked ??= look());
    if (isOld) location.reload();
    return isOld;
  };
  const broken = async () => {
    if (able && (root.dataset.started || !(await isRenewed()))) show("broken");
  };
  addEventListener("matinee:missing", isRenewed); // The model, without which there is no list.
  addEventListener("matinee:broke", broken); // The app's panic hook.
  // Before the start every error is fatal, and a script that cannot be loaded fires at its element.
  addEventListener("error", (event) => {
    const trapped = able && event.error instanceof WebAssembly.RuntimeError;
    const missing = event.target instanceof HTMLScriptElement;
    if (event.target instanceof HTMLLinkElement) isRenewed();
    if (trapped || missing || (event.target === window && !root.dataset.started)) broken();
  }, true);
  addEventListener("unhandledrejection", () => {
    if (!root.dataset.started) broken();
  });
  addEventListener("matinee:started", () => {
    root.dataset.started = "yes";
    try {
      sessionStorage.removeItem(AGAIN);
    } catch {
      // No storage, nothing to remove.
    }
  });

  // A file that is let go of beside the place that it is meant for would take the page's place, and with
  // it whatever the visitor has not saved. What the page itself takes, it has taken by now.
  const keepsFile = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!keepsFile(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
  addEventListener("drop", (event) => {
    if (keepsFile(event)) event.preventDefault();
  });

  // An arrow key among radio buttons takes the focus along. WebKit does not count that as done by a key, and shows no
  // ring: there the focus is given once more.
  let isByKey = false;
  addEventListener("keydown", () => { isByKey = true; }, true);
  addEventListener("pointerdown", () => { isByKey = false; }, true);
  addEventListener("change", ({ target }) => {
    const lacksRing = target === document.activeElement && !target.matches(":focus-visible");
    if (!isByKey || target.type !== "radio" || !lacksRing) return;
    target.blur();
    target.focus({ preventScroll: true });
  });

  const registered = async () => {
    try {
      return await navigator.serviceWorker.getRegistration();
    } catch {
      return undefined; // None here.
    }
  };
  addEventListener("click", async (event) => {
    const action = event.target instanceof Element && event.target.closest("[data-boot]");
    if (!action) return;
    // The service worker would answer with the build that broke.
    const registration = await registered();
    if (action.dataset.boot === "reset") {
      try {
        Object.keys(localStorage)
          .filter((name) => name.startsWith(PREFIX))
          .forEach((name) => localStorage.removeItem(name));
      } catch {
        // Nothing is saved where there is no storage.
      }
      try {
        indexedDB.deleteDatabase("matinee-runs"); // It goes as soon as no tab uses it.
      } catch {
        // No storage, no models.
      }
      await registration?.unregister().catch(() => {});
      location.assign(location.pathname);
    } else if (registration?.waiting) {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      registration.waiting.postMessage({ takeOver: true });
    } else {
      location.reload();
    }
  });
})();
