/** What a file is by its first bytes: enough to tell a person that it is no model, and what it seems to be instead. */
import type { FileKind } from '#domain/model-facts.js';

/** How many bytes the marks below need. */
export const headBytes = 512;

/** Where each mark stands; Latin-1, so that a byte is a character. */
const marks: readonly (readonly [FileKind, RegExp])[] = [
  ['git-lfs', /^version https:\/\/git-lfs\.github\.com\//],
  // A folder that was zipped; also what PyTorch and Keras save.
  ['zip', /^PK\u0003\u0004/],
  ['html', /^\s*(<!doctype html|<html)/i],
  ['tflite', /^.{4}TFL3/s],
  ['hdf5', /^\u0089HDF\r\n/],
  ['pickle', /^\u0080[\u0002-\u0005]/],
  ['gguf', /^GGUF/],
  ['safetensors', /^.{8}\{"/s],
];

/** Letters, digits, punctuation and line ends alone; ONNX begins with a byte 8. */
const text = /^[\t\n\r -~]+$/;

/** Undefined: nothing known, and so perhaps a model. */
export function fileKindOf(head: Uint8Array): FileKind | undefined {
  const start = String.fromCharCode(...head.subarray(0, headBytes));
  const marked = marks.find(([, pattern]) => pattern.test(start))?.[0];
  return marked ?? (text.test(start) ? 'text' : undefined);
}
