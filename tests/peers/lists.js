// How long a list takes: the stars of all movies for one person, and the ten best that they have not rated.

import { engine } from './network.js';
import { memory, onnx, tensors } from './runtimes.js';

const K = 10;
const BATCHES = 31;
/** Milliseconds that a batch of calls lasts at least. */
const LONG = 20;
/** Stars that others may differ from the engine by. */
const CLOSE = 1e-4;
/** One user in so many is compared. */
const STRIDE = 20;

/** What is timed of the others: the best by score of what is not seen. */
function best(scores, seen) {
  const list = [];
  let least = -Infinity;
  for (let movie = 0; movie < scores.length; movie += 1) {
    const score = scores[movie];
    if (score <= least || seen[movie]) continue;
    let place = list.length;
    while (place > 0 && scores[list[place - 1]] < score) place -= 1;
    list.splice(place, 0, movie);
    if (list.length > K) list.length = K;
    if (list.length === K) least = scores[list[K - 1]];
  }
  return list;
}

/** Median of batches, milliseconds a call, after a batch that warms up. */
async function time(list, nUsers) {
  let user = 0;
  const batch = async () => {
    const start = performance.now();
    let calls = 0;
    while (calls === 0 || performance.now() - start < LONG) {
      await list(user);
      user = (user + 1) % nUsers;
      calls += 1;
    }
    return (performance.now() - start) / calls;
  };
  for (let warm = 0; warm < 5; warm += 1) await batch();
  const times = [];
  for (let it = 0; it < BATCHES; it += 1) times.push(await batch());
  times.sort((a, b) => a - b);
  return times[BATCHES >> 1];
}

/** The engine itself. It is not waited for: its answer is there when the call ends. */
async function ours() {
  const { lists, memory: own } = await engine();
  const nUsers = lists.n_users();
  let user = 0;
  const batch = () => {
    const start = performance.now();
    let calls = 0;
    // The clock is asked once in ten calls: asking costs as much as a tenth of a list.
    while (performance.now() - start < LONG) {
      for (let it = 0; it < 10; it += 1) {
        if (lists.list(user).length !== K) throw new Error('a list is too short');
        user = (user + 1) % nUsers;
      }
      calls += 10;
    }
    return (performance.now() - start) / calls;
  };
  for (let warm = 0; warm < 5; warm += 1) batch();
  const times = Array.from({ length: BATCHES }, batch).sort((a, b) => a - b);
  return { ms: times[BATCHES >> 1], memory: await memory(), wasm: own.buffer.byteLength };
}

/** Another program: compared with the engine first, then timed. */
async function other(runtime) {
  const { network, version } = runtime;
  const { lists } = await engine();
  const masks = Array.from({ length: network.nUsers }, (_, user) => {
    const mask = new Uint8Array(network.nMovies);
    for (const movie of lists.seen(user)) mask[movie] = 1;
    return mask;
  });
  let difference = 0;
  let same = 0;
  let compared = 0;
  for (let user = 0; user < network.nUsers; user += STRIDE) {
    const expected = lists.stars(user);
    const stars = await runtime.stars(user);
    for (let movie = 0; movie < expected.length; movie += 1) {
      difference = Math.max(difference, Math.abs(expected[movie] - stars[movie]));
    }
    const list = best(await runtime.scores(user), masks[user]);
    same += Number(list.join() === [...lists.list(user)].join());
    compared += 1;
  }
  if (!(difference < CLOSE)) throw new Error(`stars differ by ${difference}`);
  const ms = await time(async (user) => best(await runtime.scores(user), masks[user]), network.nUsers);
  return { ms, version, difference, same, compared, memory: await memory() };
}

/** Measures one program: `ours`, `onnx` or a backend of TensorFlow.js; others in a form and with so many threads. */
export async function measure(program, form, nThreads) {
  if (program === 'ours') return ours();
  if (program === 'onnx') return other(await onnx(form, nThreads));
  return other(await tensors(form, program, nThreads));
}
