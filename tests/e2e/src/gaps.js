// How long the main thread did not answer.
{
  const BEAT = 4; // milliseconds; what timers are not allowed to go below
  window.longestGap = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longestGap = Math.max(window.longestGap, now - last - BEAT);
    last = now;
  }, BEAT);
}
