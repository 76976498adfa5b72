// The soak's side of the page, run before the page's own scripts: it notes whatever goes wrong, keeps the page's
// memory at hand, and has the words in which the acts (acts.rs) are told.
window.soak = (() => {
  // How long the page may be at work on what a visitor did, milliseconds, unless the page is told otherwise.
  const LONGEST = 60_000;
  // Hidden pages have no frames.
  const UNSEEN = 100;
  // As many faults tell the story.
  const MOST = 20;

  const wrong = [];
  const note = (kind, what) => {
    if (wrong.length < MOST) wrong.push(`${kind}: ${what}`);
  };
  addEventListener("error", ({ target, message, error }) => {
    note("error", error?.stack ?? message ?? target?.src ?? target?.href);
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => note("rejection", reason?.stack ?? reason));
  addEventListener("securitypolicyviolation", (event) => note("policy", event.blockedURI));
  for (const name of ["error", "warn"]) {
    const say = console[name];
    console[name] = (...words) => {
      note(`console.${name}`, words.join(" "));
      say.apply(console, words);
    };
  }

  // The memory of the WebAssembly that this page has started, which parts that come later share, and what gives pieces
  // of it.
  let memory = null;
  let malloc = null;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const built = WebAssembly[name];
    WebAssembly[name] = async (...it) => {
      const made = await built.apply(WebAssembly, it);
      const exported = (made.instance ?? made).exports;
      memory ??= Object.values(exported).find((it) => it instanceof WebAssembly.Memory);
      malloc ??= exported.__wbindgen_malloc;
      return made;
    };
  }

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const frame = () => new Promise((next) => {
    const late = setTimeout(next, UNSEEN);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(next);
    });
  });
  const until = async (is_so, what) => {
    const start = performance.now();
    for (;;) {
      const found = is_so();
      if (found) return found;
      if (performance.now() - start > LONGEST) throw new Error(`waited in vain until ${what}`);
      await frame();
    }
  };

  // What comes last of each view, and what stands in the place of what is still to come.
  const last_of = () => {
    if (find("main.recommend")) return ["[data-test=strip]", "[data-test=profile]", ".how", ".bottom"];
    if (find("main.evidence")) return [".evidence-contents"];
    return [".train-form"];
  };
  const busy = () => {
    if (document.documentElement.dataset.state) return "";
    if (!find("html[data-whole]")) return "the model is on its way";
    const awaited = find("#app .skeleton, #app [aria-busy=true]");
    if (awaited) return `${awaited.className} is on its way`;
    const missing = last_of().find((piece) => !find(piece));
    if (missing) return `${missing} is not there`;
    if (find(".bills") && !find(".take-along")) return ".take-along is not there";
    const part = find(".steering-part");
    if (part && part.children.length === 0) return "a part of the steering bar is not there";
    if (/fetching/.test(text(find(".programme-note")))) return "a model is fetched";
    return "";
  };
  // The page rests when there is nothing to wait for in two frames.
  const rest = async () => {
    const start = performance.now();
    for (;;) {
      await frame();
      await frame();
      const why = busy();
      if (!why) return;
      if (performance.now() - start > LONGEST) throw new Error(`the page does not come to rest: ${why}`);
    }
  };

  // A movie in the words of the page: `Fargo (1996)`. A control that has none is known by the movie's number in the
  // page, which others have shown beside its title.
  const names = new Map();
  const name = (element) => {
    const year = text(find(".year", element));
    const words = element.cloneNode(true);
    all(".year, .visually-hidden", words).forEach((it) => it.remove());
    return year ? `${text(words)} (${year})` : text(words);
  };
  const number = (id) => Number(id.match(/\d+/)[0]);
  const learn = () => {
    for (const title of all("a.title[id]")) names.set(number(title.id), name(title.closest("h3")));
    for (const tile of all("[data-test=starter] > li")) names.set(number(tile.id), name(find(".tile-title", tile)));
    for (const row of all("[data-test=given] > li")) {
      names.set(number(find("input", row).name), name(find(".rated-title", row)));
    }
    const page = find("[data-test=movie-page] input[name^=page-]");
    if (page) names.set(number(page.name), text(find("#programme-title")));
    const desk = find("[data-test=on-desk]");
    if (desk) names.set(number(find("input", desk).name), name(find("h3", desk)));
  };
  const movie_of = (field) => names.get(number(field.name));

  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const enter = (field, entered) => {
    field.focus();
    value.set.call(field, entered);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const leave = (field) => {
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.blur();
  };
  const select = (field, at) => {
    field.selectedIndex = at;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const press = (element, key) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const hand_over = (field, named, said) => {
    const data = new DataTransfer();
    data.items.add(new File([said], named));
    field.files = data.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const viewer = () => {
    const said = find("#who")?.value ?? "";
    return said === "You" ? "you" : said;
  };
  // Opens the knob of the steering bar, or More, where that is closed.
  const opened = async (selector, part) => {
    const button = find(selector);
    if (!button) return null;
    if (button.getAttribute("aria-expanded") === "false") button.click();
    return until(() => find(part), `${part} is there`);
  };
  // Goes to an address of this page as going back does: the page reads all of it anew.
  const go = (query) => {
    history.pushState(null, "", query);
    dispatchEvent(new PopStateEvent("popstate"));
  };

  const list = (label) => {
    const rows = find(`ol[aria-label="${label}"]`);
    return rows && all(":scope > li .film-title", rows).map(name);
  };
  const STATES = { "already seen": "seen", "not of interest": "hidden" };
  const with_whom = () => {
    const said = find("#with")?.value ?? "Nobody";
    return said === "Nobody" ? null : said === "You" ? "you" : said;
  };
  const beside = () => {
    const found = list("Recommendations beside them");
    if (!found) return null;
    // Its heading names a person, or a model where both lists are of one person.
    const heading = text(find(".bills > :last-child .bill-title"));
    const whose = heading === "You" ? "you" : /^User \d+$/.test(heading) ? heading.slice(5) : viewer();
    return { whose, movies: found };
  };
  const stored = (key) => {
    try {
      return localStorage.getItem(key) ?? "";
    } catch {
      return "";
    }
  };
  const bytes = () => memory.buffer.byteLength;
  // Bytes of it that are in use: it never shrinks, so that its size is that of its largest moment. What is free is what
  // can be had in pieces before it has to grow; then everything, who has which piece among it, is as it was.
  const PIECE = 4096;
  const used = () => {
    const before = new Uint8Array(memory.buffer).slice();
    let n_free = -1;
    while (bytes() === before.length) {
      malloc(PIECE, 8);
      n_free += 1;
    }
    new Uint8Array(memory.buffer).set(before);
    return before.length - n_free * PIECE;
  };
  // All that the soak's judge (oracle.rs) asks for.
  const look = () => {
    learn();
    const is_list = find("main.recommend") !== null;
    const controls = is_list ? all("fieldset.rate").filter((it) => !it.closest(".what-if")) : [];
    return {
      view: is_list ? "list" : find("main.train") ? "train" : find("main.evidence") ? "evidence" : "none",
      query: location.search,
      state: document.documentElement.dataset.state ?? "",
      viewer: is_list ? viewer() : "",
      with: is_list ? with_whom() : null,
      list: list("Recommendations"),
      beside: beside(),
      both: list("Recommendations for both"),
      alike: list("Movies like it"),
      n_given: find("[data-test=given]") ? Number(find("[data-test=given]").dataset.n) : null,
      given: all("[data-test=given] > li .rated-title").map(name),
      controls: controls.map((it) => {
        const first = find("input", it);
        return [first.name, movie_of(first) ?? null, find("input:checked", it)?.value ?? null];
      }),
      aside: is_list
        ? all(".aside-row").map((row) => [name(find(".title-link", row)), STATES[text(find(".aside-mark", row))]])
        : null,
      unread: text(find("[data-test=unread]")),
      unfetched: text(find("[data-test=unfetched], [data-test=everybody-missing]")),
      unkept: text(find(".model-failed:not([data-test])")),
      stored: ["matinee:session", "matinee:session:changes"].map(stored),
      wrong: wrong.splice(0),
      bytes: bytes(),
    };
  };

  // Does something and looks when the page rests. An act draws its dice from those that the soak has thrown, and
  // returns what the visitor did by it, or nothing where the page has nothing to do it with.
  const act = async (deed, dice) => {
    let at = 0;
    const draw = (n) => dice[at++ % dice.length] % n;
    const pick = (choices) => choices[draw(choices.length)];
    learn();
    const did = await deed({ draw, pick });
    await rest();
    return { did: did ?? null, look: look() };
  };

  return {
    act, all, enter, find, frame, go, hand_over, leave, look, movie_of, name, opened, press, rest, select, shown,
    text, until, used, viewer,
  };
})();
