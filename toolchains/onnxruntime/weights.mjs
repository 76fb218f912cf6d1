/**
 * What an ONNX file is made of, read from its bytes: which operators, how many weights of which type, and whether weights
 * lie in a file of their own. ONNX Runtime tells inputs and outputs and nothing of this. Field numbers: onnx.proto, IR 11.
 */

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

/** TensorProto.DataType. What is not listed keeps its number. */
const types = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
  17: 'float8',
  18: 'float8',
  19: 'float8',
  20: 'float8',
  21: 'uint4',
  22: 'int4',
};

/**
 * @param {Uint8Array} bytes Of a whole ONNX file that ONNX Runtime has loaded.
 * @returns {{ operators: string[], elements: Record<string, number>, external: boolean }}
 */
export function weightsOf(bytes) {
  const found = { operators: new Set(), elements: {}, external: false };
  for (const graph of members(bytes, 7)) {
    for (const node of members(graph, 1)) readNode(node, found);
    for (const tensor of members(graph, 5)) readTensor(tensor, found);
  }
  return { ...found, operators: [...found.operators].sort() };
}

function readNode(node, found) {
  for (const name of members(node, 4)) found.operators.add(Buffer.from(name).toString('utf8'));
  // Some exporters keep weights in nodes `Constant`.
  for (const attribute of members(node, 5)) {
    for (const tensor of members(attribute, 5)) readTensor(tensor, found);
  }
}

function readTensor(tensor, found) {
  let elements = 1;
  let type = 0;
  for (const { field, value } of fields(tensor)) {
    if (field === 1) for (const size of numbers(value)) elements *= size;
    if (field === 2) type = value;
    if (field === 14 && value === 1) found.external = true;
  }
  const name = types[type] ?? `type ${type}`;
  found.elements[name] = (found.elements[name] ?? 0) + elements;
}

/** The bytes of each member with this number. */
function* members(message, wanted) {
  for (const { field, value } of fields(message)) if (field === wanted && typeof value !== 'number') yield value;
}

/** A repeated number is written one by one, or packed. */
function* numbers(value) {
  if (typeof value === 'number') return yield value;
  for (let at = 0; at < value.length; ) {
    const read = readVarint(value, at);
    at = read.next;
    yield read.value;
  }
}

/** Views, never copies: a model may have gigabytes. */
function* fields(message) {
  for (let at = 0; at < message.length; ) {
    const key = readVarint(message, at);
    const field = Math.floor(key.value / 8);
    const kind = key.value % 8;
    if (kind === varint) {
      const { value, next } = readVarint(message, key.next);
      at = next;
      yield { field, value };
    } else if (kind === lengthDelimited) {
      const { value: length, next } = readVarint(message, key.next);
      at = next + length;
      if (at > message.length) throw new Error('a member is cut short');
      yield { field, value: message.subarray(next, at) };
    } else if (kind === fixed64) at = key.next + 8;
    else if (kind === fixed32) at = key.next + 4;
    else throw new Error(`no wire type ${kind}`);
  }
}

/** Sizes stay far below 2^53; a negative number, which no size is, reads as a large one. */
function readVarint(bytes, from) {
  let value = 0;
  let scale = 1;
  for (let at = from; at < from + 10; at++) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, next: at + 1 };
    scale *= 128;
  }
  throw new Error('a number is cut short');
}
