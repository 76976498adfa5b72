// Notes, from before the page's first script, when its first list is painted and how long it did not answer till it
// was whole.
{
  const BEAT = 4; // milliseconds; what timers are not allowed to go below
  window.opening = { painted: undefined, whole: undefined, longestGap: 0 };
  const { opening } = window;
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    opening.longestGap = Math.max(opening.longestGap, now - last - BEAT);
    last = now;
    // What comes by itself is drawn by then.
    if (opening.painted && opening.whole && now - opening.whole > 1000) clearInterval(beat);
  }, BEAT);
  const look = new MutationObserver(() => {
    if (opening.painted === undefined && document.querySelector(".bill > .billing")) {
      opening.painted = null;
      requestAnimationFrame(() => setTimeout(() => { opening.painted = performance.now(); }));
    }
    if (document.documentElement.dataset.whole !== undefined) {
      opening.whole ??= performance.now();
      if (opening.painted !== undefined) look.disconnect();
    }
  });
  look.observe(document, { attributes: true, childList: true, subtree: true });
}
