// The page's seed network: opened by the engine, and as plain numbers for the others.

import init, { Lists, Network } from './engine.js';

const MODEL = 'seed.matinee';
const PARTS = [
  'userEmbedding', 'movieEmbedding', 'userFeatures', 'movieFeatures', 'fc1', 'scale', 'shift', 'fc2', 'prior',
];

/** The bytes of the model, once the engine's code is ready; and that. */
async function opened() {
  const response = await fetch(MODEL);
  const exports = await init({ module_or_path: 'engine_bg.wasm' });
  return [new Uint8Array(await response.arrayBuffer()), exports.memory];
}

/** Makes lists. */
export async function engine() {
  const [model, memory] = await opened();
  return { lists: new Lists(model), memory };
}

/** Weights, features and ratings, row by row. */
export async function weights() {
  const network = new Network((await opened())[0]);
  const [nUsers, nMovies] = [network.n_users(), network.n_movies()];
  const parts = Object.fromEntries(PARTS.map((name) => [name, network.part(name)]));
  const width = (name, rows) => parts[name].length / rows;
  return {
    ...parts,
    fc2Bias: network.part('fc2Bias')[0],
    ratings: network.ratings(),
    nUsers,
    nMovies,
    hidden: parts.fc2.length,
    widths: {
      userEmbedding: width('userEmbedding', nUsers),
      movieEmbedding: width('movieEmbedding', nMovies),
      userFeatures: width('userFeatures', nUsers),
      movieFeatures: width('movieFeatures', nMovies),
    },
  };
}

/** The same with BatchNorm multiplied into fc1, as one does before serving, its first layer in four parts. */
export function folded({ fc1, scale, shift, hidden, widths, ...rest }) {
  const scaled = fc1.map((weight, it) => weight * scale[it % hidden]);
  // The order of its rows: E_u, E_i, x_u, x_i.
  let from = 0;
  const rows = (n) => scaled.slice(from * hidden, (from += n) * hidden);
  const order = ['userEmbedding', 'movieEmbedding', 'userFeatures', 'movieFeatures'];
  const parts = Object.fromEntries(order.map((name) => [name, rows(widths[name])]));
  return { ...rest, fc1: scaled, parts, bias: shift, hidden, widths };
}

/** What one side gives each hidden unit: [n, hidden]. */
export function half(network, side, n) {
  const { hidden, widths, parts } = network;
  const sums = new Float32Array(n * hidden);
  for (const name of [`${side}Embedding`, `${side}Features`]) {
    const width = widths[name];
    for (let row = 0; row < n; row += 1) {
      for (let input = 0; input < width; input += 1) {
        const value = network[name][row * width + input];
        for (let unit = 0; value !== 0 && unit < hidden; unit += 1) {
          sums[row * hidden + unit] += value * parts[name][input * hidden + unit];
        }
      }
    }
  }
  return sums;
}
