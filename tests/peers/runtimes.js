// The seed network in ONNX Runtime Web and in TensorFlow.js, as the network is written and with its first layer
// multiplied out for users and movies before anything is timed, as the engine has it.

import { folded, half, weights } from './network.js';
import { model } from './onnx.js';

/** Loads a script that is no module. */
export function script(address) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src: address });
    element.onload = resolve;
    element.onerror = () => reject(new Error(`cannot load ${address}`));
    document.head.append(element);
  });
}

/** Bytes that the page has in memory, where the browser says so. */
export async function memory() {
  if (!performance.measureUserAgentSpecificMemory) return null;
  return (await performance.measureUserAgentSpecificMemory()).bytes;
}

/** Opens ONNX Runtime Web with so many threads. Returns what gives stars and ranking scores of all movies. */
export async function onnx(form, nThreads) {
  const ort = await import('./ort.wasm.min.mjs');
  ort.env.wasm.numThreads = nThreads;
  ort.env.wasm.wasmPaths = new URL('.', import.meta.url).href;
  const network = folded(await weights());
  const session = await ort.InferenceSession.create(model(graph(network, form)), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  // What goes in is made once.
  const user = new ort.Tensor('int64', new BigInt64Array(1), [1]);
  const run = async (row, outputs) => {
    user.data[0] = BigInt(row);
    return session.run({ user }, outputs);
  };
  return {
    network,
    version: ort.env.versions.web,
    scores: async (row) => (await run(row, ['scores'])).scores.data,
    stars: async (row) => (await run(row, ['stars'])).stars.data,
  };
}

function graph(network, form) {
  const { nUsers, nMovies, hidden, widths } = network;
  const tail = [
    ['Gemm', ['active', 'fc2', 'fc2Bias'], 'column'],
    ['Reshape', ['column', 'row'], 'stars'],
    ['Add', ['stars', 'prior'], 'scores'],
  ];
  const shared = {
    fc2: [[hidden, 1], network.fc2],
    fc2Bias: [[1], Float32Array.of(network.fc2Bias)],
    prior: [[nMovies], network.prior],
    row: [[1], BigInt64Array.of(BigInt(nMovies))],
  };
  const outputs = { stars: [nMovies], scores: [nMovies] };
  const bias = [[hidden], network.bias];
  if (form === 'halves') {
    const constants = {
      ...shared,
      users: [[nUsers, hidden], half(network, 'user', nUsers)],
      movies: [[nMovies, hidden], withBias(half(network, 'movie', nMovies), network.bias)],
    };
    const nodes = [
      ['Gather', ['users', 'user'], 'person'],
      ['Add', ['movies', 'person'], 'units'],
      ['Relu', ['units'], 'active'],
      ...tail,
    ];
    return { constants, nodes, outputs };
  }
  const table = (name, n) => [[n, widths[name]], network[name]];
  const expanded = (name) => BigInt64Array.of(BigInt(nMovies), BigInt(widths[name]));
  const constants = {
    ...shared,
    bias,
    fc1: [[network.fc1.length / hidden, hidden], network.fc1],
    userEmbedding: table('userEmbedding', nUsers),
    movieEmbedding: table('movieEmbedding', nMovies),
    userFeatures: table('userFeatures', nUsers),
    movieFeatures: table('movieFeatures', nMovies),
    embeddingShape: [[2], expanded('userEmbedding')],
    featuresShape: [[2], expanded('userFeatures')],
  };
  const nodes = [
    ['Gather', ['userEmbedding', 'user'], 'e'],
    ['Gather', ['userFeatures', 'user'], 'x'],
    ['Expand', ['e', 'embeddingShape'], 'E'],
    ['Expand', ['x', 'featuresShape'], 'X'],
    ['Concat', ['E', 'movieEmbedding', 'X', 'movieFeatures'], 'inputs', { axis: 1 }],
    ['Gemm', ['inputs', 'fc1', 'bias'], 'units'],
    ['Relu', ['units'], 'active'],
    ...tail,
  ];
  return { constants, nodes, outputs };
}

function withBias(rows, bias) {
  return rows.map((value, it) => value + bias[it % bias.length]);
}

/** Loads TensorFlow.js and makes one of its backends ready, wasm with so many threads. */
export async function tensorflow(backend, nThreads) {
  await script('tf.min.js');
  const { tf } = window;
  if (backend === 'wasm') {
    await script('tf-backend-wasm.min.js');
    tf.wasm.setWasmPaths(new URL('.', import.meta.url).href);
    tf.wasm.setThreadsCount(nThreads);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);
  await tf.ready();
  return tf;
}

/** The same as `onnx`, in TensorFlow.js. */
export async function tensors(form, backend, nThreads) {
  const tf = await tensorflow(backend, nThreads);
  const network = folded(await weights());
  const { nUsers, nMovies, hidden, widths } = network;
  const column = tf.tensor2d(network.fc2, [hidden, 1]);
  const bias = tf.tensor1d(network.bias);
  const fc2Bias = tf.scalar(network.fc2Bias);
  const prior = tf.tensor2d(network.prior, [nMovies, 1]);
  const table = (name, n) => tf.tensor2d(network[name], [n, widths[name]]);
  const active = form === 'halves' ? activeOfHalves() : activeAsWritten();
  const stars = (row) => active(row).matMul(column).add(fc2Bias);
  // The answer of wasm is at hand; to wait for a promise would cost a turn of the event loop.
  const read = async (compute) => {
    const tensor = tf.tidy(compute);
    const data = backend === 'webgl' ? await tensor.data() : tensor.dataSync();
    tensor.dispose();
    return data;
  };
  return {
    network,
    version: tf.version['tfjs-core'],
    scores: (row) => read(() => stars(row).add(prior)),
    stars: (row) => read(() => stars(row)),
  };

  function activeAsWritten() {
    const fc1 = tf.tensor2d(network.fc1, [network.fc1.length / hidden, hidden]);
    const userEmbedding = table('userEmbedding', nUsers);
    const userFeatures = table('userFeatures', nUsers);
    const movieEmbedding = table('movieEmbedding', nMovies);
    const movieFeatures = table('movieFeatures', nMovies);
    const of = (rows, row) => rows.slice([row, 0], [1, -1]).tile([nMovies, 1]);
    return (row) => {
      const parts = [of(userEmbedding, row), movieEmbedding, of(userFeatures, row), movieFeatures];
      return tf.fused.matMul({ a: tf.concat(parts, 1), b: fc1, bias, activation: 'relu' });
    };
  }

  function activeOfHalves() {
    const users = tf.tensor2d(half(network, 'user', nUsers), [nUsers, hidden]);
    const movies = tf.tensor2d(withBias(half(network, 'movie', nMovies), network.bias), [nMovies, hidden]);
    return (row) => movies.add(users.slice([row, 0], [1, hidden])).relu();
  }
}
