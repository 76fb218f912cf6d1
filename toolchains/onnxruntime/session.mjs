/**
 * A model in ONNX Runtime, the same for its Node and its WebAssembly build: one session that is profiled for its first
 * inference and measured afterwards, so that what is said of it is said of the very session that was measured.
 */
import { createRequire } from 'node:module';
import { evidenceOf, kernelsOf } from './kernels.mjs';

/** An error that says "not with this framework", not "not this time". */
const refusals =
  /Could not find an implementation|NOT_IMPLEMENTED|This is an invalid model|not a registered function|Unsupported model IR version|opset/i;

export function isRefusal(text) {
  return refusals.test(text);
}

/** Loads an npm package from the folder that the job names; without one, from where the runner is. */
export function loadPackage(name, modules) {
  return createRequire(modules ? `${modules}/` : import.meta.url)(name);
}

/** @returns {number} The option `threads` of a job. */
export function threadsOf({ options }) {
  const threads = Number(options.threads ?? '1');
  if (!Number.isInteger(threads) || threads < 1)
    throw new Error(`threads is ${options.threads}; expected a whole number from 1`);
  return threads;
}

/**
 * @param {object} parts
 * @param {object} parts.ort The library.
 * @param {object} parts.job
 * @param {string | Uint8Array} parts.model Path or bytes, as the build prefers.
 * @param {object} parts.settings Session options of this build.
 * @param {(session: object) => string} parts.endProfile Ends profiling and answers the profile.
 * @param {Record<string, { provider: string, unit: string }>} parts.providers
 */
export async function openModel({ ort, job, model, settings, endProfile, providers }) {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [job.asked.provider],
    // It was optimised when it was compiled: nothing is to change behind the artifact that is measured.
    graphOptimizationLevel: 'disabled',
    executionMode: 'sequential',
    interOpNumThreads: 1,
    enableProfiling: true,
    ...settings,
  });
  const input = inputOf(session, job.model.input);
  return {
    feed: (data, shape) => ({ [input]: float32(ort, data, shape) }),
    infer: (feed) => session.run(feed),
    outputs: (result) => session.outputNames.map((name) => outputOf(result[name], name)),
    attest: () => attest(endProfile(session), providers),
  };
}

function attest(profile, providers) {
  try {
    return evidenceOf(kernelsOf(profile), providers);
  } catch (error) {
    // A profile nobody can read: unknown, which is never equal to what was asked.
    return {
      ...evidenceOf([], providers),
      warning: { code: 'no-profile', text: `the profile cannot be read: ${error.message}` },
    };
  }
}

function inputOf({ inputNames, inputMetadata }, asked) {
  if (inputNames.length !== 1) {
    throw new Error(`the model has ${inputNames.length} inputs (${inputNames.join(', ')}); this runner feeds one`);
  }
  const [name] = inputNames;
  if (asked !== null && asked !== name) throw new Error(`the model's input is ${name}; the job names ${asked}`);
  const type = inputMetadata?.[0]?.type ?? 'float32';
  if (type !== 'float32') throw new Error(`the model's input ${name} takes ${type}; this runner feeds float32`);
  return name;
}

/** Halves come as their bits, which are no numbers to be compared. */
function outputOf({ data, dims, type }, name) {
  if (type === 'float16') throw new Error(`the model's output ${name} is ${type}; this runner reads float32`);
  return { data, shape: dims };
}

function float32(ort, data, shape) {
  if (!(data instanceof Float32Array)) {
    throw new Error(`the data are ${data.constructor.name}; the model takes float32: save them with numpy.float32`);
  }
  return new ort.Tensor('float32', data, shape);
}
