// What goes wrong in the second kind of soak, run before the page's own scripts and after soak.js.
(() => {
  const { all, find, frame, enter, text, until } = window.soak;

  // Of what is stored, "all" is refused, "whole" (the changes still have room), or "nothing".
  let refused = "nothing";
  const refuse = () => {
    throw new DOMException("it is full", "QuotaExceededError");
  };
  const store = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, said) {
    if (refused === "all" || (refused === "whole" && key === "matinee:session")) refuse();
    return store.call(this, key, said);
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...it) {
    if (refused === "all") refuse();
    return put.apply(this, it);
  };

  const Built = window.Worker;
  window.Worker = class extends Built {
    constructor(...it) {
      super(...it);
      window.soak.worker = this;
    }
  };

  // Epochs of a run: more than it has time for.
  const MANY = "200";
  const status = () => text(find("[data-test=status]"));

  Object.assign(window.soak, {
    refuse: (what) => {
      refused = what;
    },
    // Starts a run and waits until it has a model to offer.
    run: async () => {
      find(".views a:nth-child(2)").click();
      await until(() => find("[data-test=train-form]"), "the form is there");
      await until(() => {
        // Not while it is on its way: then the button gives it up.
        if (!find("[data-test=loader] progress")) find("[data-test=loader] button")?.click();
        return /is ready/.test(text(find("[data-test=loader]")));
      }, "the trainer is ready");
      if (!find("#stop-run")) {
        find("[data-test=presets] input[value=plain]").click();
        await frame();
        const label = all(".train-fields label").find((it) => text(it) === "Epochs");
        enter(document.getElementById(label.htmlFor), MANY);
        await frame();
        find("[data-test=start]").click();
      }
      await until(() => /Epoch ([3-9]|\d\d)/.test(status()), "a run has done two epochs");
    },
    // Waits until a run has ended so, and uses what it has learned, or goes back to the list.
    ended: async (how, draw) => {
      await until(() => find(how), `a run has ended with ${how}`);
      const use = await until(() => find("[data-test=use]"), "the best model is offered");
      if (draw(2)) use.click();
      else find(".views a").click();
      await frame();
      return [];
    },
  });
})();
