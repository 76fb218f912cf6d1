/**
 * What ONNX Runtime really computed with, read from its own profile of one inference. What a file asks for proves nothing:
 * a float16 model is computed in float32, without a word, where there is no float16 kernel.
 */

/** Operators that do nearly all the arithmetic of a network, fused and quantised variants included. */
const computing = /Conv|Gemm|MatMul|Einsum|Attention|LSTM|GRU|RNN/;

/** These take floats and turn them into int8 themselves before they compute. */
const quantisesItself = /^DynamicQuantize/;

/** ONNX Runtime's names of tensor types → ours. What is not listed keeps its name. */
const arithmetics = { float: 'fp32', float16: 'fp16', bfloat16: 'bf16', double: 'fp64', int8: 'int8', uint8: 'int8' };

/**
 * The kernels that a profile lists, one for each time one ran.
 * @param {string} profile What ONNX Runtime wrote; anything before its first bracket is a log.
 * @returns {{ operator: string, type: string, provider: string }[]}
 */
export function kernelsOf(profile) {
  const events = JSON.parse(profile.slice(profile.indexOf('[')));
  return events
    .filter(({ cat, name }) => cat === 'Node' && String(name).endsWith('_kernel_time'))
    .map(({ args }) => ({
      operator: String(args.op_name),
      // The first input is what comes in; weights may be packed beforehand, and are not listed then.
      type: Object.keys(args.input_type_shape?.[0] ?? {})[0] ?? 'unknown',
      provider: String(args.provider || 'unknown'),
    }));
}

/**
 * One name when every computing kernel agrees, `mixed(…)` when not, `unknown` when there is none: only a model that computes
 * throughout in what was asked for may count as that.
 * @param {{ operator: string, type: string, provider: string }[]} kernels
 * @param {Record<string, { provider: string, unit: string }>} providers By ONNX Runtime's name.
 */
export function evidenceOf(kernels, providers) {
  const own = kernels.filter(({ operator }) => computing.test(operator));
  const nodesByArithmetic = {};
  for (const kernel of own) {
    const arithmetic = arithmeticOf(kernel);
    nodesByArithmetic[arithmetic] = (nodesByArithmetic[arithmetic] ?? 0) + 1;
  }
  const places = own.map(({ provider }) => providers[provider] ?? { provider, unit: 'unknown' });
  return {
    used: {
      provider: oneOf(places.map(({ provider }) => provider)),
      unit: oneOf(places.map(({ unit }) => unit)),
      arithmetic: oneOf(Object.keys(nodesByArithmetic)),
    },
    placement: { nodesByArithmetic },
  };
}

function arithmeticOf({ operator, type }) {
  return quantisesItself.test(operator) ? 'int8' : (arithmetics[type] ?? type);
}

function oneOf(names) {
  const distinct = [...new Set(names)].sort();
  if (distinct.length === 0) return 'unknown';
  return distinct.length === 1 ? distinct[0] : `mixed(${distinct.join(',')})`;
}
