
// Half a megabyte beside the style sheet would hold up what a visitor sees first.
const isPainted = () => performance.getEntriesByType("paint").length > 0;
for (let frame = 0; frame < 30 && !document.hidden && !isPainted(); frame += 1) {
  await new Promise(requestAnimationFrame);
}
// What cannot be had is nothing: the page says so, unless it is an old one (public/boot.js).
const missing = () => void dispatchEvent(new Event("matinee:missing"));
const bytes = (answer) => answer
  .then(async (it) => (it.ok ? new Uint8Array(await it.arrayBuffer()) : missing()))
  .catch(missing);
