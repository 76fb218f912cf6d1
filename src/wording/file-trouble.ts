/** Why a file that should be a model or an array tells nothing, and what to do. */
import { exhaustive } from '#core/invariant.js';
import type { FileKind, FileTrouble } from '#domain/model-facts.js';
import { quoted } from './control.js';

/** What each kind of file is, and the way to what was expected. */
const kinds: Readonly<Record<FileKind, string>> = {
  'git-lfs': 'a Git LFS pointer, which stands for the file: `git lfs pull` fetches it',
  zip: 'a ZIP archive: unpack it; what PyTorch or Keras saved is exported with `torch.onnx.export` or tf2onnx',
  html: 'a web page, probably of a download that failed: fetch the file itself',
  tflite: 'a TensorFlow Lite model; today ONNX models are measured: convert it with tf2onnx, or export it anew',
  hdf5: 'an HDF5 file, such as Keras saves; today ONNX models are measured: convert it with tf2onnx',
  pickle: 'a Python pickle, such as PyTorch saves; today ONNX models are measured: export it with `torch.onnx.export`',
  gguf: 'a GGUF file of a language model; today ONNX models are measured',
  safetensors: 'weights without a network; today ONNX models are measured: export the model with `torch.onnx.export`',
  text: 'text, and no model',
};

export function describeTrouble(trouble: FileTrouble): string {
  switch (trouble.kind) {
    case 'missing':
      return 'there is no such file';
    case 'folder':
      return 'this is a folder: name the file in it';
    case 'unreadable':
      return `this cannot be read (${trouble.errno})`;
    case 'empty':
      return 'the file is empty, as an interrupted download or export leaves it';
    case 'other':
      return `this is ${kinds[trouble.format]}`;
    case 'external-weights':
      return 'its weights are in a file of their own; today a model is one file: save it whole with `onnx.save(onnx.load("model.onnx"), "whole.onnx")`';
    case 'refused':
      return /Protobuf parsing failed/.test(trouble.said)
        ? 'this is no ONNX model, or one that is cut short'
        : `ONNX Runtime refused it: ${quoted(trouble.said)}; leave it out, or bring it in another precision or export`;
    default:
      return exhaustive(trouble);
  }
}
