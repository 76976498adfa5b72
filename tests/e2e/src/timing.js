// Times one action many times: arguments are the first turn, the turn behind the last, and where the
// answer goes. An action is a function of the turn, and is put in below; it prepares
// what should not be timed and returns `act`, the event, and `seen`, which reads what must change.
const [first, end, done] = arguments;
const frame = () => new Promise((next) => requestAnimationFrame(next));
// After everything that is waiting now; after a frame callback this is after its painting.
const task = () => new Promise((next) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = next;
  channel.port2.postMessage(null);
});
const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
// Empty for what is not there.
const text = (selector) => find(selector)?.textContent ?? "";
const list = () => text("ol[aria-label=Recommendations]");
const click = (selector) => find(selector).click();
const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
const enter = (selector, entered) => {
  const field = find(selector);
  field.focus();
  value.set.call(field, entered);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
};
// Opens a part of the steering bar, where it is closed.
const opened = async (name) => {
  const knob = find(`[data-test=knob-${name}]`);
  if (knob.getAttribute("aria-expanded") === "false") {
    knob.click();
    await frame();
  }
};
const press = (selector, key) =>
  find(selector).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
// The first letters, two to four, of the longest word of one of these titles: another word than the
// turn before.
const beginning = (titles, turn) => {
  const words = all(titles).map((title) =>
    title.textContent.match(/[a-z]+/gi).reduce((a, b) => (b.length > a.length ? b : a)));
  const different = [...new Set(words)];
  return different[turn % different.length].slice(0, 2 + turn % 3);
};
// A lever that is drawn from 0 to 50 and back in tens.
const there_and_back = (turn) => String(10 * (5 - Math.abs(5 - (turn + 1) % 10)));
// Does something and waits for the frame in which `seen` says something else.
const changed = async (seen, act) => {
  const start = performance.now();
  const before = seen();
  act();
  do {
    await frame();
    if (performance.now() - start > 5000) throw new Error("nothing changed");
  } while (seen() === before);
};

const prepare = /* action */;
const time = async (turn) => {
  const { act, seen } = await prepare(turn);
  await frame();
  await task();
  performance.clearMeasures();
  let start, work;
  await changed(seen, async () => {
    start = performance.now();
    act();
    // Effects run in a microtask; style and layout are done by asking for a height.
    await null;
    document.body.offsetHeight;
    work = performance.now() - start;
  });
  await task();
  const painted = performance.now() - start;
  const measures = performance.getEntriesByType("measure")
    .filter((entry) => entry.name.startsWith("matinee:"))
    .map((entry) => [entry.name, entry.duration]);
  return { work, painted, measures };
};

(async () => {
  const times = [];
  for (let turn = first; turn < end; turn += 1) {
    times.push(await time(turn).catch((error) => Promise.reject(`turn ${turn}: ${error}`)));
  }
  return times;
})().then(done, (error) => done(String(error)));
