// Does one act; the act and its dice are put in below. The answer is the promise of what came of it.
(() => {
  const { all, enter, find, frame, go, hand_over, leave, movie_of, name, opened, press, rest, select, shown, text, until,
    viewer } = window.soak;
  const failed = (error) => ({ failed: String(error?.stack ?? error) });
  return window.soak.act(/* act */, /* dice */).catch(failed);
})()
