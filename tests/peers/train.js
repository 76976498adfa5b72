// The recipe *Plain* of the page's Train view in TensorFlow.js: the same network, loss and optimizer, on as many of the
// same ratings.

import { weights } from './network.js';
import { memory, tensorflow } from './runtimes.js';

// As `Preset::Plain` and `Recipe::page` have them.
const RECIPE = {
  embedding: 32, hidden: 64, batch: 1024, epochs: 8, rate: 0.0126, heldOut: 0.2, dropout: 0.2, l2: 6.5, decay: 0.14,
  deviation: 0.05,
};
/** BatchNorm's, as Burn has them. */
const [MOMENTUM, EPSILON] = [0.1, 1e-5];
/** No epoch is begun after so many milliseconds. */
const PATIENCE = 30_000;
const WARM_UP = 3;

/** The same draws in every run (mulberry32). */
function draws(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled(n, draw) {
  const rows = Uint32Array.from({ length: n }, (_, row) => row);
  for (let last = n - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [rows[last], rows[other]] = [rows[other], rows[last]];
  }
  return rows;
}

/** Users, movies and stars of some rows, as tensors. */
function batchOf(tf, ratings, rows) {
  const column = (at) => rows.map((row) => ratings[3 * row + at]);
  return {
    users: tf.tensor1d(Int32Array.from(column(0)), 'int32'),
    movies: tf.tensor1d(Int32Array.from(column(1)), 'int32'),
    stars: tf.tensor1d(Float32Array.from(Array.from(rows, (row) => ratings[3 * row + 2]))),
  };
}

/** The network before training. */
function fresh(tf, { nUsers, nMovies, widths, ...data }, mean) {
  const { embedding, hidden, deviation } = RECIPE;
  const inputs = 2 * embedding + widths.userFeatures + widths.movieFeatures;
  const normal = (name, shape, std, seed) => tf.variable(tf.randomNormal(shape, 0, std, 'float32', seed), true, name);
  return {
    users: normal('users', [nUsers, embedding], deviation, 1),
    movies: normal('movies', [nMovies, embedding], deviation, 2),
    fc1: normal('fc1', [inputs, hidden], Math.sqrt(2 / inputs), 3),
    bias: tf.variable(tf.zeros([hidden]), true, 'bias'),
    scale: tf.variable(tf.ones([hidden]), true, 'scale'),
    shift: tf.variable(tf.zeros([hidden]), true, 'shift'),
    fc2: normal('fc2', [hidden, 1], Math.sqrt(2 / hidden), 4),
    fc2Bias: tf.variable(tf.tensor1d([mean]), true, 'fc2Bias'),
    runningMean: tf.variable(tf.zeros([hidden]), false, 'runningMean'),
    runningVariance: tf.variable(tf.ones([hidden]), false, 'runningVariance'),
    userFeatures: tf.tensor2d(data.userFeatures, [nUsers, widths.userFeatures]),
    movieFeatures: tf.tensor2d(data.movieFeatures, [nMovies, widths.movieFeatures]),
  };
}

/**
 * Rows of a table: `gather`, as TensorFlow.js's own layer for embeddings has it, or a product with one-hot rows, whose
 * gradient is a product too. These are made as whole numbers: asked for floating-point ones, the wasm backend of 4.22.0
 * writes the bits of the whole number 1, which are 1.4e-45.
 */
const LOOK_UP = {
  gather: (tf, table, rows) => tf.gather(table, rows),
  oneHot: (tf, table, rows) => tf.oneHot(rows, table.shape[0]).toFloat().matMul(table),
};

function input(tf, network, lookUp, { users, movies }) {
  return tf.concat([
    lookUp(tf, network.users, users),
    lookUp(tf, network.movies, movies),
    tf.gather(network.userFeatures, users),
    tf.gather(network.movieFeatures, movies),
  ], 1);
}

/** A training step; the loss stays where it is computed. */
function step(tf, network, optimizer, lookUp, nRows, batch) {
  return tf.tidy(() => {
    let moments;
    const loss = () => {
      const units = input(tf, network, lookUp, batch).matMul(network.fc1).add(network.bias);
      const { mean, variance } = tf.moments(units, 0);
      // What is not returned would be gone after the gradients.
      moments = [tf.keep(mean), tf.keep(variance)];
      const normed = tf.batchNorm(units, mean, variance, network.shift, network.scale, EPSILON);
      const active = tf.dropout(normed.relu(), RECIPE.dropout);
      const stars = active.matMul(network.fc2).add(network.fc2Bias).squeeze([1]);
      return tf.squaredDifference(stars, batch.stars).mean();
    };
    const { value, grads } = tf.variableGrads(loss);
    for (const table of ['users', 'movies']) {
      grads[table] = grads[table].add(network[table].mul((2 * RECIPE.l2) / nRows));
    }
    for (const weight of ['fc1', 'fc2']) {
      network[weight].assign(network[weight].mul(1 - optimizer.learningRate * RECIPE.decay));
    }
    optimizer.applyGradients(grads);
    const running = (name, now) => {
      network[name].assign(network[name].mul(1 - MOMENTUM).add(now.mul(MOMENTUM)));
    };
    running('runningMean', moments[0]);
    running('runningVariance', moments[1]);
    tf.dispose(moments);
    return value;
  });
}

/** RMSE in stars on some rows, clipped. */
async function rmse(tf, network, ratings, rows) {
  const squares = tf.tidy(() => {
    const batch = batchOf(tf, ratings, rows);
    const units = input(tf, network, LOOK_UP.gather, batch).matMul(network.fc1).add(network.bias);
    const { runningMean, runningVariance, shift, scale } = network;
    const active = tf.batchNorm(units, runningMean, runningVariance, shift, scale, EPSILON).relu();
    const stars = active.matMul(network.fc2).add(network.fc2Bias).squeeze([1]).clipByValue(1, 5);
    return tf.squaredDifference(stars, batch.stars).mean();
  });
  return Math.sqrt((await squares.data())[0]);
}

/** Lets the page do what else it has to: whoever drives it asks whether it is done. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Times epochs with a backend and a way to look rows up. */
export async function measure(backend, way, nThreads) {
  const tf = await tensorflow(backend, nThreads);
  const data = await weights();
  const { ratings } = data;
  const draw = draws(1);
  const all = shuffled(ratings.length / 3, draw);
  const nHeldOut = Math.floor(all.length * RECIPE.heldOut);
  const [heldOut, training] = [all.slice(0, nHeldOut), all.slice(nHeldOut)];
  const mean = training.reduce((sum, row) => sum + ratings[3 * row + 2], 0) / training.length;
  const network = fresh(tf, data, mean);
  const optimizer = tf.train.adam(RECIPE.rate, 0.9, 0.999, EPSILON);
  const lookUp = LOOK_UP[way];
  const nSteps = Math.ceil(training.length / RECIPE.batch);
  let done = 0;

  async function epoch(steps) {
    const order = shuffled(training.length, draw);
    let last = tf.scalar(0);
    for (let at = 0; at < steps; at += 1) {
      const rows = order.slice(at * RECIPE.batch, (at + 1) * RECIPE.batch).map((it) => training[it]);
      const batch = batchOf(tf, ratings, rows);
      optimizer.learningRate = (RECIPE.rate / 2) * (1 + Math.cos((Math.PI * done) / (nSteps * RECIPE.epochs)));
      last.dispose();
      last = step(tf, network, optimizer, lookUp, training.length, batch);
      tf.dispose(batch);
      done += 1;
      await turn();
    }
    // What was asked of a backend is done when its answer is there.
    return (await last.data())[0];
  }

  await epoch(WARM_UP);
  done = 0;
  const seconds = [];
  const begun = performance.now();
  while (seconds.length < RECIPE.epochs && (seconds.length === 0 || performance.now() - begun < PATIENCE)) {
    const start = performance.now();
    await epoch(nSteps);
    seconds.push((performance.now() - start) / 1e3);
  }
  const error = await rmse(tf, network, ratings, heldOut);
  const nBytes = await memory();
  return {
    seconds, rmse: error, nTraining: training.length, nHeldOut, memory: nBytes, version: tf.version['tfjs-core'],
  };
}

/** How far the gradient of `gather` is from that of one-hot products, of a small table. */
export async function gradients(backend, nThreads) {
  const tf = await tensorflow(backend, nThreads);
  const table = tf.randomNormal([943, 32], 0, 1, 'float32', 1);
  const draw = draws(2);
  const rows = tf.tensor1d(Int32Array.from({ length: RECIPE.batch }, () => Math.floor(draw() * 943)), 'int32');
  const weight = tf.randomNormal([RECIPE.batch, 32], 0, 1, 'float32', 3);
  const gradient = (way) => tf.grad((it) => LOOK_UP[way](tf, it, rows).mul(weight).sum())(table);
  const [gather, oneHot] = [gradient('gather'), gradient('oneHot')];
  const largest = async (it) => (await it.abs().max().data())[0];
  return { largest: await largest(gather), difference: await largest(gather.sub(oneHot)) };
}
