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
const text = (selector) => find(selector).textContent;
const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
const enter = (selector, entered) => {
  const field = find(selector);
  field.focus();
  value.set.call(field, entered);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
};
const press = (selector, key) =>
  find(selector).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

(async () => {
  const prepare = /* action */;
  const times = [];
  for (let turn = first; turn < end; turn += 1) {
    const { act, seen } = await prepare(turn);
    await frame();
    await task();
    const before = seen();
    performance.clearMeasures();
    const start = performance.now();
    act();
    // Effects run in a microtask; style and layout are done by asking for a height.
    await null;
    document.body.offsetHeight;
    const work = performance.now() - start;
    do {
      await frame();
      if (performance.now() - start > 5000) throw new Error(`turn ${turn} changed nothing`);
    } while (seen() === before);
    await task();
    const painted = performance.now() - start;
    const measures = performance.getEntriesByType("measure")
      .filter((entry) => entry.name.startsWith("matinee:"))
      .map((entry) => [entry.name, entry.duration]);
    times.push({ work, painted, measures });
  }
  return times;
})().then(done, (error) => done(String(error)));
