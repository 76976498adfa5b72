// An ONNX model of few operations, written by hand: the format is Protocol Buffers (onnx.proto3), and the library
// that writes it is for Python, with a network in NumPy.

const VARINT = 0;
const BYTES = 2;
const FLOAT = 1;
const INT64 = 7;
const ENCODER = new TextEncoder();

function varint(number) {
  const bytes = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

const whole = (field, number) => Uint8Array.from([...varint(field * 8 + VARINT), ...varint(number)]);
const text = (field, it) => bytes(field, ENCODER.encode(it));

function bytes(field, body) {
  return joined([Uint8Array.from([...varint(field * 8 + BYTES), ...varint(body.length)]), body]);
}

function joined(parts) {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const message = (field, parts) => bytes(field, joined(parts));

/** A TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
function tensor(name, shape, values) {
  const isWhole = values instanceof BigInt64Array;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...shape.map((size) => whole(1, size)), whole(2, isWhole ? INT64 : FLOAT), text(8, name), bytes(9, raw)];
}

/** An AttributeProto with a whole number: name 1, i 3, type 20 (INT is 2). */
const attribute = ([name, number]) => message(5, [text(1, name), whole(3, number), whole(20, 2)]);

/** A NodeProto: input 1, output 2, op_type 4, attribute 5. */
function node([operation, inputs, output, attributes = {}]) {
  const names = [...inputs.map((it) => text(1, it)), text(2, output)];
  return message(1, [...names, text(4, operation), ...Object.entries(attributes).map(attribute)]);
}

/** A ValueInfoProto of this field: name 1, type 2 (tensor_type 1: elem_type 1, shape 2 of dim 1: dim_value 1). */
function value(field, name, kind, shape) {
  const sizes = shape.map((size) => message(1, [whole(1, size)]));
  return message(field, [text(1, name), message(2, [message(1, [whole(1, kind), message(2, sizes)])])]);
}

/**
 * A model with one whole number as its input, `user`, and one row of numbers for each of its outputs.
 * ModelProto: ir_version 1, graph 7, opset_import 8; GraphProto: node 1, name 2, initializer 5, input 11, output 12.
 */
export function model({ constants, nodes, outputs }) {
  const graph = [
    ...nodes.map(node),
    text(2, 'seed network'),
    ...Object.entries(constants).map(([name, [shape, values]]) => message(5, tensor(name, shape, values))),
    value(11, 'user', INT64, [1]),
    ...Object.entries(outputs).map(([name, shape]) => value(12, name, FLOAT, shape)),
  ];
  return joined([whole(1, 8), message(7, graph), message(8, [text(1, ''), whole(2, 17)])]);
}
