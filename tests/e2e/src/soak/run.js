// Does one act: the arguments are the dice and where the answer goes; the act is put in below.
const [dice, done] = arguments;
const { all, enter, find, frame, go, hand_over, leave, movie_of, name, opened, press, rest, select, shown, text, until,
  viewer } = window.soak;
window.soak.act(/* act */, dice).then(done, (error) => done({ failed: String(error?.stack ?? error) }));
