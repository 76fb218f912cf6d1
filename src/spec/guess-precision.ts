/** The precision of a model file: from its weights, because a name can say anything. */
import type { ModelFacts } from '#domain/model-facts.js';

/** How weights are called → the precision that a file of mostly such weights has. */
const precisions: Readonly<Record<string, string>> = {
  float32: 'fp32',
  float64: 'fp64',
  float16: 'fp16',
  bfloat16: 'bf16',
  float8: 'fp8',
  int8: 'int8',
  uint8: 'int8',
  int4: 'int4',
  uint4: 'int4',
};

/** `int64` shapes and `int32` biases are no weights. Without any weights it is what nearly all models are. */
export function guessPrecision({ elements }: Pick<ModelFacts, 'elements'>): string {
  const counts = new Map<string, number>();
  for (const [type, count] of Object.entries(elements)) {
    const precision = Object.hasOwn(precisions, type) ? precisions[type] : undefined;
    if (precision !== undefined) counts.set(precision, (counts.get(precision) ?? 0) + count);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'fp32';
}
