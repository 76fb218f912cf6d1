/**
 * Names from file names: `mobilenet_v2.int8.onnx` is the model `mobilenet_v2`. Files that differ in such an ending alone
 * are one model in several precisions.
 */
import { isAmbiguous } from './scalars.js';

/** What people put behind a model's name to tell its precisions apart. */
const ending =
  /[._-](?:fp32|fp16|bf16|fp8|int8|uint8|int4|float32|float16|f32|f16|half|quantized|quantised|quant|qdq|q8|q4)$/i;

/** A name that needs no quotes anywhere; at most 60 characters, so that ids made of it stay readable. */
export function modelNameOf(fileName: string): string {
  const stem = fileName.replace(/\.[A-Za-z0-9]+$/, '');
  return tidyName(stem.replace(ending, '').replace(ending, ''));
}

function tidyName(text: string): string {
  const tidy = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 60);
  // A number or a word such as `no` would have to be quoted wherever it is written.
  return isAmbiguous(tidy) || !/[A-Za-z]/.test(tidy) ? `model-${tidy}`.replace(/-$/, '') : tidy;
}
