// The element that has the keyboard focus: is it lost, is it marked, can it be seen?
const look = () => {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) {
    return { lost: true, marked: false, in_view: false, is_control: false, place: "" };
  }
  const has_ring = (element) => {
    const style = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    const is_large = Math.min(width, height) >= 8; // A hidden field is a dot.
    return is_large && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  // A field that is hidden behind its label, or set into a frame, has its ring around that.
  const around = [it, ...(it.labels || []), it.parentElement, it.parentElement.parentElement];
  const ring = around.find(has_ring);
  const box = (ring || it).getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    lost: false,
    marked: ring !== undefined,
    in_view: top !== null && (ring || it).contains(top),
    is_control: it.tabIndex >= 0,
    place: `${Math.round(x)}, ${Math.round(y)} of ${innerWidth} × ${innerHeight}: ${top?.outerHTML.slice(0, 80)}`,
  };
};
const SOME_FRAMES = 12;
const frame = () => new Promise(requestAnimationFrame);
return (async () => {
  let seen = look();
  // What takes the focus away with its element gives it to another one with the next frame.
  if (seen.lost) {
    await frame();
    await frame();
    seen = look();
  }
  // WebKit scrolls to a field that has it a moment later.
  for (let n = 0; n < SOME_FRAMES && seen.is_control && !seen.in_view; n += 1) {
    await frame();
    seen = look();
  }
  return seen;
})();
