#!/bin/sh
# @tensorflow/tfjs 4.22.0 with its backend wasm: `oneHot` with dtype `float32` writes the integer 1 into a tensor of
# floats, so that its ones are 1.4e-45, the smallest float above 0. The backend cpu gives 1.
#
# Training goes on without a word: looked up by products with such rows, every embedding is as good as 0, and only the
# error says that something is wrong. `oneHot(...).toFloat()` gives 1.
#
# Beside it, what makes one take that way at all: `gather` has no gradient there, and says so ("Kernel
# 'UnsortedSegmentSum' not registered for backend 'wasm'").
#
# Seen, with Node.js 20.20.2:
#   cpu: 0 0 1 0
#   wasm: 0 0 1.401298464324817e-45 0
#   wasm, toFloat: 0 0 1 0
#   gradient of gather: Kernel 'UnsortedSegmentSum' not registered for backend 'wasm'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > init.txt
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > look.js <<'JS'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const row = (dtype) => tf.oneHot(tf.tensor1d([2], "int32"), 4, 1, 0, dtype);
(async () => {
  await tf.setBackend("cpu");
  console.log("cpu:", ...row("float32").dataSync());
  await tf.setBackend("wasm");
  console.log("wasm:", ...row("float32").dataSync());
  console.log("wasm, toFloat:", ...row("int32").toFloat().dataSync());
  try {
    const rows = tf.tensor1d([1, 0], "int32");
    const gradient = tf.grad((table) => tf.gather(table, rows).sum());
    console.log("gradient of gather:", ...gradient(tf.ones([2, 2])).dataSync());
  } catch (error) {
    console.log("gradient of gather:", error.message.split("\n")[0]);
  }
})();
JS
node look.js 2> said.txt | tee seen.txt
grep -qx "cpu: 0 0 1 0" seen.txt || { echo "changed: the backend cpu"; exit 1; }
grep -qx "wasm: 0 0 1.401298464324817e-45 0" seen.txt || { echo "changed: the backend wasm"; exit 1; }
grep -qx "wasm, toFloat: 0 0 1 0" seen.txt || { echo "changed: toFloat"; exit 1; }
grep -q "gradient of gather: Kernel 'UnsortedSegmentSum' not registered" seen.txt || { echo "changed: gather"; exit 1; }
echo "as described"
