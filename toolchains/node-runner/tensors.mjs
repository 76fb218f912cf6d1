/** Arithmetic on plain arrays that every runner shares: made-up inputs, and where a label comes among the scores. */

/**
 * Uniform in [0, 1) in steps of 2^-24, which float32 holds exactly; xorshift32, the same numbers on every board.
 * @param {readonly number[]} shape
 * @param {number} seed
 */
export function randomTensor(shape, seed) {
  const length = shape.reduce((product, size) => product * size, 1);
  // Small seeds would give a run of small numbers first: their bits are spread. The state must not be 0.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  const values = new Float32Array(length);
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[index] = (state >>> 8) / 0x1000000;
  }
  return values;
}

/** Of an image's four axes, the first of which is 1: where each of those in the new order was in the old one. */
const axes = { 'nchw nhwc': [0, 2, 3, 1], 'nhwc nchw': [0, 3, 1, 2] };

/**
 * An item whose axes are in the order `have`, with those in the order `want`. Only images have both: four axes.
 * @param {{ data: ArrayLike<number>, shape: readonly number[] }} item
 * @param {'nchw' | 'nhwc'} have
 * @param {'nchw' | 'nhwc'} want
 */
export function laidOut(item, have, want) {
  const from = axes[`${have} ${want}`];
  if (from === undefined || item.shape.length !== 4) return item;
  const shape = from.map((axis) => item.shape[axis]);
  const strides = item.shape.map((_, axis) => item.shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const [, one, two, three] = from.map((axis) => strides[axis]);
  const data = new item.data.constructor(item.data.length);
  const [, ones, twos, threes] = shape;
  let at = 0;
  for (let x = 0; x < ones; x++)
    for (let y = 0; y < twos; y++)
      for (let z = 0; z < threes; z++) data[at++] = item.data[x * one + y * two + z * three];
  return { data, shape };
}

/**
 * Items of one together, as many as an inference takes; the last of them are the first ones again where they do not suffice.
 * @param {readonly { data: ArrayLike<number>, shape: readonly number[] }[]} items
 * @param {number} batch
 * @param {number} [from] Of the items.
 */
export function stacked(items, batch, from = 0) {
  const [first] = items;
  if (batch === 1) return items[from];
  const size = first.data.length;
  const data = new first.data.constructor(batch * size);
  for (let at = 0; at < batch; at++) data.set(items[(from + at) % items.length].data, at * size);
  return { data, shape: [batch, ...first.shape.slice(1)] };
}

/**
 * Every item once, and the first ones again to fill the last batch.
 * @param {readonly { data: ArrayLike<number>, shape: readonly number[] }[]} items
 * @param {number} batch
 */
export function batchesOf(items, batch) {
  return Array.from({ length: Math.ceil(items.length / batch) }, (_, index) => stacked(items, batch, index * batch));
}

/**
 * What a model answered, item by item.
 * @param {ArrayLike<number>} data
 * @param {number} batch
 */
export function rowsOf(data, batch) {
  if (data.length % batch !== 0) throw new Error(`the model answers ${data.length} scores to ${batch} items`);
  const size = data.length / batch;
  return Array.from({ length: batch }, (_, index) => data.slice(index * size, (index + 1) * size));
}

/**
 * How many classes come before the label: those of a better score, or of the same one and a lower class id. A label whose
 * score is not a number comes last: a model that answers NaN knows nothing.
 * @param {ArrayLike<number | bigint>} scores
 * @param {number} label
 */
export function rankOf(scores, label) {
  if (!Number.isInteger(label) || label < 0 || label >= scores.length) {
    throw new Error(`label ${label} is no class: the model answers ${scores.length} scores`);
  }
  const own = scores[label];
  if (Number.isNaN(own)) return scores.length;
  let rank = 0;
  for (let other = 0; other < scores.length; other++) {
    if (scores[other] > own || (scores[other] === own && other < label)) rank++;
  }
  return rank;
}
