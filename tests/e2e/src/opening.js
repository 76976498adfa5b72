// Notes, from before the page's first script, when its first list is painted and when all of its model is there.
{
  const opening = { painted: undefined, whole: undefined };
  window.opening = opening;
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
