/**
 * Says what is in a file, for `orchestrate init`: `node describe.mjs MODULES FILE`. One line of JSON: of a model its inputs
 * and outputs as ONNX Runtime has them and what it is made of, of a NumPy file its shape; or the reader's own refusal.
 * A process of its own, because a file that is no model may end whoever loads it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readNpy } from '../node-runner/npy.mjs';
import { weightsOf } from './weights.mjs';

const [modules, file] = process.argv.slice(2);

process.stdout.write(`${JSON.stringify(file.endsWith('.npy') ? arrayIn() : await modelIn())}\n`);

function arrayIn() {
  try {
    const { shape, data } = readNpy(file);
    return { kind: 'array', type: data.constructor.name, shape };
  } catch (error) {
    return refused(error);
  }
}

async function modelIn() {
  // First: a file whose weights lie elsewhere may be refused for just that.
  const weights = weightsIn();
  if (weights.external) return { kind: 'external-weights' };
  try {
    return { kind: 'model', ...(await tensorsOf()), operators: weights.operators, elements: weights.elements };
  } catch (error) {
    return refused(error);
  }
}

function refused(error) {
  return { kind: 'refused', said: error instanceof Error ? error.message : String(error) };
}

/** Bytes that cannot be read here are for ONNX Runtime to refuse. */
function weightsIn() {
  try {
    return weightsOf(readFileSync(file));
  } catch {
    return { operators: [], elements: {}, external: false };
  }
}

async function tensorsOf() {
  const ort = createRequire(`${modules}/`)('onnxruntime-node');
  const session = await ort.InferenceSession.create(file, {
    executionProviders: ['cpu'],
    // Nothing is measured: the quickest way to load it.
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    // Warnings of the library are for people and would come between the lines.
    logSeverityLevel: 3,
  });
  const inputs = session.inputMetadata.map(tensorOf);
  const outputs = session.outputMetadata.map(tensorOf);
  await session.release();
  return { inputs, outputs };
}

/** A value that is no tensor (a sequence, a map) has no type of elements. */
function tensorOf({ name, isTensor, type, shape }) {
  return isTensor ? { name, type, shape: [...shape] } : { name, type: 'no tensor', shape: [] };
}
