// Does what a reader can do on the Evidence view, control by control, and says of each how long the page did not
// answer at most, in milliseconds: [[name, gap], ...]. The argument is where the answer goes.
const [done] = arguments;
const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
// Two frames, and what is drawn after them by itself.
const rest = async () => {
  await frame();
  await frame();
  while (document.querySelector(".evidence [aria-busy=true]")) await frame();
  await frame();
};
const setter = (element) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set;
const enter = (field, value) => {
  setter(field).call(field, value);
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
};
// A step up, or down from the end, and back.
const step = (field) => {
  const by = Number(field.step) || 1;
  const before = Number(field.value);
  const after = before + by <= Number(field.max) ? before + by : before - by;
  return [() => enter(field, String(after)), () => enter(field, String(before))];
};
const choose = (field) => {
  const before = field.selectedIndex;
  const other = field.options[(before + 1) % field.options.length].value;
  const old = field.options[before].value;
  return [() => enter(field, other), () => enter(field, old)];
};
const press = (button) => [() => button.click(), () => button.click()];
const radio = (field) => {
  const checked = document.querySelector(`input[name="${field.name}"]:checked`);
  return checked && checked !== field ? [() => field.click(), () => checked.click()] : [];
};
const KINDS = [
  ["input[type=range]", step],
  ["select", choose],
  ["input[type=radio]", radio],
  ["[data-test=figure-table]", press],
  ["[data-test=figure-how]", press],
  [".game-star", (star) => [() => star.click()]],
];
(async () => {
  const gaps = [];
  for (const [selector, acts] of KINDS) {
    // What is drawn anew is found again by its place.
    const all = () => [...document.querySelectorAll(`.evidence ${selector}`)];
    const n = selector === ".game-star" ? 2 : all().length;
    for (let at = 0; at < n; at += 1) {
      const field = all()[at];
      if (!field) break;
      field.scrollIntoView({ block: "center", behavior: "instant" });
      await rest();
      const place = field.closest("[id]")?.id ?? "";
      const name = `${place} ${field.className || field.localName}`;
      for (const act of acts(field)) {
        window.longestGap = 0;
        act();
        await rest();
        gaps.push([name, window.longestGap]);
      }
    }
  }
  return gaps;
})().then(done, (error) => done(String(error)));
